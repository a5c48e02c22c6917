"""A Prefect server starts with the pinned versions: some combinations of its packages do not."""

import httpx
import pytest

from tests.flows.prefect_server import prefect_server


@pytest.mark.server
def test_a_prefect_server_starts_with_the_pinned_versions(tmp_path):
    with prefect_server(tmp_path) as api:
        assert httpx.get(f"{api}/health").json() is True
        assert httpx.post(f"{api}/flows/count", json={}).json() == 0
