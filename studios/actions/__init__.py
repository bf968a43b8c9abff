"""Verbs of the studio register, by noun: ``register``, ``entering``, ``life``, ``events``, ``duties``; ``telling`` holds the messages."""

from studios.actions import duties, entering, events, life, register

__all__ = ["duties", "entering", "events", "life", "register"]
