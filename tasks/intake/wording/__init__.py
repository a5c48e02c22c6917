"""Texts made comparable: normal forms, word lists, headings and units."""
