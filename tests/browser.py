"""Debian's Chromium and axe: what the browser tests and ``./portal shots`` share."""

import os
import shutil
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = {1440: 900, 390: 844}
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


def launch_arguments() -> dict[str, Any]:
    """How to start the system's Chromium; Playwright's own download is never used."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        raise FileNotFoundError("Chromium is missing; run: apt-get install -y --no-install-recommends chromium")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": found, "args": [*as_root, "--disable-dev-shm-usage"]}


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds on the page as it is shown now (WCAG 2.2 AA): rule, impact, help and the elements concerned."""
    options = {"runOnly": {"type": "tag", "values": WCAG_22_AA}, "resultTypes": ["violations"]}
    return [
        {
            "rule": one["id"],
            "impact": one["impact"],
            "help": one["help"],
            "elements": [" ".join(map(str, node["target"])) for node in one["nodes"]],
        }
        for one in Axe().run(page, options=options).response["violations"]
    ]
