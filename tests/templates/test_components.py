"""What each component promises in templates/components/README.md."""

import re
from datetime import datetime, timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django_cotton.compiler_regex import CottonCompiler

from programmes.clock import SHANGHAI
from programmes.refusal import Finding


@pytest.fixture
def html(rf):
    def render(source, **context):
        return engines["django"].from_string(CottonCompiler().process(source)).render(context, rf.get("/desk/?q=a"))

    return render


@pytest.mark.parametrize("tone", ["now", "info", "wait", "ok", "stop", "honour", "mute"])
def test_badge_has_tone_icon_and_word(html, tone):
    found = html(f'<c-badge tone="{tone}">词</c-badge>')
    assert f'data-tone="{tone}"' in found
    assert found.count("<svg") == 1
    assert found.strip().endswith("词</span>")


def test_notice_takes_its_heading_level(html):
    found = html('<c-notice tone="stop" title="材料被退回" level="3">缺少两项。</c-notice>')
    assert "<h3>材料被退回</h3>" in found
    assert "缺少两项。" in found


@pytest.mark.parametrize(("value", "shape", "percent"), [(3, "part", 60), (5, "fg", 100), (0, "part", 0)])
def test_meter_is_green_only_when_full(html, value, shape, percent):
    found = html('<c-meter value="{{ value }}" max="5" label="已评" />', value=value)
    assert f'aria-label="已评 {percent}%"' in found
    assert f'class="{shape}" width="{percent}%"' in found


def test_tracker_marks_one_current_step(html):
    stages = [{"title": "形式审查", "state": "done"}, {"title": "书面初评", "state": "now"}, {"title": "会审答辩"}]
    found = html('<c-tracker :stages="stages" />', stages=stages)
    assert re.findall(r"已完成|进行中|未开始", found) == ["已完成", "进行中", "未开始"]
    assert found.count('aria-current="step"') == 1


def test_errsum_links_each_finding_to_its_control(html):
    findings = [Finding("COM-06", "超出 12 字", field="spirit"), Finding("", "至少填一项")]
    found = html("{% include 'components/errsum.html' with findings=findings prefix='id_' %}", findings=findings)
    assert "有 2 处需要修改" in found
    assert re.findall(r'href="([^"]+)"', found) == ["#id_spirit"]
    assert html("{% include 'components/errsum.html' with findings=findings %}", findings=[]).strip() == ""


def test_confirm_posts_without_script_and_opens_a_dialog_with_it(html):
    found = html('<c-confirm id="lock" title="锁定？" action="/x/" label="锁定"><ul><li>不能修改</li></ul></c-confirm>')
    assert 'form="lock-form" formnovalidate data-open="lock"' in found
    assert '<form class="stack" id="lock-form" method="post" action="/x/">' in found
    assert "csrfmiddlewaretoken" in found
    assert "<li>不能修改</li>" in found


def test_confirm_says_why_it_is_not_allowed_yet(html):
    found = html('<c-confirm id="lock" title="锁定？" action="/x/" label="锁定" why="还有 3 份未评" />')
    assert 'aria-disabled="true" aria-describedby="lock-why"' in found
    assert "<form" not in found


def test_field_ties_label_hint_error_and_counter_to_the_control(html):
    found = html('<c-field name="post" label="岗位" hint="写清" error="太长" limit="300" count="301">x</c-field>')
    assert '<label for="post">岗位' in found
    assert re.findall(r'id="(post-\w)"', found) == ["post-h", "post-e", "post-c"]
    assert "301 / 300 字" in found
    assert "field full bad" in found


def test_field_without_an_error_keeps_the_place_hidden(html):
    assert 'id="post-e" hidden' in html('<c-field name="post" label="岗位">x</c-field>')


def test_formfield_renders_control_once_with_its_error(html):
    class Contact(forms.Form):
        email = forms.EmailField(label="邮箱", help_text="用于接收通知")
        agree = forms.BooleanField(label="同意")

    form = Contact({"email": "x"})
    found = html('<c-formfield :field="form.email" /><c-formfield :field="form.agree" />', form=form)
    assert found.count('name="email"') == 1
    assert found.count('name="agree"') == 1
    assert found.count('<label for="id_email">邮箱</label>') == 1
    assert set(re.search(r'name="email".*?aria-describedby="([^"]+)"', found).group(1).split()) <= set(
        re.findall(r'id="([^"]+)"', found)
    )


def test_pager_keeps_the_search(html):
    page = Paginator(range(120), 50).page(2)
    found = html("{% include 'components/pager.html' with page=page unit='份' %}", page=page)
    assert re.findall(r'href="([^"]+)"', found) == ["?q=a&amp;page=1", "?q=a&amp;page=3"]
    assert "第 2 / 3 页，共 120 份" in found


def test_countdown_carries_the_server_time(html):
    now = datetime(2026, 6, 18, 17, 48, tzinfo=SHANGHAI)
    source = '<c-countdown :until="until" :now="now">6 月 30 日 24 时</c-countdown>'
    running = html(source, now=now, until=now + timedelta(days=3))
    assert 'data-now="2026-06-18T17:48:00+08:00"' in running
    assert "已截止" not in running
    assert "已截止" in html(source, now=now, until=now - timedelta(minutes=1))


def test_bulk_bar_names_its_form_and_offers_all(html):
    found = html('<c-bulk form="queue" unit="份" total="112"><button>分派</button></c-bulk>')
    assert 'data-bulk-bar="queue"' in found
    assert "选择全部 112 份" in found


def test_score_is_a_named_spinbutton(html):
    found = html('<c-score criterion="lead" label="带领团队" max="8" value="7.5" />')
    assert re.search(r'name="lead" role="spinbutton".*?aria-valuemax="8".*?value="7.5"', found)
    assert '<label for="score-lead">带领团队' in found


def test_charts_scale_by_plain_arithmetic(html):
    stages = [{"title": "收到", "value": 80, "plan": None}, {"title": "通过", "value": 40, "plan": 80, "now": True}]
    funnel = html('<c-funnel :stages="stages" max="80" />', stages=stages)
    assert re.findall(r'class="bar[^"]*" width="96" height="(\d+)"', funnel) == ["0", "80", "80", "40"]
    points = [{"label": "丁禾川", "score": 82.5, "near": True}]
    strip = html('<c-strip :points="points" lo="60" span="40" cut="80" />', points=points)
    assert 'viewBox="1200 0 800 72"' in strip
    assert 'class="dot near" cx="1650"' in strip


def test_rest_of_the_components_render(html):
    source = """
    <c-empty title="还没有">说明</c-empty><c-kv :rows="rows" /><c-crumbs here="本页"><li>上级</li></c-crumbs>
    <c-chip href="?a" on="yes" count="3">全部</c-chip><c-toolbar><c-search value="" /></c-toolbar><c-autosave saved_at="10:32" />
    <c-task n="1" href="/x/" title="填报" state="填报中" tone="info" /><c-bars :rows="bars" max="10" /><c-sidenav :sections="bars" />
    <c-tile title="证件" tone="ok" state="已上传"><c-upload action="/u/" title="证件" /></c-tile>
    {% include "components/timeline.html" with events=bars %}"""
    found = html(source, rows=[("单位", "甲")], bars=[{"label": "收到", "value": 5}])
    assert "<c-" not in found
    assert "<dd>甲</dd>" in found
    assert 'class="bar" width="50%"' in found
    assert 'enctype="multipart/form-data" data-upload' in found
