"""The officers' desk and the page of those who are heard, through HTTP."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.states import Role
from publicity import actions
from publicity.actions import objections
from publicity.models import Conferral, CorrectionNotice, Objection, Publicity
from publicity.tasks import end_periods
from tests.factories import accounts
from tests.factories import publicity as made

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def april(clock, settings, tmp_path):
    settings.PUBLISHED_ROOT = tmp_path / "published"
    return clock(datetime(2026, 4, 29, 10))


@pytest.fixture
def desk(db):
    return made.Desk(accounts.organiser("上海市质量协会"))


def act(client, publicity, verb, **values):
    return client.post(reverse("publicity:act", args=[publicity.pk, verb]), values)


def test_a_list_goes_from_draft_to_certificate_through_the_pages(client, desk, clock):
    season = made.season(desk.organiser)
    for name in ("王砚舟", "丁禾川"):
        made.candidate(season, name)
    client.force_login(desk.officer)
    assert f"拟 {season.year} 年度公示稿" in client.get(reverse("publicity:desk")).content.decode()
    client.post(reverse("publicity:new", args=[season.pk]))
    publicity = Publicity.objects.get()
    assert act(client, publicity, "check").status_code == 422
    assert act(client, publicity, "channel", name="上海质量网", url="https://www.example.org/1").status_code == 302
    client.force_login(desk.second)
    assert "这是预览" in client.get(reverse("publicity:preview", args=[publicity.pk])).content.decode()
    assert act(client, publicity, "check").status_code == 302
    client.force_login(desk.officer)
    assert act(client, publicity, "publish").status_code == 302
    assert Publicity.objects.get().state == "published"
    clock(datetime(2026, 5, 11, 10))
    end_periods()
    assert act(client, publicity, "conclude", result="").status_code == 302
    client.force_login(desk.leader)
    confer = reverse("publicity:confer", args=[publicity.pk])
    assert client.post(confer, {"decision_number": "", "decided_on": ""}).status_code == 422
    done = client.post(confer, {"decision_number": "沪质协〔2026〕31号", "decided_on": "2026-05-11"})
    conferral = Conferral.objects.get()
    assert done.url == reverse("publicity:conferral", args=[conferral.pk])
    text = client.get(done.url).content.decode()
    assert "沪质工匠〔2026〕001号" in text
    assert "hx-get" in client.get(reverse("publicity:conferral-progress", args=[conferral.pk])).content.decode()
    public = client.get(reverse("publicity:notice", args=[conferral.notice.pk])).content.decode()
    assert "沪质工匠〔2026〕002号" in public


def queries(client, address) -> int:
    """How many queries the page takes once the rail's counts are known (they are kept for a moment)."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_objections_take_the_same_queries_with_one_row_and_three(client, desk):
    publicity, counts = made.published(desk), []
    client.force_login(desk.officer)
    for entry in publicity.entries.all():
        made.objection(publicity, entry)
        counts.append(queries(client, reverse("publicity:objections")))
    assert counts[0] == counts[2] <= MOST_QUERIES


def test_lists_take_the_same_queries_with_one_season_and_three(client, desk):
    counts = []
    client.force_login(desk.officer)
    for year in (2026, 2025, 2024):
        made.drafted(desk, made.season(desk.organiser, year=year))
        counts.append(queries(client, reverse("publicity:desk")))
    assert counts[0] == counts[2] <= MOST_QUERIES


DETAIL_QUERIES = {"draft": 12, "checked": 12, "published": 14, "ended": 15}


def in_state(desk, state, names, clock):
    """A list of these people in ``state``, by the same steps as the pages."""
    publicity = made.drafted(desk, names=names)
    if state != "draft":
        publicity = actions.check(publicity, by=desk.second)
    if state in ("published", "ended"):
        publicity = actions.publish(publicity, by=desk.officer, channels=[made.CHANNEL])
    if state == "ended":
        clock(datetime(2026, 5, 11, 10))
        end_periods()
    return publicity


