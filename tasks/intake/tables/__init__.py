"""Where the tables are, and which rows are headings, groups, totals or notes."""
