"""What ./portal demo refuses, without starting anything."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]


def environment(**extra):
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | extra


def demo(*arguments, **extra):
    return subprocess.run(
        [sys.executable, "-m", "config.demo", *arguments],
        cwd=ROOT,
        env=environment(**extra),
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


@pytest.mark.parametrize("port", ["0", "99999", "-1", "web"])
def test_port_that_is_none_is_said(tmp_path, port):
    done = demo("--data", str(tmp_path), f"--port={port}")
    assert done.returncode == 2
    assert done.stderr.endswith(f"argument --port: {port} is no port; choose one from 1 to 65535\n")


def test_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "letter.txt").touch()
    folder = tmp_path / "letter.txt" / "demo"
    done = demo("--data", str(folder), "--port", str(free_port()))
    sentence = f"{folder} cannot be used (Not a directory). Choose another folder with --data FOLDER.\n"
    assert (done.returncode, done.stderr) == (1, sentence)


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


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stop_during_set_up_ends_all_and_shows_no_traceback(tmp_path, number):
    command = [sys.executable, "-m", "config.demo", "--data", str(tmp_path), "--port", str(free_port())]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout.readline() == "Database tables ...\n"
            process.send_signal(number)
            said, _ = process.communicate(timeout=60)  # ends when the last process that can write here has ended
        finally:
            process.kill()
    assert (process.returncode, said) == (130, "\nStopped.\n")
