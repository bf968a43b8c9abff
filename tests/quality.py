"""``./portal check``: what can be said about the tree without running its tests."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PRODUCTION = {
    "DATABASE_URL": "postgres://portal@127.0.0.1/portal",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "SECRET_KEY": "only-for-the-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "FIELD_KEYS": "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=,index:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
    "SITE_URL": "https://portal.example.cn",
    "EMAIL_URL": "smtp+ssl://portal:password@mail.example.cn:465",
}
CHECKS: tuple[tuple[str, list[str], dict[str, str]], ...] = (
    ("types", ["mypy"], {}),
    ("format", ["ruff", "format", "--check", "--output-format", "concise", "."], {}),
    ("lint", ["ruff", "check", "--output-format", "concise", "--quiet", "."], {}),
    ("imports", ["lint-imports", "--no-logo"], {}),
    ("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"], {}),
    ("production", ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ("templates", ["djlint", "templates", "--lint", "--quiet"], {}),
)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        environment = {**os.environ, "DATA_FOLDER": folder}
        for name in ("DATABASE_URL", "DEMO", "DEBUG"):
            environment.pop(name, None)
        passed = list(pool.map(lambda check: _passes(*check, environment), CHECKS))
    return 0 if all(passed) else 1


def _passes(name: str, command: list[str], extra: dict[str, str], environment: dict[str, str]) -> bool:
    began = time.monotonic()
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env=environment | extra,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    failed = done.returncode != 0
    said = f"\n{done.stdout.rstrip()}\n" if failed else ""
    print(f"{'FAILED' if failed else 'ok    '} {name} ({time.monotonic() - began:.1f} s){said}", flush=True)
    return not failed


if __name__ == "__main__":
    sys.exit(main())
