"""What tests of flows share."""

import pytest

from tests.flows.dask_cluster import RealCluster
from tests.history import postgresql


@pytest.fixture(scope="module")
def postgres_url():
    if why := postgresql.why_not():
        pytest.skip(why)
    with postgresql.server() as url:
        yield url


@pytest.fixture
def real_cluster(tmp_path):
    started = []

    def start(**options):
        started.append(RealCluster(tmp_path, **options))
        return started[-1]

    yield start
    for one in started:
        one.stop()
