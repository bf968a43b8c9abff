"""A real browser against a real server: ``site`` is its address, ``accessible`` looks at the page with axe."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import WIDTHS, launch_arguments, violations
from tests.factories.accounts import PASSWORD

NARROW = (390, 320)
CUT_OFF = "ERR_INTERNET_DISCONNECTED"
REFUSED = "the server responded with a status of"
#: What stands out on the right of a page that scrolls sideways, innermost first.
TOO_WIDE = """() => {
  const root = document.documentElement, room = root.clientWidth;
  if (root.scrollWidth <= room) return [];
  const out = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > room + 0.5);
  return [`${root.scrollWidth - room} px`, ...out.reverse().slice(0, 3).map(e => e.outerHTML.slice(0, 120))];
}"""


@pytest.fixture(scope="session", autouse=True)
def _allow_orm_beside_the_browser() -> None:
    """Playwright's synchronous API holds an event loop in this thread, which Django would refuse to work beside."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_arguments()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """The address of the portal in this test; links in mails and codes lead there."""
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture(autouse=True)
def complaints(page: Page) -> Iterator[list[str]]:
    """What the console says against a page fails the test; not what a 4xx answer or a cut line leaves there."""
    found: list[str] = []

    def hear(message: Any) -> None:
        if message.type == "error" and CUT_OFF not in message.text and REFUSED not in message.text:
            found.append(f"{page.url}: {message.text}")

    page.context.on("console", hear)
    page.context.on("weberror", lambda error: found.append(f"{page.url}: {error.error}"))
    yield found
    assert found == []


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fail with what axe finds at 1440 and at 390 px, and when a page at 390 or 320 px scrolls sideways."""

    def look(page: Page) -> None:
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            assert violations(page) == [], f"{page.url} at {width} px"
        for width in NARROW:
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate(TOO_WIDE) == [], f"{page.url} scrolls sideways at {width} px"
        page.set_viewport_size({"width": 1440, "height": 900})

    return look


@pytest.fixture
def enter(page: Page, site: str) -> Callable[[Any], Page]:
    """Sign an account in through the login page."""

    def sign_in(account: Any) -> Page:
        account.set_password(PASSWORD)
        account.save(update_fields=["password"])
        page.goto(f"{site}/login/")
        page.get_by_label("用户名或电子邮箱").fill(account.username)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page).not_to_have_url(f"{site}/login/")
        return page

    return sign_in
