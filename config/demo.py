"""``./portal demo``: prepare the embedded parts, seed them once, then run web server, worker and clock together.

This process stays small: what needs Django runs in processes of its own.
"""

import argparse
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from config.folders import FOLDERS
from config.supervise import Program, Supervisor, end_with_parent

ROOT = Path(__file__).resolve().parent.parent
COMPLETE = "All demo seasons are there; worker and clock start now."
MORE_TO_COME = (
    "More seasons are filled in behind the running site, for about two minutes; a line here says when all is there.\n"
    "Until then no mail goes out and no document is made: worker and clock wait. Progress: log/demo-seasons.log"
)
FILES = ("portal.sqlite3*", "beat*", "secret_key", "field_keys", "seeding")


def main() -> int:
    choice = _arguments()
    data = Path(choice.data).resolve()
    url = f"http://127.0.0.1:{choice.port}"
    if os.environ.get("DATABASE_URL"):
        return _refuse("DATABASE_URL is set, and the demo never touches a real database. Unset it first.")
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o750)
        lock = _lock(data, url)
    except OSError as error:
        return _refuse(f"{data} cannot be used ({error.strerror}). Choose another folder with --data FOLDER.")
    if lock is None:
        return _refuse(f"The demo already runs on {_owner(data)}. Stop it with Ctrl-C where it was started.")
    if problem := _why_not_port(choice.port):
        return _refuse(f"Port {choice.port} {problem}. Choose another one with --port N.")
    if choice.reset and not _reset(data, asked=choice.yes):
        return _refuse("Nothing was deleted.")
    return _run(data, url, choice.port)


def _run(data: Path, url: str, port: int) -> int:
    began = time.monotonic()
    environment = os.environ | {"DEMO": "1", "DATA_FOLDER": str(data), "SITE_URL": url}
    if (data / "seeding").exists():
        say("The last set-up was interrupted; starting over.")
        _delete(data)
    if failed := _prepare(environment):
        return failed
    (data / "log").mkdir(exist_ok=True)
    seeding = (data / "seeding").exists()
    programs = _programs(port, seeding=seeding)
    supervisor = Supervisor(programs, environment=environment, cwd=ROOT, logs=data / "log", say=say)
    say("Starting web server, worker and clock ...")

    def announce() -> None:
        say(f"Ready after {time.monotonic() - began:.0f} s: {url}/   (Ctrl-C stops everything; logs in {data / 'log'})")
        if seeding:
            say(MORE_TO_COME)

    return supervisor.run(ready_at=f"{url}/healthz", announce=announce)


def _prepare(environment: dict[str, str]) -> int:
    """Run ``prepare_demo``, which shows its progress here; it never outlives this process, however that ends."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "prepare_demo"],
        cwd=ROOT,
        env=environment,
        start_new_session=True,  # Ctrl-C reaches this process only, which then ends the other without a traceback
        preexec_fn=end_with_parent,  # noqa: PLW1509 - this process has no threads
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise


def _programs(port: int, *, seeding: bool) -> list[Program]:
    python = sys.executable
    web = (
        "granian --interface wsgi --host 127.0.0.1 --workers 1 --blocking-threads 4 --no-access-log --log-level warning"
    )
    worker = "celery -A config worker --loglevel WARNING --without-gossip --without-mingle"
    beat = "celery -A config beat --loglevel WARNING --pidfile="
    web_server = Program("web server", [python, "-m", *web.split(), "--port", str(port), "config.wsgi:application"])
    # Past seasons are seeded on past days; a running clock would close them half-way. So it waits.
    seasons = Program(
        "demo seasons", [python, "manage.py", "seed_demo", "--rest"], once=True, patient=True, farewell=COMPLETE
    )
    return [
        web_server,
        *([seasons] if seeding else []),
        Program("worker", [python, "-m", *worker.split()], patient=True, after=seasons if seeding else None),
        Program("clock", [python, "-m", *beat.split()], patient=True, after=seasons if seeding else None),
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./portal demo", description="Serve the portal with a seeded demo.")
    parser.add_argument("--port", type=_port, default=8000, help="port on 127.0.0.1 (8000)")
    parser.add_argument("--data", default=str(ROOT / "var"), help="folder of database, files and logs (var)")
    parser.add_argument("--reset", action="store_true", help="delete the demo's data and start over")
    parser.add_argument("--yes", action="store_true", help="with --reset: do not ask")
    return parser.parse_args()


def _port(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"{text} is no port; choose one from 1 to 65535")
    return number


def _lock(data: Path, url: str) -> IO[str] | None:
    """Hold the folder until this process ends; None when another process holds it."""
    handle = (data / "demo.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    handle.truncate(0)
    handle.write(f"{url} (process {os.getpid()})")
    handle.flush()
    return handle


def _owner(data: Path) -> str:
    return (data / "demo.lock").read_text(encoding="utf-8") or "this folder"


def _why_not_port(port: int) -> str:
    """Return what keeps a server from using this port, or nothing."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            return "is for the administrator only"
        except OSError:
            return "is taken by another program"
        return ""


def _reset(data: Path, *, asked: bool) -> bool:
    if not asked:
        if not sys.stdin.isatty():
            say("--reset deletes the demo's data: say --yes as well when nobody can be asked.")
            return False
        if _answer(f"Delete the demo's data in {data}? Type yes: ") != "yes":
            return False
    _delete(data)
    return True


def _answer(question: str) -> str:
    try:
        return input(question).strip()
    except EOFError:
        say("")
        return ""


def _delete(data: Path) -> None:
    """Delete what the demo made, by name: the folder may hold other things."""
    for name in (*FOLDERS, "log"):
        shutil.rmtree(data / name, ignore_errors=True)
    for pattern in FILES:
        for path in data.glob(pattern):
            path.unlink()


def say(sentence: str) -> None:
    print(sentence, flush=True)


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _start() -> int:
    # All three end the set-up, also where a shell started this in the background and so with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        return main()
    except KeyboardInterrupt:
        say("\nStopped.")
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(_start())
