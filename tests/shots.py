"""``./portal shots FOLDER``: look at every page of the running demo as each of its roles.

Signs in with one click as the first account of each role, follows the links it finds, and visits one address of each
shape (numbers and codes in an address do not make another page). Writes FOLDER/<account>/<page>-<width>.png and axe's
findings of all pages to FOLDER/axe.json.
"""

import argparse
import json
import re
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser import WIDTHS, launch_arguments, violations

MOST_PAGES = 60
LEAVE_ALONE = re.compile(r"logout|/files/|/documents/|/static/|/admin/|download|\.(pdf|xlsx|csv|json|zip|svg|txt|eml)$")
CODE = re.compile(r"(?<=/)(?=[^/]*\d)[^/]+(?=/|$)")
PUBLIC = "public"


def main() -> int:
    parser = argparse.ArgumentParser(prog="./portal shots", description="Pictures and axe findings of every page.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8000)
    choice = parser.parse_args()
    site = f"http://127.0.0.1:{choice.port}"
    findings: list[dict[str, Any]] = []
    try:
        launch = launch_arguments()
    except FileNotFoundError as missing:
        print(missing, file=sys.stderr)
        return 3
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch)
        try:
            accounts = _accounts(browser, site)
        except Error:
            print(f"Nothing answers on {site}. Start ./portal demo first.", file=sys.stderr)
            return 1
        for account in (PUBLIC, *accounts):
            findings += _look_around(browser, site, account, choice.folder / account)
        browser.close()
    report = choice.folder / "axe.json"
    report.write_text(json.dumps(findings, ensure_ascii=False, indent=2), encoding="utf-8")
    print(f"{len(findings)} findings of axe in {report}")
    return 0


def _accounts(browser: Browser, site: str) -> list[str]:
    """The first account under each title of the demo's login page."""
    page = browser.new_page()
    page.goto(f"{site}/login/")
    lists = page.locator("section > ul:has(form[action$='/login/demo/'])")
    names = [one.locator("form [name=username]").first.get_attribute("value") or "" for one in lists.all()]
    page.close()
    return names


def _look_around(browser: Browser, site: str, account: str, folder: Path) -> list[dict[str, Any]]:
    folder.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    start = f"{site}/"
    if account != PUBLIC:
        page.goto(f"{site}/login/")
        page.locator(f"form[action$='/login/demo/']:has([value='{account}']) button").first.click()
        page.wait_for_load_state()
        start = page.url
    found = [finding | {"account": account} for finding in _crawl(page, site, start, folder)]
    context.close()
    return found


def _crawl(page: Page, site: str, start: str, folder: Path) -> Iterator[dict[str, Any]]:
    waiting, seen = deque([start]), {_shape(start)}
    visited = 0
    while waiting and visited < MOST_PAGES:
        url = waiting.popleft()
        if not _opens(page, url):
            continue
        visited += 1
        yield from _picture(page, folder)
        for link in page.locator("a[href]").evaluate_all("links => links.filter(a => !a.download).map(a => a.href)"):
            address = urldefrag(link).url
            if address.startswith(site) and not LEAVE_ALONE.search(address) and _shape(address) not in seen:
                seen.add(_shape(address))
                waiting.append(address)
    print(f"{folder.name}: {visited} pages", flush=True)


def _opens(page: Page, url: str) -> bool:
    """Whether the address is a page; what the browser would download is none. An address that fails is said aloud."""
    try:
        answer = page.goto(url)
    except Error:
        return False
    if answer is not None and answer.status >= 500:
        print(f"{answer.status} {url}", file=sys.stderr, flush=True)
    return answer is not None and answer.headers.get("content-type", "").startswith("text/html")


def _picture(page: Page, folder: Path) -> Iterator[dict[str, Any]]:
    name = re.sub(r"[^\w-]+", "-", urlsplit(page.url).path).strip("-") or "home"
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        for finding in violations(page):
            yield {"page": urlsplit(page.url).path, "width": width, **finding}


def _shape(url: str) -> str:
    return CODE.sub("N", urlsplit(url).path)


if __name__ == "__main__":
    sys.exit(main())
