"""A real browser against a real server: ``site`` is its address, ``accessible`` looks at the page with axe."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import WIDTHS, launch_arguments, violations


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


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fail with what axe finds at 1440 and at 390 px."""

    def look(page: Page) -> None:
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            assert violations(page) == [], f"{page.url} at {width} px"

    return look
