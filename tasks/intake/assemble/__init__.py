"""From tables and columns to one portfolio: choose tables, read them, join sheets, give ids, collect
issues.
"""
