"""``./portal shots FOLDER``: look at every page of the running demo as each of its roles.

Signs in with one click as the first account of each role and follows the links it finds. Numbers and codes in an address do
not make another page; but a list, a season or a nomination looks different in each of its states, so a few addresses of the
same shape are visited, and one that leads to pages or offers acts that no picture shows yet gets its own. Writes FOLDER/<account>/<page>-<width>.png and axe's
findings of all pages to FOLDER/axe.json.
"""

import argparse
import json
import re
import sys
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser import WIDTHS, launch_arguments, violations

MOST_PAGES = 150  # pictures of one account
MOST_ALIKE = 8  # addresses of one shape that are visited
LEAVE_ALONE = re.compile(r"logout|/files/|/documents/|/static/|/admin/|download|\.(pdf|xlsx|csv|json|zip|svg|txt|eml)$")
CODE = re.compile(r"(?<=/)(?=[^/]*\d)[^/]+(?=/|$)")
PUBLIC = "public"


def main() -> int:
    parser = argparse.ArgumentParser(prog="./portal shots", description="Pictures and axe findings of every page.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--account", nargs="+", default=[], help=f"only these, “{PUBLIC}” for who is not signed in")
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
        report = choice.folder / "axe.json"
        for account in choice.account or (PUBLIC, *accounts):
            findings += _look_around(browser, site, account, choice.folder / account)
            report.write_text(json.dumps(findings, ensure_ascii=False, indent=2), encoding="utf-8")
        browser.close()
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
    waiting, known, alike = deque([start]), {start}, Counter({_shape(start): 1})
    shown: dict[str, set[str]] = {}
    pictures = 0
    while waiting and pictures < MOST_PAGES:
        url = waiting.popleft()
        if not _opens(page, url):
            continue
        links, offers = _links(page, site), _offers(page)
        for address in links:
            shape = _shape(address)
            if address not in known and alike[shape] < MOST_ALIKE:
                known.add(address)
                alike[shape] += 1
                # pages of a new shape come first
                (waiting.append if alike[shape] > 1 else waiting.appendleft)(address)
        new = offers | {_shape(address) for address in links}
        if _shape(url) in shown and new <= shown[_shape(url)]:
            continue
        shown.setdefault(_shape(url), set()).update(new)
        pictures += 1
        yield from _picture(page, folder)
    print(f"{folder.name}: {pictures} pages{'' if not waiting else ', more were left'}", flush=True)


def _links(page: Page, site: str) -> list[str]:
    """Addresses of other pages of the portal, without queries and places within a page."""
    found = page.locator("a[href]").evaluate_all("links => links.filter(a => !a.download).map(a => a.href)")
    addresses = dict.fromkeys(urldefrag(link).url.split("?")[0] for link in found)
    return [address for address in addresses if address.startswith(site) and not LEAVE_ALONE.search(address)]


def _offers(page: Page) -> set[str]:
    """The acts and states of the page: the addresses of its forms by shape, and the words of its badges."""
    forms = page.locator("main form").evaluate_all("forms => forms.map(form => form.getAttribute('action') || '')")
    badges = page.locator("main .pagehead .badge, main header .badge").all_inner_texts()
    return {_shape(action) for action in forms} | {f"badge {words.strip()}" for words in badges}


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
