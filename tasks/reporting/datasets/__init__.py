"""Results as frames and files, and their content hash."""
