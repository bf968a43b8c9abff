"""Verbs that change several things: one transaction, ``move``, messages recorded."""
