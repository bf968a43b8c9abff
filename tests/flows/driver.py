"""A person at a browser without script: signs in, opens pages, presses the buttons that are there.

Only what a page offers can be done: a button that is missing, a field that its form does not have or an option that is
not on the list fails the story. Every form must carry its token against forgery. What a request leaves to the worker is
done before the next one.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.test import Client, TestCase
from lxml import html

PASSWORD = "correct horse battery 9"
OUT_OF_USE = "ancestor::fieldset[@disabled] | ancestor::template"
HIDDEN = ("script", "style", "template", "noscript")


class Screen:
    """One answer as a person sees it."""

    def __init__(self, person: "Person", response: Any):
        self.person, self.response = person, response
        self.status = response.status_code
        self.path = response.request["PATH_INFO"]
        content = response.content.decode() if "html" in response.get("Content-Type", "") else ""
        self.tree = html.fromstring(content) if content.strip() else html.Element("html")

    def __repr__(self) -> str:
        return f"<{self.status} {self.path}: {self.text[:2000]}>"

    @property
    def text(self) -> str:
        parts = self.tree.xpath(f"//text()[not(ancestor::{' or ancestor::'.join(HIDDEN)})]")
        return re.sub(r"\s+", " ", "".join(parts)).strip()

    def says(self, *words: str) -> "Screen":
        for one in words:
            assert one in self.text, f"“{one}” is not on {self!r}"
        return self

    def hides(self, *words: str) -> "Screen":
        for one in words:
            assert one not in self.text, f"“{one}” is on {self.path}"
        return self

    def mistakes(self) -> list[str]:
        """The error summary, one sentence each."""
        found = self.tree.xpath("//*[contains(concat(' ', @class, ' '), ' errsum ')]//li")
        return [_words(one) for one in found]

    def open_token(self) -> str:
        """The token against forgery that the forms of this page carry."""
        return self.tree.xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]

    def text_of(self, name: str) -> str:
        """What the control of this name holds."""
        return "".join(value for one in self.tree.xpath(f"//*[@name='{name}']") for value in _value(one))

    def link(self, words: str) -> str:
        """The address behind the first link with exactly these words, else with these words in it."""
        found = [one for one in self.tree.xpath("//a[@href]") if words in _words(one)]
        found.sort(key=lambda one: _words(one) != words)
        assert found, f"no link “{words}” on {self!r}"
        return urljoin(self.path, found[0].get("href"))

    def follow(self, words: str) -> "Screen":
        return self.person.open(self.link(words))

    def press(
        self, words: str, typed: Mapping[str, Any] = {}, *, at: str = "", expect: int = 200, **more: Any
    ) -> "Screen":
        """Press the button ``words`` (of the form whose address holds ``at``) with what was typed; follow to the next page."""
        button = self._button(words, at)
        form = self._form_of(button)
        sent = self._filled(form, dict(typed) | more)
        if button.get("name"):
            sent[button.get("name")] = button.get("value", "")
        address = urljoin(self.path, button.get("formaction") or form.get("action") or "")
        if (form.get("method") or "get").lower() == "get":
            return self.person.open(address, sent, expect=expect)
        return self.person.post(address, sent, expect=expect)

    def can(self, words: str, *, at: str = "") -> bool:
        """Whether the page offers this button now."""
        return bool(self._buttons(words, at))

    def _buttons(self, words, at):
        return [
            one
            for one in self.tree.xpath("//button[not(@type) or @type='submit']")
            if _words(one) == words
            and not self._is_inert(one)
            and at in (self._form_of(one).get("action") or self.path)
        ]

    def _button(self, words, at):
        found = self._buttons(words, at)
        assert found, f"no button “{words}” {at} on {self!r}"
        return found[-1]

    def _is_inert(self, button) -> bool:
        return "disabled" in button.attrib or button.get("aria-disabled") == "true"

    def _form_of(self, control):
        owner = control.get("form")
        forms = self.tree.xpath(f"//form[@id='{owner}']") if owner else control.xpath("ancestor::form[1]")
        return forms[0] if forms else html.Element("form")

    def controls(self, form) -> list[Any]:
        """What belongs to a form and can be sent."""
        inside = form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]")
        inside = [one for one in inside if not one.get("form")]
        if form.get("id"):
            inside += self.tree.xpath(f"//*[@form='{form.get('id')}'][self::input or self::select or self::textarea]")
        return [one for one in inside if "disabled" not in one.attrib and not one.xpath(OUT_OF_USE)]

    def _filled(self, form, typed):
        controls = self.controls(form)
        sent: dict[str, Any] = {}
        for one in controls:
            for value in _value(one):
                sent.setdefault(one.get("name"), []).append(value)
        for name, value in typed.items():
            own = [one for one in controls if one.get("name") == name]
            assert own, (
                f"the form has no field {name} on {self.path}; it has {sorted({c.get('name') for c in controls})}"
            )
            values = value if isinstance(value, (list, tuple)) else [value]
            _check_options(name, own, values)
            sent[name] = [one for one in values if one is not None]
        return {name: values for name, values in sent.items() if values}


def _words(element) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def _value(control) -> list[str]:
    kind = (control.get("type") or "text").lower()
    if control.tag == "textarea":
        return [(control.text or "").removeprefix("\n")]
    if control.tag == "select":
        options = control.xpath(".//option")
        chosen = [one for one in options if "selected" in one.attrib]
        if not chosen and "multiple" not in control.attrib:
            chosen = options[:1]
        return [one.get("value", one.text or "") for one in chosen]
    if kind in ("checkbox", "radio"):
        return [control.get("value", "on")] if "checked" in control.attrib else []
    return [] if kind in ("file", "submit", "button", "image", "reset") else [control.get("value", "")]


def _check_options(name, own, values) -> None:
    """What is chosen from a list must be on it; a file goes where files are asked for."""
    first = own[0]
    kind = (first.get("type") or "").lower()
    if kind in ("checkbox", "radio"):
        offered = {one.get("value", "on") for one in own}
    elif first.tag == "select":
        offered = {option.get("value", option.text) for option in first.xpath(".//option")}
    else:
        assert (kind == "file") == any(isinstance(one, UploadedFile) for one in values), f"{name}: {kind} {values}"
        return
    strange = [str(one) for one in values if one is not None and str(one) not in offered]
    assert not strange, f"{name} offers {sorted(offered)}, not {strange}"


class Person:
    """One visitor with a browser of their own; signed in when an account is given."""

    def __init__(self, account: Any = None, *, password: str = PASSWORD):
        self.client = Client(enforce_csrf_checks=True)
        self.account, self.password = account, password
        if account is not None:
            self.sign_in(account, password)

    def sign_in(self, account: Any, password: str) -> Screen:
        self.account, self.password = account, password
        account.refresh_from_db()
        if not account.has_usable_password():
            account.set_password(password)
            account.save(update_fields=["password"])
        cache.clear()  # the limits of sign-in count by the machine's clock, for which a story's months are seconds
        shown = self.open("/login/").press("登录", login=account.username, password=password)
        assert "_auth_user_id" in self.client.session, shown
        return shown

    def open(self, address: str, query: Mapping[str, Any] | None = None, *, expect: int = 200) -> Screen:
        """Open a page; who was signed out because days have passed signs in again first."""
        answer = self.client.get(address, query, follow=True)
        if self.account and answer.request["PATH_INFO"] == "/login/" and not address.startswith("/login/"):
            self.sign_in(self.account, self.password)
            answer = self.client.get(address, query, follow=True)
        return self._seen(answer, expect)

    def post(self, address: str, sent: Mapping[str, Any], *, expect: int = 200) -> Screen:
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = self.client.post(address, sent, follow=True)
        return self._seen(answer, expect)

    def _seen(self, response, expect) -> Screen:
        shown = Screen(self, response)
        assert shown.status == expect, f"expected {expect}, not {shown!r}"
        return shown

    def hidden(self, *addresses: str) -> None:
        """Pages that do not exist for this person."""
        for address in addresses:
            self.open(address, expect=404)

    def say_json(self, shown: Screen, address: str, sent: Mapping[str, Any], *, expect: int = 200) -> dict[str, Any]:
        """What the script of the page ``shown`` sends, with the token that stands there."""
        headers = {"X-CSRFToken": shown.open_token(), "Accept": "application/json"}
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = self.client.post(address, json.dumps(sent), content_type="application/json", headers=headers)
        assert answer.status_code == expect, f"{address} {sent}: {answer.status_code} {answer.content.decode()[:500]}"
        return answer.json()

    def inbox(self) -> str:
        return self.open("/inbox/").text


def signed_in(account: Any) -> Person:
    """The browser of this account; the same one as long as the row is the same object, as people keep theirs open."""
    if not hasattr(account, "_browser"):
        account._browser = Person(account)
    return account._browser
