"""The public site: a written list, verification, register, open data; at most five queries a page."""

import gzip
import os
from datetime import date, datetime, timedelta

import brotli
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.states import Role
from certificates import actions as certificates
from craftsmen import actions as craftsmen
from craftsmen.models import Person
from nominations.models import Season
from programmes import catalogue
from programmes import clock as portal_clock
from publicity import actions, pages
from publicity.actions import objections
from publicity.models import Objection, Publicity
from publicity.tasks import end_periods, refresh_pages
from publicity.views.verify import LOOKUPS_PER_WINDOW
from tests.factories import accounts, nominations
from tests.factories import publicity as made
from tests.factories.craftsmen import STORY, honour, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published_root(settings, tmp_path):
    settings.PUBLISHED_ROOT = tmp_path / "published"


@pytest.fixture(autouse=True)
def april(clock):
    return clock(datetime(2026, 4, 29, 10))


@pytest.fixture
def desk(db):
    return made.Desk(accounts.organiser("上海市质量协会"))


@pytest.fixture
def running(desk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return made.published(desk)


def page_of(publicity):
    return reverse("publicity:list", args=[publicity.pk])


def test_publishing_writes_the_page_three_times_alike(running):
    path = pages.path_of(running.pk)
    body = path.read_bytes()
    assert gzip.decompress(path.with_name("index.html.gz").read_bytes()) == body
    assert brotli.decompress(path.with_name("index.html.br").read_bytes()) == body
    text = body.decode()
    assert text.index("丁禾川") < text.index("王砚舟") < text.index("方既明")
    assert "csrf" not in text.lower()


@pytest.mark.parametrize(
    ("accept", "coding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", None), ("br;q=0, gzip", "gzip")]
)
def test_the_written_page_is_served_without_a_query(client, running, accept, coding, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(page_of(running), headers={"accept-encoding": accept})
    assert response.status_code == 200
    assert response.get("Content-Encoding") == coding
    assert "Accept-Encoding" in response["Vary"]
    assert "public" in response["Cache-Control"]


def test_a_known_page_is_answered_with_304(client, running):
    first = client.get(page_of(running), headers={"accept-encoding": "br"})
    again = client.get(page_of(running), headers={"accept-encoding": "br", "if-none-match": first["ETag"]})
    other = client.get(page_of(running), headers={"accept-encoding": "gzip", "if-none-match": first["ETag"]})
    assert (again.status_code, again.content, other.status_code) == (304, b"", 200)


def test_a_page_of_yesterday_is_written_again_because_it_counts_days(client, running, clock):
    clock(datetime(2026, 5, 7, 0, 5))
    assert not pages.is_current(pages.path_of(running.pk))
    text = client.get(page_of(running), headers={"accept-encoding": ""}).content.decode()
    assert "<b>3</b><span>个工作日（含今天）" in text
    assert pages.is_current(pages.path_of(running.pk))
    assert refresh_pages() == 1


def test_after_the_end_the_page_says_so(client, running, clock, django_capture_on_commit_callbacks):
    clock(datetime(2026, 5, 10, 0, 1))
    with django_capture_on_commit_callbacks(execute=True):
        end_periods()
    text = client.get(page_of(running), headers={"accept-encoding": ""}).content.decode()
    assert "公示已结束" in text
    assert reverse("publicity:object", args=[running.pk]) not in text


def test_a_draft_has_no_public_page(client, desk):
    publicity = made.drafted(desk)
    assert client.get(page_of(publicity)).status_code == 404
    assert not pages.path_of(publicity.pk).exists()


def test_the_list_can_be_searched_without_script(client, running):
    response = client.get(page_of(running), {"q": "王"})
    text = response.content.decode()
    assert "王砚舟" in text
    assert "丁禾川" not in text
    assert response["Cache-Control"] == "no-store"


def test_nothing_private_stands_on_a_public_page(client, running):
    number = made.id_number(running.entries.first().nomination.number)
    text = client.get(page_of(running), headers={"accept-encoding": ""}).content.decode()
    assert number not in text
    assert "13900001234" not in text


def test_the_recommender_is_shown_only_when_wanted(client, desk):
    publicity = actions.edit(made.drafted(desk), by=desk.officer, shows_recommender=False)
    publicity = actions.publish(actions.check(publicity, by=desk.second), by=desk.officer, channels=[made.CHANNEL])
    text = client.get(page_of(publicity), headers={"accept-encoding": ""}).content.decode()
    assert '<th scope="col">推荐单位</th>' not in text
    assert publicity.rows()[0][3] == ""


PAGES = ("home", "notices", "register", "lookup", "open-data")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("rows", [1, 3])
def test_public_pages_take_at_most_five_queries(client, running, name, rows, django_assert_max_num_queries):
    for place in range(rows):
        honour(person(f"丁砚{place}"), organiser=running.season.organiser, year=2025)
    client.get(reverse(f"publicity:{name}"))
    with django_assert_max_num_queries(5):
        response = client.get(reverse(f"publicity:{name}"))
    assert response.status_code == 200


def test_the_home_page_shows_the_running_publicity_and_the_stages(client, running):
    text = client.get(reverse("publicity:home")).content.decode()
    assert "3 位候选人正在公示" in text
    assert text.count('class="done"') == 4
    assert 'aria-current="step"' in text
    assert page_of(running) in text


def season_of(code, days=30, **fields):
    """An open season of a programme in its present edition; without ``days`` it has no deadline."""
    edition = catalogue.get(code).latest
    until = portal_clock.end_of(portal_clock.today() + timedelta(days=days)) if days else None
    values = {"programme_code": code, "edition_code": edition.code, "title": edition.title_for(2026), "year": 2026}
    return nominations.season(deadline_at=until, **values | fields)


def home(client):
    response = client.get(reverse("publicity:home"))
    return response.context, " ".join(response.content.decode().split())


def test_home_leads_with_the_nearest_deadline_and_lists_what_else_is_accepted(client, django_assert_max_num_queries):
    union = accounts.organiser("上海市总工会")
    elsewhere = season_of("municipal-studio", days=40, organiser=union, decided_here=False)
    standing = season_of("quality-studio", days=0)
    own = season_of("quality-craftsman", days=9)

    with django_assert_max_num_queries(5):
        seen, text = home(client)

    assert seen["season"] == own
    assert "培养选树</h1>" in text and "5 月 8 日 24 时" in text
    assert [one["season"] for one in seen["offers"]] == [own, elsewhere, standing]
    assert [one.code for one in seen["offers"][2]["procedures"]] == ["plan"]
    assert text.count("常年受理") == 1
    assert "上海市总工会" in text


def test_home_with_a_season_decided_elsewhere_says_who_decides_and_shows_no_stages(client):
    union = accounts.organiser("上海市总工会")
    elsewhere = season_of("municipal-studio", organiser=union, decided_here=False)
    seen, text = home(client)
    assert (seen["season"], seen["offers"], seen["steps"]) == (elsewhere, [], [])
    assert "由上海市总工会评审" in text and "创建命名</h1>" in text

    Season.objects.filter(pk=elsewhere.pk).update(state="reviewing")
    seen, text = home(client)
    assert (seen["steps"], "申报正在进行" in text) == ([], False)


def test_home_with_nothing_but_a_standing_programme_names_no_deadline(client):
    standing = season_of("quality-studio", days=0, notice_text="")
    seen, text = home(client)
    assert (seen["season"], seen["offers"]) == (standing, [])
    assert "常年受理" in text and "申报截止" not in text and "24 时" not in text
    assert reverse("publicity:season-notice", args=[standing.pk]) not in text


def test_home_without_any_season_still_says_what_the_site_is(client):
    seen, text = home(client)
    assert (seen["season"], seen["offers"], seen["publicity"]) == (None, [], None)
    assert "上海质量工匠" in text and "还没有公告" in text


def test_home_leads_with_a_running_list_although_others_accept(client, running):
    standing = season_of("quality-studio", days=0)
    seen, text = home(client)
    assert (seen["publicity"], [one["season"] for one in seen["offers"]]) == (running, [standing])
    assert "3 位候选人正在公示" in text


def test_an_anonymous_home_page_sets_no_cookie_and_may_be_shared(client, desk):
    response = client.get(reverse("publicity:home"))
    assert not response.cookies
    assert response["Cache-Control"] == "public, max-age=60"
    client.force_login(desk.officer)
    assert "private" in client.get(reverse("publicity:home"))["Cache-Control"]


def test_notices_list_season_and_publicity(client, running):
    text = client.get(reverse("publicity:notices")).content.decode()
    assert running.title in text
    assert reverse("publicity:season-notice", args=[running.season_id]) in text
    page = client.get(reverse("publicity:season-notice", args=[running.season_id])).content.decode()
    assert "沪质协〔2026〕13号" in page
    assert "3 月 12 日 24 时" in page


def test_a_season_in_preparation_has_no_notice(client, running):
    Season.objects.filter(pk=running.season_id).update(state="draft")
    assert client.get(reverse("publicity:season-notice", args=[running.season_id])).status_code == 404


@pytest.fixture
def held():
    return honour(person("陆尺度", id_number="310101199003070019"))


def test_a_code_answers_with_what_stands_on_the_paper(client, held, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        response = client.get(reverse("publicity:verify", args=[held.certificate.token]))
    text = response.content.decode()
    for words in ("有效", "陆尺度", "申岚精密机械有限公司", held.certificate.number, held.certificate.machine_code):
        assert words in text
    assert "310101199003070019" not in text
    assert "no-store" in response["Cache-Control"]


def test_number_and_name_must_both_match_and_the_answer_is_the_same(client, held):
    address = reverse("publicity:lookup")
    right = client.get(address, {"no": "沪质工匠[2025]001号", "name": "陆尺度"})
    assert "有效" in right.content.decode()
    wrong_name = client.get(address, {"no": held.certificate.number, "name": "陆尺寸"})
    wrong_number = client.get(address, {"no": "沪质工匠〔2025〕999号", "name": "陆尺度"})
    answers = {r.content.decode().split("<main", 1)[1].split("</main>", 1)[0] for r in (wrong_name, wrong_number)}
    assert (len(answers), wrong_name.status_code, wrong_number.status_code) == (1, 404, 404)


def test_a_revoked_certificate_shows_state_and_date_only(client, held):
    leader = accounts.member(Role.LEADER, held.organiser)
    certificates.revoke(held.certificate, by=leader)
    text = client.get(reverse("publicity:verify", args=[held.certificate.token])).content.decode()
    assert "已撤销" in text
    assert "2026 年 4 月 29 日" in text
    assert "陆尺度" not in text


def test_a_reissued_certificate_says_so_and_its_old_code_is_dead(client, held):
    officer = accounts.member(Role.OFFICER, held.organiser)
    new = certificates.reissue(held.certificate, by=officer, reason="原件遗失，本人申请")
    assert "补发" in client.get(reverse("publicity:verify", args=[new.token])).content.decode()
    old = client.get(reverse("publicity:verify", args=[held.certificate.token])).content.decode()
    assert "已作废" in old
    assert "陆尺度" not in old


def test_lookups_are_limited(client, held):
    address = reverse("publicity:lookup")
    query = {"no": "沪质工匠〔2025〕002号", "name": "陆尺度"}
    codes = [client.get(address, query).status_code for _ in range(LOOKUPS_PER_WINDOW + 1)]
    assert set(codes[:-1]) == {404}
    assert codes[-1] == 429


def test_behind_the_proxy_each_visitor_has_an_own_limit(client, held, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    address, query = reverse("publicity:lookup"), {"no": "沪质工匠〔2025〕002号", "name": "陆尺度"}
    for _ in range(LOOKUPS_PER_WINDOW + 1):
        last = client.get(address, query, headers={"x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https"})
    other = client.get(address, query, headers={"x-forwarded-for": "203.0.113.8", "x-forwarded-proto": "https"})
    assert (last.status_code, other.status_code) == (429, 404)


def test_the_register_shows_valid_honours_and_only_numbers_of_ended_ones(client, held):
    gone = honour(person("丁守申"), organiser=held.organiser)
    craftsmen.cancel(gone, reason="本人放弃称号", by=accounts.member(Role.LEADER, held.organiser))
    text = client.get(reverse("publicity:register-year", args=[2025])).content.decode()
    assert "陆尺度" in text
    assert "丁守申" not in text
    assert gone.certificate.number in text
    assert client.get(reverse("publicity:register-year", args=[2024])).status_code == 404
    assert "丁守申" not in client.get(reverse("publicity:card", args=[gone.pk])).content.decode()


def test_open_data_has_no_name_of_an_ended_honour(client, held):
    gone = honour(person("丁守申"), organiser=held.organiser)
    craftsmen.cancel(gone, reason="本人放弃称号", by=accounts.member(Role.LEADER, held.organiser))
    rows = {row["number"]: row for row in client.get(reverse("publicity:open-data")).json()["honours"]}
    assert rows[held.certificate.number]["name"] == "陆尺度"
    ended = rows[gone.certificate.number]
    assert (ended["name"], ended["unit_at_award"], ended["state"], ended["ended_on"]) == (
        None,
        None,
        "cancelled",
        "2026-04-29",
    )


def test_story_and_photo_are_public_while_the_consent_stands(client, held):
    user = accounts.user()
    Person.objects.filter(pk=held.person_id).update(user=user)
    officer = accounts.member("officer", held.organiser)
    person = Person.objects.get(pk=held.person_id)
    photo = ContentFile(nominations.picture(), name="photo.jpg")
    story = craftsmen.tell(person, text=STORY, photo=photo, by=user)
    craftsmen.agree(person, by=user)
    card, picture = reverse("publicity:card", args=[held.pk]), reverse("publicity:photo", args=[held.pk])
    register = reverse("publicity:register-year", args=[held.year])
    assert [STORY in client.get(page).content.decode() for page in (card, register)] == [False, False]

    craftsmen.publish(story, by=officer)
    shown = [client.get(page) for page in (card, register)]
    assert [STORY in page.content.decode() for page in shown] == [True, True]
    assert {page["Cache-Control"] for page in shown} == {"private, no-store"}
    sent = client.get(picture)
    assert (sent["Content-Type"], b"".join(sent.streaming_content)[:3]) == ("image/jpeg", b"\xff\xd8\xff")

    craftsmen.disagree(person, by=user)
    assert [STORY in client.get(page).content.decode() for page in (card, register)] == [False, False]
    assert client.get(picture).status_code == 404


def form_of(publicity, **fields):
    return {"entry": str(publicity.entries.first().pk), **made.OBJECTION} | fields


def test_an_objection_is_handed_in_and_gets_its_receipt(client, running):
    response = client.post(reverse("publicity:object", args=[running.pk]), form_of(running))
    found = Objection.objects.get()
    assert response.url == objections.receipt_path(found)
    text = client.get(response.url).content.decode()
    assert "YY2026-001" in text
    assert "严正" not in text
    assert "专利" not in text


def test_a_refused_objection_keeps_what_was_typed(client, running):
    response = client.post(reverse("publicity:object", args=[running.pk]), form_of(running, name="匿名"))
    text = response.content.decode()
    assert response.status_code == 422
    assert "匿名的异议不予受理" in text
    assert "021-0000 0000" in text
    assert not Objection.objects.exists()


def test_after_the_period_the_form_is_closed(client, running, clock):
    clock(datetime(2026, 5, 10, 0, 0, 1))
    text = client.post(reverse("publicity:object", args=[running.pk]), form_of(running)).content.decode()
    assert "公示已结束，不再受理异议" in text
    assert not Objection.objects.exists()


def test_the_receipt_tells_the_outcome(client, running, desk):
    found = objections.take(made.objection(running), by=desk.officer)
    objections.refuse(found, refusal="unproven", basis="没有提交任何事实依据。", by=desk.officer)
    text = client.get(objections.receipt_path(found)).content.decode()
    assert "不予受理" in text
    assert "没有提交任何事实依据" in text
    assert client.get(reverse("publicity:receipt", args=["0" * 32])).status_code == 404


def test_the_page_still_comes_when_the_folder_was_emptied(client, running):
    for path in pages.path_of(running.pk).parent.iterdir():
        os.unlink(path)
    assert client.get(page_of(running)).status_code == 200
    assert Publicity.objects.get().ends_on == date(2026, 5, 9)
    assert portal_clock.today() == date(2026, 4, 29)


def test_an_unknown_code_is_answered_in_words_about_the_code(client):
    response = client.get(reverse("publicity:verify", args=["0" * 32]))
    assert response.status_code == 404
    assert "这个二维码不是本平台颁发的证书上的" in response.content.decode()
    named = client.get(reverse("publicity:lookup"), {"no": "沪质工匠〔2025〕999号", "name": "谁"})
    assert "编号、姓名同时相符" in named.content.decode()
