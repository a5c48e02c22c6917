"""What one cell says: a parser for each type of column."""
