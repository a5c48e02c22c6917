"""Which column is which: matching headings and values to the input dictionary."""
