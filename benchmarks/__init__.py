"""Comparisons, each beside its limit or its peer in one run. Nothing here runs in the tests (README.md)."""
