"""One reader for each library that opens a file format."""