@pytest.mark.parametrize("names", [("王砚舟",), ("王砚舟", "丁禾川", "方既明")])
@pytest.mark.parametrize("state", DETAIL_QUERIES)
def test_a_list_takes_the_same_queries_for_one_person_and_for_three(
    client, desk, clock, state, names, django_assert_num_queries
):
    publicity = in_state(desk, state, names, clock)
    client.force_login(desk.leader if state == "ended" else desk.officer)
    client.get(reverse("healthz"))

    with django_assert_num_queries(DETAIL_QUERIES[state]):
        text = client.get(reverse("publicity:detail", args=[publicity.pk])).content.decode()

    assert all(name in text for name in names)


def test_a_leak_is_shown_on_the_page_and_the_check_refused(client, desk):
    publicity = made.drafted(desk)
    client.force_login(desk.officer)
    edit = reverse("publicity:edit", args=[publicity.pk])
    values = {
        "title": publicity.title, "basis": "请致电 13900001234 咨询。", "objection_rule": publicity.objection_rule, "workdays": 5,
    }  # fmt: skip
    assert client.post(edit, values).status_code == 302
    client.force_login(desk.second)
    assert "手机号码" in client.get(reverse("publicity:detail", args=[publicity.pk])).content.decode()
    assert act(client, publicity, "check").status_code == 422


def test_a_correction_needs_two_officers(client, desk):
    publicity = made.published(desk)
    client.force_login(desk.officer)
    values = {"entry": publicity.entries.first().pk, "field": "name", "after": "丁和川", "reason": "公示稿录入有误"}
    assert act(client, publicity, "correct", **values).status_code == 302
    correction = CorrectionNotice.objects.get()
    client.post(reverse("publicity:correction-publish", args=[correction.pk]))
    assert CorrectionNotice.objects.get().state == "draft"
    client.force_login(desk.second)
    client.post(reverse("publicity:correction-publish", args=[correction.pk]))
    assert CorrectionNotice.objects.get().state == "published"


def test_strangers_find_nothing(client, desk):
    publicity = made.published(desk)
    found = made.objection(publicity)
    for user in (accounts.member(Role.OFFICER), accounts.member(Role.HEAD), accounts.user()):
        client.force_login(user)
        for name, arguments in (
            ("detail", [publicity.pk]), ("edit", [publicity.pk]), ("preview", [publicity.pk]), ("confer", [publicity.pk]),
            ("objection", [found.number]), ("objection-new", [publicity.pk]), ("objection-side", [found.number]),
        ):  # fmt: skip
            assert client.get(reverse(f"publicity:{name}", args=arguments)).status_code == 404, name
        assert act(client, publicity, "conclude").status_code == 404
        assert client.post(reverse("publicity:objection-act", args=[found.number, "take"])).status_code == 404


def test_an_officer_does_not_see_the_naming_page(client, desk):
    publicity = made.published(desk)
    client.force_login(desk.officer)
    assert client.get(reverse("publicity:confer", args=[publicity.pk])).status_code == 404


def test_the_supervisor_looks_and_does_nothing(client, desk):
    publicity = made.published(desk)
    client.force_login(desk.supervisor)
    assert (
        '<button class="btn btn-sm" type="submit">登记渠道'
        not in client.get(reverse("publicity:detail", args=[publicity.pk])).content.decode()
    )
    assert act(client, publicity, "channel", name="x", url="https://example.org").status_code == 404


def step(client, found, verb, **values):
    return client.post(reverse("publicity:objection-act", args=[found.number, verb]), values)


def test_an_objection_is_handled_through_the_page(client, desk):
    publicity = made.published(desk)
    found = made.objection(publicity)
    client.force_login(desk.officer)
    page = reverse("publicity:objection", args=[found.number])
    assert "一项专利" not in client.get(page).content.decode()
    step(client, found, "take")
    assert "一项专利" in client.get(page).content.decode()
    assert "严正" not in client.get(page).content.decode()
    assert step(client, found, "reveal", reason="").status_code == 422
    assert "严正" in step(client, found, "reveal", reason="核实联系方式").content.decode()
    assert step(client, found, "accept", gist="").status_code == 422
    assert step(client, found, "accept", gist="请说明专利的取得经过。").status_code == 302
    assert (
        step(client, found, "conclude", conclusion="dismissed", effect="keep", basis="还没有核查就办结了。").status_code
        == 422
    )
    step(client, found, "investigate", finding="已调取专利登记簿核对。")
    step(client, found, "conclude", conclusion="dismissed", effect="keep", basis="专利登记簿载明发明人为本人。")
    assert Objection.objects.get().state == "concluded"


