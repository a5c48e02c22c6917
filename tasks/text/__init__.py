"""Text as evidence: what name and description say about a process, in the languages that are read.

Catalogue first, weighted words second. It moves the point of a score, never its interval, and never beats a
column.
"""

from tasks.text.languages import unread_language
from tasks.text.reading import read_texts

__all__ = ["read_texts", "unread_language"]
