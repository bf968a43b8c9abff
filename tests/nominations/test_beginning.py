"""The pages from which forms about studios are begun: homes, the notice, the page that asks for what is needed."""

import pytest
from django.urls import reverse

from documents import jobs
from nominations import openings
from nominations.actions import answers
from nominations.documents import request_print
from nominations.models import Nomination
from nominations.states import NominationState
from programmes import catalogue
from programmes.facts import Tier
from programmes.spec import Subject
from studios.models import Studio
from tests.factories import accounts, studio_programme
from tests.factories import chain as made
from tests.factories.nominations import clerk_of, head_of, nomination, season

pytestmark = pytest.mark.django_db
S = NominationState


def labels(user, **where):
    return [(one.label, one.procedure.code) for one in openings.openings(user, **where)]


def page(client, name, *arguments, **query):
    return client.get(reverse(name, args=arguments), query).content.decode()


def test_a_clerk_begins_what_employers_begin(sample):
    sample.season()
    clerk = clerk_of(accounts.organisation())

    assert labels(clerk) == [("新建申报", "nomination"), ("新建建设计划", "plan")]


def test_each_own_studio_that_is_in_a_state_for_it_is_offered(sample):
    sample.season(edition="standing")
    studio = sample.studio()
    sample.studio(employer=studio.employer, state="preparing")
    sample.studio()

    offered = [one for one in openings.openings(clerk_of(studio.employer)) if one.procedure.code == "assessment"]

    assert [one.studio for one in offered] == [studio]


def test_a_studio_that_has_one_under_way_is_not_offered_it_again(sample, client):
    year, studio = sample.season(edition="standing"), sample.studio()
    clerk = clerk_of(studio.employer)
    client.force_login(clerk)
    given = {"season": year.pk, "procedure": "assessment", "studio": studio.pk}

    response = client.post(reverse("nominations:new"), given)

    row = Nomination.objects.get()
    assert (response.status_code, response.url) == (302, reverse("nominations:form", args=[row.code]))
    assert (row.studio, row.procedure_code, row.recommender) == (studio, "assessment", None)
    assert "assessment" not in [code for _label, code in labels(clerk)]


def test_a_leader_is_offered_the_own_studio_and_what_the_honour_allows(sample):
    sample.season(edition="standing")
    user = accounts.user("闻人既白")
    studio = sample.studio(leader=sample.person(user=user, honour="sample_craftsman"))

    assert labels(user) == [
        ("新建建设计划", "plan"),
        (f"年度考核：{studio.name}", "assessment"),
        (f"管理变更：{studio.name}", "change"),
    ]


def test_a_stranger_and_a_head_begin_nothing(sample, client):
    sample.season()
    for user in (accounts.user(), head_of(accounts.organisation())):
        client.force_login(user)
        assert labels(user) == []
        assert client.get(reverse("nominations:new")).status_code == 404


def test_rolling_ones_are_offered_in_the_newest_season_only(sample):
    older, newer = sample.season(edition="standing", year=2026), sample.season(edition="standing", year=2027)

    found = openings.openings(clerk_of(accounts.organisation()))

    assert older.year < newer.year and [one.season for one in found] == [newer]


def test_the_units_home_leads_to_the_form(sample, client):
    sample.season()
    employer, union = accounts.organisation(), accounts.recommender()
    client.force_login(clerk_of(employer))

    home = page(client, "nominations:unit")
    choice = page(client, "nominations:new")
    asked = page(client, "nominations:new", procedure="nomination")
    response = client.post(
        reverse("nominations:new"),
        {
            "season": openings.openings(clerk_of(employer))[0].season.pk,
            "procedure": "nomination",
            "own_employer": employer.pk,
            "recommender": union.pk,
            "name": "闻人既白",
        },
    )

    assert "可以办理" in home and "新建建设计划" in home and "随时受理" in home
    assert "选择要办理的事项" in choice
    assert "领衔人姓名" in asked and "区局（产业）工会" in asked and "工作单位" not in asked
    row = Nomination.objects.get()
    assert response.url == reverse("nominations:form", args=[row.code])
    assert (row.name, row.employer, row.recommender) == ("闻人既白样例创新工作室", employer, union)
    form = client.get(response.url).content.decode()
    assert "2026年度样例工作室申请表" in form or "样例工作室申请表" in form
    assert "年龄、学历、职称不参与评分" not in form


def test_a_missing_recommender_is_asked_for_beside_its_field(sample, client):
    year, employer = sample.season(), accounts.organisation()
    client.force_login(clerk_of(employer))

    response = client.post(
        reverse("nominations:new"),
        {"season": year.pk, "procedure": "nomination", "own_employer": employer.pk, "name": "闻人既白"},
    )

    assert response.status_code == 422 and "id_recommender_error" in response.content.decode()


def test_the_recommenders_home_stays_as_it_was(client):
    year = season()
    group = accounts.recommender()
    client.force_login(clerk_of(group))

    home = page(client, "nominations:unit")

    assert year.title in home and "新建申报" in home and "导入名单" in home and "可以办理" not in home


def test_a_units_years_are_one_click_away(sample, client):
    group, organiser = accounts.recommender(), accounts.organiser()
    older, newer = (season(year=year, organiser=organiser) for year in (2041, 2042))
    studios = sample.season(organiser=organiser, year=2040)
    client.force_login(clerk_of(group))

    home = page(client, "nominations:unit")

    shown = [(one.pk, words) for one, words in ((newer, "2042 年度"), (older, "2041 年度"), (studios, studios.title))]
    assert [f'&amp;season={pk}"' in home and f">{words}</a>" in home for pk, words in shown] == [True] * 3


