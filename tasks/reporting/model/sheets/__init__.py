"""The sheets after the first: one module for each, with those of its tables that are long."""
