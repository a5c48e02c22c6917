# pyarrow has no types of its own, and its functions of compute are made when it starts. Those that others have written
# (pyarrow-stubs) refuse calls that it takes. So the type checker is told that it knows nothing of it.
from typing import Any

def __getattr__(name: str) -> Any: ...