def test_the_notice_names_what_can_be_begun(sample, client):
    year = sample.season(edition="standing")
    public = page(client, "publicity:season-notice", year.pk)
    client.force_login(clerk_of(accounts.organisation()))
    own = page(client, "publicity:season-notice", year.pk)

    assert "建设计划" in public and "随时受理" in public and "登录填报" in public and "24 时" not in public
    assert f"?season={year.pk}&amp;procedure=plan" in own and "登录填报" not in own


@pytest.mark.parametrize("who", ["applicant", "head"])
def test_the_notice_offers_nothing_to_whoever_may_not_begin(client, who):
    year, group = season(), accounts.recommender()
    people = {"applicant": accounts.user(), "head": head_of(group)}
    client.force_login(people[who])

    assert reverse("nominations:new") not in page(client, "publicity:season-notice", year.pk)
    client.force_login(clerk_of(group))
    assert f"{reverse('nominations:new')}?season={year.pk}" in page(client, "publicity:season-notice", year.pk)


def test_the_applicants_home_shows_the_studio_and_its_procedure(sample, client):
    user = accounts.user("闻人既白")
    studio = sample.studio(leader=sample.person(user=user))
    year = sample.season(edition="standing")
    client.force_login(clerk_of(studio.employer))
    client.post(reverse("nominations:new"), {"season": year.pk, "procedure": "assessment", "studio": studio.pk})
    client.force_login(user)

    home = page(client, "nominations:my")

    assert f"年度考核：{studio.name}" in home and "推荐单位</dt>" not in home and "管理变更" in home


def test_the_chain_is_walked_in_its_own_words(sample, client):
    row = sample.nomination(state=S.ENDORSING)
    client.force_login(head_of(row.employer))

    detail = page(client, "nominations:detail", row.code)
    opinion = page(client, "nominations:opinion", row.code)

    for words in ("签署本单位工会意见", "本单位工会审核", "区局（产业）工会意见"):
        assert words in detail
    assert "10 至 300 字" in opinion and "同意推荐" in opinion and "基层单位意见" not in detail + opinion


def test_signing_the_only_opinion_says_that_it_is_sent(sample, client):
    studio = sample.studio()
    year = sample.season(edition="standing")
    clerk = clerk_of(studio.employer)
    client.force_login(clerk)
    client.post(reverse("nominations:new"), {"season": year.pk, "procedure": "assessment", "studio": studio.pk})
    row = Nomination.objects.get()
    form = reverse("nominations:form", args=[row.code])
    given = {
        "year": "2026",
        "year.version": 0,
        "opinion": "运行正常，台账齐全。",
        "opinion.version": 0,
        "next": "check:",
    }
    client.post(form, given)
    submitted = client.post(reverse("nominations:submit", args=[row.code]), follow=True).content.decode()
    head = head_of(studio.employer)
    client.force_login(head)
    shown = page(client, "nominations:opinion", row.code)

    signed = client.post(
        reverse("nominations:opinion", args=[row.code]),
        {**made.opinion(row), "statements": [], "seal_mode": "scan", "scan": ""},
        follow=True,
    ).content.decode()

    assert f"随即报送{year.organiser}" in submitted
    assert "签署同意后即报送" in shown
    row = Nomination.objects.get()
    assert (row.state, row.receipt_number) == (S.SUBMITTED, f"HZ{year.year}-0001")
    assert f"已报送{year.organiser}，回执编号 {row.receipt_number}" in signed


def test_the_print_of_any_form_is_made_by_its_template(sample):
    row = sample.nomination(state=S.ENDORSING)

    document = request_print(row, by=clerk_of(row.employer))
    jobs.run(document.pk)
    document.refresh_from_db()

    assert document.kind == "nominations.form" and document.pages >= 1
    assert document.filename == f"{row.code} 闻人既白样例创新工作室 申报 第1版.pdf"


def test_a_person_is_printed_as_before():
    row = nomination(state=S.ENDORSING)

    assert request_print(row, by=clerk_of(row.recommender)).kind == "nominations.a1"


STUDIO_PROCEDURES = [
    pytest.param(programme, procedure, id=f"{programme.code}-{procedure.code}")
    for programme in catalogue.all()
    if programme.subject is Subject.STUDIO
    for procedure in programme.latest.procedures
]


@pytest.mark.parametrize(("programme", "procedure"), STUDIO_PROCEDURES)
def test_every_form_about_studios_begins_and_shows_its_page(programme, procedure, client):
    year = season(
        programme_code=programme.code, edition_code=programme.latest.code, title=programme.latest.title_for(2026)
    )
    employer, union = accounts.organisation(), accounts.recommender()
    studio = None
    if procedure.of_studio:
        state = min(procedure.start_states, default="operating")
        studio = studio_programme.studio(state=state, employer=employer, recommender=union, organiser=year.organiser)
        Studio.objects.filter(pk=studio.pk).update(programme_code=programme.code, edition_code=programme.latest.code)
        studio = Studio.objects.get(pk=studio.pk)
    clerk = clerk_of(union if procedure.started_by == Tier.RECOMMENDER else employer)
    recommender = union if procedure.has_tier(Tier.RECOMMENDER) else None

    row = answers.begin(
        year, procedure=procedure, recommender=recommender, employer=employer, studio=studio, name="闻人既白", by=clerk
    )
    client.force_login(clerk)

    assert row.name and client.get(reverse("nominations:form", args=[row.code])).status_code == 200
    assert client.get(reverse("nominations:check", args=[row.code])).status_code == 200
    document = request_print(row, by=clerk)
    jobs.run(document.pk)
    document.refresh_from_db()
    assert (document.state, document.error) == ("done", "")
