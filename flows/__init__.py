"""The story of an audit, the ways to run it, the Prefect flows and the command line."""
