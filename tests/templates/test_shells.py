"""Every shell holds with the least a view may give it, and nothing in the templates needs an inline style or script."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.loader import render_to_string
from django_cotton.compiler_regex import CottonCompiler

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PAGES = [path for path in TEMPLATES.rglob("*.html") if "documents" not in path.relative_to(TEMPLATES).parts]
SHELLS = {
    "public.html": "{% block title %}首页{% endblock %}{% block main %}<h1>首页</h1>{% endblock %}",
    "narrow.html": "{% block title %}登录{% endblock %}{% block head %}<h1>登录</h1>{% endblock %}",
    "desk.html": "{% block title %}工作台{% endblock %}{% block head %}<h1>工作台</h1>{% endblock %}",
    "focus.html": "{% block title %}评审{% endblock %}{% block head %}<h1>评审</h1>{% endblock %}",
}


@pytest.fixture
def html_of(rf):
    def render(source, **context):
        request = rf.get("/")
        request.user = AnonymousUser()
        return engines["django"].from_string(CottonCompiler().process(source)).render(context, request)

    return render


@pytest.mark.parametrize("shell", SHELLS)
def test_shell_has_one_heading_and_one_main(html_of, shell):
    html = html_of("{% extends '" + shell + "' %}" + SHELLS[shell])
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert html.count('class="skip" href="#main"') == 1
    assert "<c-" not in html
    assert re.search(r"<title>\S+ - 上海质量工匠</title>", html)


@pytest.mark.parametrize("name", ["404.html", "403.html", "403_csrf.html", "500.html", "maintenance.html"])
def test_error_page_renders_without_a_request(name):
    html = render_to_string(name)
    assert html.count("<h1") == 1
    assert html.count("<main") == 1


def test_page_title_says_that_something_is_to_be_changed(html_of):
    html = html_of("{% extends 'desk.html' %}" + SHELLS["desk.html"], findings=["one"])
    assert "<title>需要修改：工作台 - 上海质量工匠</title>" in html


def test_rail_shows_groups_counts_and_the_current_page(html_of):
    entries = [
        {"label": "届次总览", "icon": "house", "url": "/desk/", "current": True, "count": None},
        {"label": "申报材料", "icon": "list", "url": "/desk/nominations/", "current": False, "count": 12},
    ]
    html = html_of("<c-rail />", rail=[{"title": "2026 年度", "entries": entries}])
    assert html.count("<h2>2026 年度</h2>") == 1
    assert html.count("<a href=") == 2
    assert re.search(r'href="/desk/" aria-current="page"', html)
    assert re.search(r'申报材料<span class="n">12<span class="vh"> 项待办</span></span>', html)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_has_nothing_inline(path):
    source = path.read_text(encoding="utf-8")
    assert re.findall(r"<style\b|\sstyle=|\son(?:click|change|submit|input|load|error)=|javascript:", source) == []
    assert [tag for tag in re.findall(r"<script\b[^>]*>", source) if "src=" not in tag] == []


def test_foot_shows_registration_numbers_only_when_they_are_set(html_of, settings):
    settings.ICP_NUMBER = settings.PSB_NUMBER = settings.SITE_CODE = settings.CONTACT_PHONE = ""
    assert 'class="legal"' not in html_of("<c-foot />")
    settings.ICP_NUMBER, settings.CONTACT_PHONE = "沪ICP备00000000号", "021-0000 0000"
    shown = html_of("<c-foot />")
    assert '<a href="https://beian.miit.gov.cn/" rel="noreferrer">沪ICP备00000000号</a>' in shown
    assert "电话：021-0000 0000" in shown
