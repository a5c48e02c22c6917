"""Leaves out the help texts that numpy and Arrow put together whenever they are imported: more than half of the time
that Arrow's functions take to load.
"""

from __future__ import annotations

import sys
from types import ModuleType

# Numpy gives its functions their texts in these modules and in nothing else.
NUMPY_TEXTS = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars")
# Arrow reads with it what its classes say of their options.
ARROW_READER = "pyarrow.vendored.docscrape"


def leave_out_help_texts() -> None:
    """For a process that is ours alone, before numpy and Arrow are imported: nobody in it asks for ``help`` of their
    functions, which are the same without.
    """
    for name in NUMPY_TEXTS:
        sys.modules.setdefault(name, ModuleType(name))
    reader = ModuleType(ARROW_READER)
    vars(reader)["NumpyDocString"] = lambda _text: {"Parameters": ()}
    sys.modules.setdefault(ARROW_READER, reader)
