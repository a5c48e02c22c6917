"""briefs.docx: one page for each candidate and bundle, of the same facts as the sheets of the report."""
