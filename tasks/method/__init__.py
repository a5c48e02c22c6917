"""method stage."""
