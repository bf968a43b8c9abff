"""Run several programs as one: start together, restart what dies, stop together."""

import ctypes
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

TICK_SECONDS = 0.2
STOP_SECONDS = 10
READY_SECONDS = 60
STEADY_SECONDS = 60
MOST_FAILURES = 5  # within STEADY_SECONDS of each other: something is wrong that a restart does not mend
PR_SET_PDEATHSIG = 1


@dataclass
class Program:
    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    failures: list[float] = field(default_factory=list)
    start_at: float = 0.0
    once: bool = False  # ends by itself, and is then done; half-way it cannot be taken up again
    after: "Program | None" = None  # waits until that one is done
    patient: bool = False  # waits until the first page answers, so as not to slow it down
    done: bool = False
    farewell: str = ""  # what to say then

    @property
    def log(self) -> str:
        return self.name.replace(" ", "-") + ".log"


class GaveUp(Exception):
    """A program died too often."""


class Supervisor:
    def __init__(
        self,
        programs: list[Program],
        *,
        environment: Mapping[str, str],
        cwd: Path,
        logs: Path,
        say: Callable[[str], None],
    ) -> None:
        self.programs = programs
        self.environment = dict(environment)
        self.cwd = cwd
        self.logs = logs
        self.say = say
        self.stopping = False
        self.ready = False

    def run(self, *, ready_at: str, announce: Callable[[], None]) -> int:
        """Start all, call ``announce`` once ``ready_at`` answers, return 0 when asked to stop, 1 after giving up."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            for program in self.programs:
                (self.logs / program.log).write_bytes(b"")
            self._keep(ready_at, announce)
        except GaveUp as reason:
            self.say(str(reason))
            return 1
        finally:
            self._stop_all()
        return 0

    def _ask_to_stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def _keep(self, ready_at: str, announce: Callable[[], None]) -> None:
        began = time.monotonic()
        while not self.stopping:
            for program in self.programs:
                self._look_after(program)
            if not self.ready and _answers(ready_at):
                self.ready = True
                announce()
            if not self.ready and time.monotonic() - began > READY_SECONDS:
                raise GaveUp(f"Nothing answered on {ready_at} within {READY_SECONDS} s; see {self.logs}.")
            time.sleep(TICK_SECONDS)

    def _look_after(self, program: Program) -> None:
        now = time.monotonic()
        if program.process is None:
            if not self._waits(program) and now >= program.start_at:
                self._start(program)
            return
        code = program.process.poll()
        if code is None:
            return
        program.process = None
        if program.once and code == 0:
            program.done = True
            self.say(program.farewell or f"The {program.name}: done.")
            return
        if program.once:
            raise GaveUp(f"The {program.name} ended half-way ({code}); see {self.logs / program.log}.")
        program.failures = [*(one for one in program.failures if now - one < STEADY_SECONDS), now]
        log = self.logs / program.log
        if len(program.failures) >= MOST_FAILURES:
            raise GaveUp(f"The {program.name} ended {MOST_FAILURES} times in a row ({code}); see {log}.")
        self.say(f"The {program.name} ended ({code}); starting it again. See {log}.")
        program.start_at = now + len(program.failures)

    def _waits(self, program: Program) -> bool:
        follows = program.after is not None and not program.after.done
        return program.done or follows or (program.patient and not self.ready)

    def _start(self, program: Program) -> None:
        with (self.logs / program.log).open("ab") as log:
            program.process = subprocess.Popen(
                program.command,
                cwd=self.cwd,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches this process only, which then stops the others in order
                preexec_fn=end_with_parent,  # noqa: PLW1509 - this process has no threads
            )

    def _stop_all(self) -> None:
        running = [program.process for program in self.programs if program.process is not None]
        if running:
            self.say("Stopping ...")
        for process in running:
            process.terminate()
        end = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def end_with_parent() -> None:
    """Ask Linux for a SIGTERM when the supervisor itself is killed; other systems do without."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    except (AttributeError, OSError):
        return


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
