"""What ./portal demo refuses, without starting anything."""

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]


def demo(*arguments, **extra):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | extra
    return subprocess.run(
        [sys.executable, "-m", "config.demo", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_second_start_on_the_same_folder_names_the_first(tmp_path):
    with (tmp_path / "demo.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write("http://127.0.0.1:8123 (process 42)")
        held.flush()
        done = demo("--data", str(tmp_path), "--port", str(free_port()))
    assert done.returncode == 1
    assert done.stderr.startswith("The demo already runs on http://127.0.0.1:8123 (process 42).")


def test_taken_port_is_said(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = demo("--data", str(tmp_path), "--port", str(port))
    assert (done.returncode, done.stderr.split(".")[0]) == (1, f"Port {port} is taken by another program")


def test_real_database_is_never_touched(tmp_path):
    done = demo("--data", str(tmp_path), DATABASE_URL="postgres://nobody@127.0.0.1/none")
    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_URL is set")


def test_reset_without_an_answer_deletes_nothing(tmp_path):
    (tmp_path / "portal.sqlite3").write_text("precious")
    done = demo("--data", str(tmp_path), "--port", str(free_port()), "--reset")
    assert done.returncode == 1
    assert "say --yes" in done.stdout
    assert (tmp_path / "portal.sqlite3").read_text() == "precious"
