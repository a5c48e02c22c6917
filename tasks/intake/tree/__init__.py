"""Which rows stand above others: hierarchies of processes, whatever way a list writes them."""
