"""``./portal test``: everything on PostgreSQL, then a short pass of the demo stack on SQLite.

With arguments, pytest gets them and there is one pass only.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.servers import STACK

ROOT = Path(__file__).resolve().parent.parent
PYTEST = (sys.executable, "-m", "pytest")
#: As many processes as the two cores we count on; a third one made the whole run slower.
SPREAD = ("-n2", "--dist=loadfile", "--no-loadscope-reorder")
NO_TESTS = 5


def main(arguments: list[str]) -> int:
    if arguments:
        return _pytest(*_in_parallel(arguments))
    print("1 of 2: all tests, on PostgreSQL", flush=True)
    first = _pytest(*SPREAD, "-q")
    print("2 of 2: the tests marked sqlite, on the embedded parts of the demo", flush=True)
    second = _pytest(*SPREAD, "-q", "-m", "sqlite", stack="sqlite")
    return first or (0 if second == NO_TESTS else second)


def _in_parallel(arguments: list[str]) -> list[str]:
    chosen = any(one.startswith(("-n", "--numprocesses", "--pdb")) for one in arguments)
    return arguments if chosen else [*SPREAD, *arguments]


def _pytest(*arguments: str, stack: str = "postgresql") -> int:
    environment = os.environ | {STACK: os.environ.get(STACK, stack)}
    return subprocess.run([*PYTEST, *arguments], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
