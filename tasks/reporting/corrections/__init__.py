"""corrections.xlsx: the table as it was sent, ready to be corrected and sent back."""
