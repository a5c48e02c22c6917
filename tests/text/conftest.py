"""One rulebook for all tests of the text reading."""

import pandas as pd
import pytest

from schemas.rules import load_rulebook
from tasks.text import read_texts
from tests.text import ruler


@pytest.fixture(scope="session")
def rulebook():
    return load_rulebook()


@pytest.fixture(scope="session")
def read(rulebook):
    """Read names (and descriptions) and give the result by name."""

    def read(*names, descriptions=None):
        typed = pd.DataFrame({"process_name": pd.Series(names, dtype="str")})
        if descriptions is not None:
            typed["description"] = pd.Series(descriptions, dtype="str")
        return read_texts(typed, rulebook).set_axis(list(names), axis=0)

    return read


@pytest.fixture(scope="session")
def labels(rulebook):
    """Labels of names about which nothing else is known."""

    def labels(names):
        typed = pd.DataFrame({"process_name": list(names)}, dtype="str")
        return ruler.assessed(typed, rulebook)["recommendation"].tolist()

    return labels
