"""Pages of check-ins, reviews, contacts and industries: query counts, refusals, what each role is offered."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.states import Role
from craftsmen import navigation
from craftsmen.models import CheckIn, Contact, Honour, StatusReview, TargetIndustry
from craftsmen.tasks import care_of_the_day
from tests.craftsmen.test_views import queries
from tests.factories import accounts, care
from tests.factories.craftsmen import honour, person

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
NAMES = ("丁砚耕", "卫澄澜", "穆知微")


@pytest.fixture
def place(clock):
    clock(datetime(2026, 11, 1, 10))
    return care.place(*NAMES)


def absent(place, since=date(2026, 4, 1)):
    for one in place.honours:
        care.answered(one, "absent", since_on=since, note="外派", by=place.clerk)


def counts(client, user, address, grow):
    """Queries of a page with what stands, and after ``grow``."""
    client.force_login(user)
    before = queries(client, address)
    grow()
    return before, queries(client, address)


def test_the_list_of_years_takes_the_same_queries_with_one_and_three(client, place):
    care.opened(place)

    def grow():
        for year in (2024, 2025):
            CheckIn.objects.create(
                organiser=place.organiser, programme_code=care.CODE, year=year,
                opens_on=date(year, 11, 1), due_on=date(year, 11, 30),
            )  # fmt: skip

    one, three = counts(client, place.officer, reverse("craftsmen:checkins"), grow)
    assert one == three <= MOST_QUERIES


@pytest.mark.parametrize(("who", "page"), [("officer", "checkin"), ("clerk", "check-answers")])
def test_a_check_in_takes_the_same_queries_with_one_person_and_three(client, clock, who, page):
    clock(datetime(2026, 11, 1, 10))
    place = care.place("丁砚耕")
    extra = care.title(place, "卫澄澜"), care.title(place, "穆知微")
    checkin = care.opened(place)
    rows = list(checkin.rows.filter(honour__in=extra))
    checkin.rows.filter(honour__in=extra).delete()

    one, three = counts(
        client,
        getattr(place, who),
        reverse(f"craftsmen:{page}", args=[checkin.pk]),
        lambda: [row.save(force_insert=True) for row in rows],
    )
    assert one == three <= MOST_QUERIES


def test_the_list_of_reviews_takes_the_same_queries_with_one_and_three(client, place):
    care.opened(place)
    care.answered(place.honour, "absent", since_on=date(2026, 4, 1), note="外派", by=place.clerk)
    care_of_the_day()

    def grow():
        absent(place)
        care_of_the_day()

    one, three = counts(client, place.officer, reverse("craftsmen:status-reviews"), grow)
    assert StatusReview.objects.count() == 3
    assert one == three <= MOST_QUERIES


def test_the_care_page_and_the_industries_stay_within_the_count(client, place):
    care.opened(place)
    absent(place)
    care_of_the_day()
    client.force_login(place.officer)

    assert queries(client, reverse("craftsmen:care", args=[place.honour.person_id])) <= MOST_QUERIES
    assert queries(client, reverse("craftsmen:industries")) <= MOST_QUERIES
    assert queries(client, reverse("craftsmen:status-review", args=[care.review_of(place.honour).pk])) <= MOST_QUERIES


def test_the_rail_counts_what_the_unit_owes_and_what_the_organiser_decides(place):
    care.opened(place)
    owed = [navigation.to_answer(user) for user in (place.clerk, place.head, place.officer)]
    assert owed == [3, 3, 0]
    absent(place)
    care_of_the_day()

    counted = [navigation.to_review(user) for user in (place.officer, place.leader, place.supervisor, place.clerk)]
    assert (navigation.to_answer(place.clerk), counted) == (0, [3, 3, 0, 0])


def test_the_unit_sees_only_its_own_people(client, place):
    other = accounts.organisation()
    care.title(place, "谢知砚", employer=other)
    checkin = care.opened(place)
    client.force_login(place.clerk)
    page = client.get(reverse("craftsmen:check-answers", args=[checkin.pk]))
    assert [line.row.honour.name for line in page.context["lines"]] == sorted(NAMES)
    client.force_login(accounts.member(Role.CLERK))

    assert client.get(reverse("craftsmen:check-answers", args=[checkin.pk])).status_code == 404
    assert client.get(reverse("craftsmen:checkin", args=[checkin.pk])).status_code == 404


def test_a_wrong_date_is_named_and_everything_typed_stays(client, place):
    checkin = care.opened(place)
    client.force_login(place.clerk)
    row = care.row_of(place.honour)
    typed = {f"{row.pk}-presence": "absent", f"{row.pk}-since_on": "去年", f"{row.pk}-note": "外派"}

    page = client.post(reverse("craftsmen:check-answers", args=[checkin.pk]), typed)

    assert page.status_code == 422
    assert [finding.field for finding in page.context["findings"]] == [f"{row.pk}-since_on"]
    assert page.context["lines"][0]["since_on"].value() == "去年"


def test_an_old_year_is_only_looked_at(client, place, clock):
    checkin = care.opened(place)
    clock(datetime(2027, 11, 1, 10))
    care.opened(place, on=date(2027, 11, 1))
    client.force_login(place.clerk)

    page = client.get(reverse("craftsmen:check-answers", args=[checkin.pk])).content.decode()
    assert "只供查看" in page
    assert 'name="rest"' not in page


def test_the_board_is_filtered_and_handed_out_as_a_workbook(client, place):
    care.title(place, "谢知砚", employer=None)
    checkin = care.opened(place)
    care.answered(place.honour, "absent", since_on=date(2026, 9, 1), note="外派", by=place.clerk)
    client.force_login(place.officer)
    address = reverse("craftsmen:checkin", args=[checkin.pk])

    def names(query):
        return [row.honour.name for row in client.get(f"{address}?{query}").context["page"].object_list]

    assert names("about=away") == ["丁砚耕"]
    assert names("about=missing") == ["卫澄澜", "谢知砚", "穆知微"]
    assert names("q=卫") == ["卫澄澜"]
    assert names("unit=none") == ["谢知砚"]
    sheet = load_workbook(BytesIO(client.get(f"{address}?format=xlsx&about=away").content)).active
    cells = [cell.value for cell in sheet[2]]
    assert cells[:3] + cells[5:9] == ["丁砚耕", "上海质量工匠", "2025", "离岗", "2026-09-01", "外派", "单位填报"]


def test_an_officer_opens_the_year_from_the_list(client, place):
    client.force_login(place.officer)
    assert reverse("craftsmen:checkin-new") in client.get(reverse("craftsmen:checkins")).content.decode()
    address = reverse("craftsmen:checkin-new")
    assert client.get(address).context["form"]["due_on"].value() == date(2026, 11, 30)
    assert client.post(address, {"programme_code": care.CODE, "due_on": "2026-11-01"}).status_code == 422

    answer = client.post(address, {"programme_code": care.CODE, "due_on": "2026-12-10"})

    made = CheckIn.objects.get()
    assert (answer.url, made.due_on) == (reverse("craftsmen:checkin", args=[made.pk]), date(2026, 12, 10))
    assert address not in client.get(reverse("craftsmen:checkins")).content.decode()


def test_the_persons_page_leads_to_care_and_loads_it_as_a_part(client, place):
    client.force_login(place.officer)
    address = reverse("craftsmen:care", args=[place.honour.person_id])
    assert address in client.get(reverse("craftsmen:person", args=[place.honour.person_id])).content.decode()

    part = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert "联系记录" in part
    assert "<html" not in part


def test_contacts_are_for_staff_of_those_who_honoured(client, place):
    address = reverse("craftsmen:contact", args=[place.honour.person_id])
    typed = {"held_on": "2026-10-30", "kind": "visit", "with_whom": "本人", "text": "走访车间。"}
    for user in (place.supervisor, place.clerk, place.honour.person.user, accounts.member(Role.OFFICER)):
        client.force_login(user)
        assert client.post(address, typed).status_code == 404
    client.force_login(place.officer)
    assert client.post(address, typed).status_code == 302
    assert Contact.objects.get().by == place.officer
    client.force_login(place.honour.person.user)

    own = client.get(reverse("craftsmen:care", args=[place.honour.person_id])).content.decode()
    assert "走访车间" not in own


def test_the_industry_of_a_title_is_set_on_the_persons_page(client, place):
    client.force_login(place.officer)
    chips, medicine = (TargetIndustry.objects.get(name=name) for name in ("集成电路", "生物医药"))
    address = reverse("craftsmen:honour-industry", args=[place.honour.pk])
    assert client.post(address, {"industry": chips.pk}).status_code == 302
    refused = client.post(address, {"industry": medicine.pk})
    assert refused.status_code == 422
    assert "请写明更正的理由" in refused.content.decode()

    client.post(address, {"industry": medicine.pk, "reason": "按申报表核对"})

    assert Honour.objects.get(pk=place.honour.pk).industry == medicine
    assert (
        "产业方向：集成电路 → 生物医药"
        in client.get(reverse("craftsmen:person", args=[place.honour.person_id])).content.decode()
    )


def test_industries_are_kept_on_their_page(client, place):
    client.force_login(place.officer)
    address, chips = reverse("craftsmen:industries"), TargetIndustry.objects.get(name="集成电路")
    assert client.post(address, {"group": "", "name": ""}).status_code == 422
    assert client.post(address, {"group": "3", "name": "高端装备"}).status_code == 302
    assert client.post(reverse("craftsmen:industry-rename", args=[chips.pk]), {"name": "人工智能"}).status_code == 422
    client.post(reverse("craftsmen:industry-rename", args=[chips.pk]), {"name": "芯片"})
    client.post(reverse("craftsmen:industry-act", args=[chips.pk, "down"]))
    client.post(reverse("craftsmen:industry-act", args=[chips.pk, "retire"]))

    page = client.get(address)
    second = next(rows for label, rows in page.context["groups"] if label == "先导产业")
    assert [(row.name, row.is_active) for row in second] == [("生物医药", True), ("芯片", False), ("人工智能", True)]
    client.post(reverse("craftsmen:industry-act", args=[chips.pk, "delete"]))
    assert TargetIndustry.objects.filter(name="芯片").count() == 0


def test_a_used_industry_is_not_deleted_from_the_page(client, place):
    client.force_login(place.officer)
    chips = TargetIndustry.objects.get(name="集成电路")
    held = honour(person("谢知砚"), organiser=place.organiser)
    Honour.objects.filter(pk=held.pk).update(industry=chips)

    answer = client.post(reverse("craftsmen:industry-act", args=[chips.pk, "delete"]), follow=True)

    assert "已有人使用，只能停用" in answer.content.decode()
