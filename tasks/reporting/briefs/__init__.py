"""briefs.docx: one page a candidate and a bundle, of the same facts as the sheets of the report."""
