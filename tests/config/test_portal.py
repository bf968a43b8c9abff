"""What ./portal says where system packages are missing and it may not install them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = "python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk"
THERE = ("dirname", "grep", "head", "cat")  # on every Debian
PROGRAMS = {"id": "echo 1000", "ldconfig": "exit 0", "apt-get": "exit 100"}


@pytest.fixture
def bare(tmp_path):
    """A folder of programs as an ordinary user finds them on a bare Debian: no python3, no sudo, no libraries."""
    for name in THERE:
        (tmp_path / name).symlink_to(shutil.which(name))
    for name, body in PROGRAMS.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)
    return tmp_path


def portal(verb, *, programs):
    return subprocess.run(
        [ROOT / "portal", verb], env=os.environ | {"PATH": str(programs)}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("verb", "packages"),
    [("demo", DEMO), ("check", DEMO), ("test", f"{DEMO} chromium redis-server git poppler-utils")],
)
def test_missing_packages_are_named_in_one_exact_line(bare, verb, packages):
    done = portal(verb, programs=bare)
    assert done.returncode == 3
    assert done.stderr == (
        "System packages are missing. Ask the administrator to run, as root:\n"
        f"    apt-get update && apt-get install -y --no-install-recommends {packages}\n"
    )


def test_where_there_is_no_apt_the_packages_are_named_alone(bare):
    (bare / "apt-get").unlink()
    done = portal("demo", programs=bare)
    sentence = f"These Debian packages, or what provides the same here, are missing: {DEMO}\n"
    assert (done.returncode, done.stderr) == (3, sentence)
