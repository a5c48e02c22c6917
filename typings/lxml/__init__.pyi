# lxml has no types of its own. The type checker is told that it knows nothing of it.
from typing import Any

def __getattr__(name: str) -> Any: ...
