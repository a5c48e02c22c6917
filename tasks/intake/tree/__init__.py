"""Which rows are above others: hierarchies of processes, whatever way a list writes them."""
