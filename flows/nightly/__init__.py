"""The nightly run: inbox, journal, the night itself, and its notifications."""
