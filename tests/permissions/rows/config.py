"""Addresses of the project itself."""

from tests.permissions.matrix import EVERYONE, Row

ROWS = [Row("healthz", allowed=EVERYONE)]