def test_those_who_are_heard_never_learn_who_objected(client, desk):
    publicity = made.published(desk)
    found = objections.take(made.objection(publicity), by=desk.officer)
    side = reverse("publicity:objection-side", args=[found.number])
    target = found.entry.nomination.applicant
    clerk = found.entry.nomination.recommender.memberships.get().user
    client.force_login(target)
    assert client.get(side).status_code == 404
    objections.accept(found, gist="请说明专利的取得经过。", by=desk.officer)
    for user, text in ((target, "该专利由我独立完成。"), (clerk, "经查，该专利确为其本人完成，留有记录。")):
        client.force_login(user)
        page = client.get(side).content.decode()
        assert "请说明专利的取得经过" in page
        assert "严正" not in page
        assert "一项专利并非" not in page
        assert client.post(side, {"text": text}).status_code == 302
    found = Objection.objects.get()
    assert (bool(found.statement), bool(found.assistance)) == (True, True)


def test_evidence_is_opened_by_the_handler_only(client, desk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    publicity = made.published(desk)
    found = made.objection(publicity, files=[SimpleUploadedFile("证据.pdf", b"%PDF-1.7 x")])
    address = reverse("publicity:objection-file", args=[found.number, found.files.get().pk])
    client.force_login(desk.second)
    assert client.get(address).status_code == 404
    objections.take(found, by=desk.second)
    assert b"".join(client.get(address).streaming_content) == b"%PDF-1.7 x"


def test_a_letter_is_typed_in(client, desk):
    publicity = made.published(desk)
    client.force_login(desk.officer)
    address = reverse("publicity:objection-new", args=[publicity.pk])
    values = {
        "entry": str(publicity.entries.first().pk),
        "channel": "letter",
        "received_on": "2026-04-29",
        **made.OBJECTION,
    }
    assert client.post(address, values).status_code == 302
    assert Objection.objects.get().channel == "letter"


def test_an_attachment_is_scanned_on_upload(client, desk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    publicity = made.drafted(desk)
    client.force_login(desk.officer)
    leaking = SimpleUploadedFile("名单.csv", "丁禾川,13900001234".encode())
    assert act(client, publicity, "attach", attachment=leaking).status_code == 422
    clean = SimpleUploadedFile("名单.csv", "丁禾川,申岚精密机械有限公司".encode())
    assert act(client, publicity, "attach", attachment=clean).status_code == 302
    publicity = actions.publish(actions.check(publicity, by=desk.second), by=desk.officer, channels=[made.CHANNEL])
    found = publicity.attachments.get()
    answer = client.get(reverse("publicity:attachment", args=[publicity.pk, found.pk]))
    assert "attachment" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).decode() == "丁禾川,申岚精密机械有限公司"


def test_an_attachment_is_taken_out_of_a_draft_again(client, desk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    publicity = made.drafted(desk)
    client.force_login(desk.officer)
    act(client, publicity, "attach", attachment=SimpleUploadedFile("名单.csv", "丁禾川".encode()))
    wrong = publicity.attachments.get()
    assert "移除" in client.get(reverse("publicity:detail", args=[publicity.pk])).content.decode()

    assert act(client, publicity, "detach", attachment=wrong.pk).status_code == 302

    assert publicity.attachments.count() == 0
    assert act(client, publicity, "detach", attachment=wrong.pk).status_code == 404


def test_the_order_of_a_draft_is_put_right_by_hand(client, desk):
    publicity = made.drafted(desk)
    first, second, third = publicity.entries.all()
    client.force_login(desk.officer)
    address = reverse("publicity:edit", args=[publicity.pk])
    kept = client.get(address).context["form"].initial | {"until": "", "shows_recommender": "on"}

    up = {f"place-{first.pk}": 1, f"place-{second.pk}": 2, f"place-{third.pk}": 1}
    assert client.post(address, kept | up).status_code == 302
    assert [entry.pk for entry in publicity.entries.all()] == [third.pk, first.pk, second.pk]

    down = {f"place-{third.pk}": 3, f"place-{first.pk}": 2, f"place-{second.pk}": 3}
    assert client.post(address, kept | down).status_code == 302
    assert [entry.pk for entry in publicity.entries.all()] == [first.pk, second.pk, third.pk]
