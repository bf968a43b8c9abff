"""Programs start together, come back when they die, and stop together; real processes throughout."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
STORY = """
import os, sys
from pathlib import Path
from config.supervise import Program, Supervisor

port, folder = sys.argv[1], Path(sys.argv[2])
web = [sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1", "--directory", str(folder)]
late = [sys.executable, "-c", "import time; time.sleep(1); open('answers', 'w').close()"]
web = [*late[:2], late[2] + "; import os, sys; os.execv(sys.executable, " + repr(web) + ")"]
programs = [Program("web server", web), Program("worker", [sys.executable, "-c", sys.argv[3]], patient=True)]
supervisor = Supervisor(programs, environment=os.environ, cwd=folder, logs=folder, say=lambda s: print(s, flush=True))
sys.exit(supervisor.run(ready_at=f"http://127.0.0.1:{port}/", announce=lambda: print("ready", flush=True)))
"""
WORKS = "import os, time; open('pid', 'a').write(f'{os.getpid()} '); time.sleep(600)"
DIES = "raise SystemExit(7)"


@pytest.fixture
def supervised(tmp_path):
    started = []

    def start(worker):
        command = [sys.executable, "-c", STORY, str(free_port()), str(tmp_path), worker]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def wait_until(condition, *, seconds=15):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def pids(folder):
    path = folder / "pid"
    return [int(word) for word in path.read_text().split()] if path.exists() else []


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"


@pytest.mark.slow
def test_killed_program_is_started_again_and_one_interrupt_stops_all(supervised, tmp_path):
    process = supervised(WORKS)
    assert process.stdout.readline() == "ready\n"
    wait_until(lambda: len(pids(tmp_path)) == 1)
    os.kill(pids(tmp_path)[0], signal.SIGKILL)
    assert process.stdout.readline().startswith("The worker ended (-9); starting it again.")
    wait_until(lambda: len(pids(tmp_path)) == 2)
    process.send_signal(signal.SIGINT)
    assert process.wait(15) == 0
    assert not any(is_alive(pid) for pid in pids(tmp_path))


@pytest.mark.slow
def test_a_patient_program_starts_when_the_first_page_answers(supervised, tmp_path):
    supervised(WORKS)
    wait_until(lambda: pids(tmp_path))

    assert (tmp_path / "answers").stat().st_mtime < (tmp_path / "pid").stat().st_mtime


def test_programs_end_with_a_supervisor_that_was_killed(supervised, tmp_path):
    process = supervised(WORKS)
    wait_until(lambda: len(pids(tmp_path)) == 1)
    process.kill()
    wait_until(lambda: not is_alive(pids(tmp_path)[0]))


@pytest.mark.slow
def test_program_that_dies_again_and_again_ends_the_run(supervised):
    process = supervised(DIES)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "The worker ended 5 times in a row (7)" in said
