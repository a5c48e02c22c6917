"""Tests. A package, because some libraries install a top-level package of the same name that would hide a plain folder."""
