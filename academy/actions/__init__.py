"""Verbs of the academy, one file per thing they act on."""
