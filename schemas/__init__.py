"""Contracts of the audit: columns, records, issues, results, messages and the rulebook with its strict
loader.
"""
