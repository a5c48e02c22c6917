"""From bytes to grids of cells with addresses. Runs in the reader process; no pandas here."""
