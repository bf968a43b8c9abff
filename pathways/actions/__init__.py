"""Verbs of recommending upwards: rounds, the choosing and asking of people, packs, results."""
