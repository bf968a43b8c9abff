"""Verbs of the studio register, by noun: ``register``, ``life``, ``events``, ``duties``; ``telling`` holds the messages."""

from studios.actions import duties, events, life, register

__all__ = ["duties", "events", "life", "register"]
