"""Pages of the register, duties, leader events and the board, walked as the people who use them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from studios.models import DutyItem, OutsideTitle, Studio, Verdict
from studios.states import StudioState as S
from tests.factories import accounts, craftsmen, studios

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 15)


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def page(client, where, /, *args, **query):
    return client.get(reverse(f"studios:{where}", args=args), query)


def post(client, where, /, *args, **values):
    return client.post(reverse(f"studios:{where}", args=args), values)


def texts(response):
    return response.content.decode()


def fresh(studio):
    return Studio.objects.get(pk=studio.pk)


# Register


def test_register_shows_staff_all_and_a_unit_its_own(cast, as_):
    mine = studios.building(cast)
    other = studios.building(studios.Cast(cast.organiser))

    assert page(as_(cast.officer), "register").context["page"].paginator.count == 2
    assert [row.pk for row in page(as_(cast.clerk), "register").context["page"]] == [mine.pk]
    assert [row.pk for row in page(as_(other.leader.user), "register").context["page"]] == [other.pk]


def test_register_is_not_there_for_a_person_without_a_studio(cast, as_):
    studios.building(cast)

    assert page(as_(accounts.user()), "register").status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"state": "building"}, 1), ({"state": "operating"}, 1), ({"district": "310115"}, 2), ({"district": "310101"}, 0),
        ({"industry": "通用设备制造业"}, 2), ({"programme": studios.CYCLES}, 1), ({"q": "GZS"}, 1), ({"q": "没有这个"}, 0),
    ],
)  # fmt: skip
def test_register_filters(cast, as_, query, count):
    studios.building(cast)
    studios.named(cast)

    assert page(as_(cast.officer), "register", **query).context["page"].paginator.count == count


@pytest.mark.parametrize("count", [1, 3])
def test_register_takes_the_same_queries_for_one_row_and_three(cast, as_, count, django_assert_num_queries):
    for _ in range(count):
        studios.building(cast)
    client = as_(cast.officer)
    page(client, "register")

    with django_assert_num_queries(8):
        page(client, "register")


def test_register_goes_out_as_a_workbook(cast, as_, tmp_path):
    made = studios.building(cast)
    answer = page(as_(cast.officer), "register", format="xlsx")
    path = tmp_path / "a.xlsx"
    path.write_bytes(answer.content)

    rows = list(load_workbook(path).active.iter_rows(values_only=True))

    assert rows[1][:4] == (made.code, made.name, "上海质量工匠创新工作室", "建设")


# One studio


def test_studio_page_shows_what_is_due_and_lets_the_unit_confirm(cast, as_, clock):
    clock(DAY)
    made = studios.building(cast)
    clock(date(2026, 7, 10))
    client = as_(cast.clerk)
    item = DutyItem.objects.get(studio=made, code="progress")

    assert reverse("studios:duty", args=[item.pk, "confirm"]) in texts(page(client, "studio", made.code))
    assert post(client, "duty", item.pk, "confirm", note="").status_code == 422
    answer = post(client, "duty", item.pk, "confirm", note="已向单位负责人报告进展")

    assert answer.status_code == 302
    assert DutyItem.objects.get(pk=item.pk).done_on == date(2026, 7, 10)


def test_duty_with_a_form_is_not_confirmed_by_a_click(cast, as_, clock):
    clock(DAY)
    made = studios.building(cast)
    clock(date(2026, 11, 20))
    item = DutyItem.objects.get(studio=made, code="assessment")

    assert post(as_(cast.clerk), "duty", item.pk, "confirm", note="已经考核").status_code == 404


def test_leader_of_the_organiser_waives_with_a_reason(cast, as_, clock):
    clock(DAY)
    made = studios.building(cast)
    item = DutyItem.objects.get(studio=made, code="progress")

    assert post(as_(cast.officer), "duty", item.pk, "waive", note="停产检修").status_code == 404
    assert post(as_(cast.head), "duty", item.pk, "waive", note="停产检修").status_code == 302
    assert DutyItem.objects.get(pk=item.pk).waived_note == "停产检修"


def test_studio_page_says_that_the_leaders_title_is_valid(cast, as_):
    made = studios.building(cast)

    assert "领衔人称号有效" in texts(page(as_(cast.officer), "studio", made.code))


def test_contact_number_is_for_its_people_and_staff(cast, as_):
    made = studios.building(cast)

    assert "021-00000000" in texts(page(as_(cast.officer), "studio", made.code))
    assert "021-00000000" not in texts(page(as_(cast.union), "studio", made.code))


def test_stranger_gets_no_studio(cast, as_):
    made = studios.building(cast)

    assert page(as_(accounts.user()), "studio", made.code).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_studio_page_takes_the_same_queries_whatever_it_holds(cast, as_, clock, count, django_assert_num_queries):
    clock(DAY)
    made = studios.building(cast)
    for number in range(count):
        studios.assessed(made, by=cast.head, year=2026 + number)
    client = as_(cast.officer)
    page(client, "studio", made.code)

    with django_assert_num_queries(20):
        page(client, "studio", made.code)


def test_place_facts_and_showcase_are_changed_by_the_unit(cast, as_, clock):
    clock(DAY)
    made = studios.building(cast)
    client = as_(cast.clerk)

    post(
        client,
        "edit",
        made.code,
        "place",
        address="闵行区虚构路 9 号",
        kind="shared",
        area_sqm="",
        from_on="2026-01-15",
    )
    post(
        client,
        "edit",
        made.code,
        "facts",
        specialty="热变形补偿",
        industry="",
        district="310112",
        contact_name="",
        contact_phone="",
    )
    post(client, "edit", made.code, "showcase", text="主轴热变形补偿。", consented="on")

    changed = fresh(made)
    assert changed.places.get(until_on=None).address == "闵行区虚构路 9 号"
    assert (changed.specialty, changed.district) == ("热变形补偿", "310112")
    assert changed.public_showcase == "主轴热变形补偿。"


def test_place_is_not_changed_by_the_union_or_the_officer(cast, as_):
    made = studios.building(cast)

    assert page(as_(cast.union), "edit", made.code, "place").status_code == 404
    assert page(as_(cast.officer), "edit", made.code, "place").status_code == 404
    assert page(as_(cast.officer), "edit", made.code, "facts").status_code == 200


def test_support_is_entered_by_staff(cast, as_, clock):
    clock(DAY)
    made = studios.building(cast)

    bad = post(
        as_(cast.officer), "support", made.code, kind="funding", given_on="2026-01-10", text="年度资助", amount_wan=""
    )
    good = post(
        as_(cast.officer), "support", made.code, kind="funding", given_on="2026-01-10", text="年度资助", amount_wan="5"
    )

    assert (bad.status_code, good.status_code) == (422, 302)
    assert [str(row.amount_wan) for row in made.supports.all()] == ["5.00"]
    assert post(as_(cast.clerk), "support", made.code).status_code == 404


def test_assessment_is_acknowledged_on_the_studio_page(cast, as_):
    verdict = studios.assessed(studios.building(cast), by=cast.head)

    assert post(as_(cast.clerk), "acknowledge", verdict.studio.code, verdict.pk).status_code == 404
    assert post(as_(cast.officer), "acknowledge", verdict.studio.code, verdict.pk).status_code == 302
    assert Verdict.objects.get().acknowledged_by == cast.officer


# Leader events


def test_unit_reports_a_retirement_and_the_organiser_settles_it(cast, as_, clock):
    clock(DAY)
    made = studios.building(cast)

    answer = post(as_(cast.clerk), "leader", made.code, kind="left", happens_on="2026-01-10", note="")
    event = made.leader_events.get()

    assert answer.status_code == 302
    assert fresh(made).state == S.CHANGING
    assert "2026 年 3 月 11 日" in texts(page(as_(cast.clerk), "leader", made.code))
    assert post(as_(cast.officer), "leader-settle", made.code, event.pk, note="误报").status_code == 404
    assert post(as_(cast.head), "leader-settle", made.code, event.pk, note="").status_code == 422
    assert post(as_(cast.head), "leader-settle", made.code, event.pk, note="误报，仍在岗").status_code == 302
    assert fresh(made).state == S.BUILDING


def test_overdue_change_is_said(cast, as_, clock):
    clock(DAY)
    made = studios.building(cast)
    studios.event(made, "left", by=cast.clerk)
    clock(date(2026, 4, 1))

    assert "变更申请已逾期 16 天" in texts(page(as_(cast.union), "leader", made.code))


def test_notice_of_a_lost_leader_ends_each_sentence_once(cast, as_, clock):
    clock(DAY)
    made = studios.building(cast)
    studios.event(made, "retired", by=cast.clerk, note="到龄退休，已办手续。")

    shown = texts(page(as_(cast.clerk), "studio", made.code))

    assert ("日期 2026-01-15。到龄退休，已办手续。 <a" in shown, "。。" in shown) == (True, False)


def test_line_of_a_studios_life_is_scrolled_by_the_keyboard_too(cast, as_, clock):
    clock(DAY)
    made = studios.building(cast)

    assert '<section class="card" aria-labelledby="du" tabindex="0">' in texts(
        page(as_(cast.clerk), "studio", made.code)
    )


def test_report_says_all_that_is_missing(cast, as_):
    made = studios.building(cast)

    answer = post(as_(cast.clerk), "leader", made.code, kind="other", happens_on="", note="")

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"note", "happens_on"}


# Duties


def test_duties_board_shows_what_is_due_to_each(cast, as_, clock):
    clock(DAY)
    made = studios.building(cast)
    other = studios.Cast(cast.organiser)
    studios.building(other)
    clock(date(2026, 7, 10))

    assert len(page(as_(cast.officer), "duties").context["owed"]) == 2
    assert [one.item.studio_id for one in page(as_(cast.clerk), "duties").context["owed"]] == [made.pk]
    assert [one.item.studio_id for one in page(as_(cast.union), "duties").context["owed"]] == [made.pk]
    clock(date(2026, 8, 5))
    late = page(as_(cast.officer), "duties", show="overdue").context["owed"]
    assert [(one.tone, one.words) for one in late] == [("stop", "已逾期 5 天")] * 2


@pytest.mark.parametrize("count", [1, 3])
def test_duties_board_takes_the_same_queries_for_one_row_and_three(cast, as_, clock, count, django_assert_num_queries):
    clock(DAY)
    for _ in range(count):
        studios.building(cast)
    clock(date(2026, 7, 10))
    client = as_(cast.officer)
    page(client, "duties")

    with django_assert_num_queries(9):
        page(client, "duties")


def test_rail_counts_only_for_those_who_must_act(cast, as_, clock):
    from studios.navigation import to_act

    clock(DAY)
    studios.building(cast)
    clock(date(2026, 7, 10))

    assert to_act(cast.clerk) == 1
    assert to_act(cast.officer) == 0


# Entering


VALUES = {
    "programme_code": studios.CYCLES, "name": "方既明技师创新工作室", "leader_name": "方既明", "id_number": "310101199003070019",
    "named_on": "2021-05-20", "decision_number": "沪工技协〔2021〕5号",
}  # fmt: skip


@pytest.fixture
def keeping(cast):
    """The organiser of the two programmes."""
    type(cast.organiser).objects.filter(pk=cast.organiser.pk).update(name="上海市质量协会")
    return cast


def test_officer_enters_a_studio_of_former_years_in_its_present_cycle(keeping, as_, clock):
    clock(DAY)

    answer = post(as_(keeping.officer), "new", employer=keeping.employer.name, **VALUES)

    made = Studio.objects.get()
    assert answer.status_code == 302
    assert (made.state, made.cycle_number, made.cycle_ends_on) == (S.OPERATING, 2, date(2027, 5, 20))
    assert [item.code for item in made.duties.all()] == ["check_in", "review"]


def test_entering_says_all_that_is_wrong(keeping, as_, clock):
    clock(DAY)

    answer = post(
        as_(keeping.officer), "new", **VALUES | {"named_on": "2027-01-01", "employer": "没有这个单位", "name": ""}
    )

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"named_on", "employer", "name"}


def test_entering_is_for_the_organiser_alone(keeping, as_):
    assert page(as_(keeping.clerk), "new").status_code == 404
    assert page(as_(keeping.supervisor), "import").status_code == 404


def test_workbook_is_looked_at_and_then_written(keeping, as_, clock):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from documents.workbooks import write_workbook
    from studios.resources.register import TITLES

    clock(DAY)
    row = {"programme": "技师创新工作室", "name": "方既明技师创新工作室", "leader_name": "方既明", "employer": keeping.employer.name,
           "named_on": "2021-05-20"}  # fmt: skip
    cells = [[row.get(key, "") for key in TITLES], [row.get(key, "") for key in TITLES | {}]]
    cells[1][list(TITLES).index("name")] = "丁禾川技师创新工作室"
    bad = write_workbook([("名单", list(TITLES.values()), [*cells, ["没有这个办法", *cells[0][1:]]])])
    good = write_workbook([("名单", list(TITLES.values()), cells)])
    client = as_(keeping.officer)

    seen = client.post(reverse("studios:import"), {"file": SimpleUploadedFile("a.xlsx", bad)})
    assert [row for row, _column, _sentence in seen.context["preview"].errors] == [4]
    looked = client.post(reverse("studios:import"), {"file": SimpleUploadedFile("a.xlsx", good)})
    assert (looked.context["preview"].rows, looked.context["preview"].errors) == (2, [])
    assert Studio.objects.count() == 0

    assert post(client, "import-run").status_code == 302
    assert sorted(Studio.objects.values_list("name", flat=True)) == ["丁禾川技师创新工作室", "方既明技师创新工作室"]


def test_outside_title_is_found_by_name_leader_and_unit(keeping, as_, clock):
    from studios.reports import titles_like

    clock(DAY)
    values = {
        "honour_code": "model_worker_studio", "name": "谢知砚劳模创新工作室", "leader_name": "谢知砚", "id_number": "",
        "unit": keeping.employer.name, "named_year": "2020", "document_number": "沪工总〔2020〕1号",
    }  # fmt: skip
    client = as_(keeping.officer)
    assert post(client, "titles", **values).status_code == 302
    asked = {"name": "另一个", "leader_key": "", "leader_name": "谁", "employer": keeping.employer}

    assert [(one.honour, one.match) for one in titles_like(**asked)] == [("model_worker_studio", "likeness")]
    assert [one.match for one in titles_like(**asked | {"name": "谢知砚劳模创新工作室"})] == ["record"]

    title = OutsideTitle.objects.get()
    assert post(client, "title-end", title.pk, note="沪工总〔2025〕9号撤销").status_code == 302
    assert titles_like(**asked) == ()


# Board


def test_board_counts_by_state_district_industry_and_age(cast, as_, clock):
    clock(DAY)
    person = craftsmen.person("老师傅", birth_on=date(1966, 1, 15))
    craftsmen.honour(person, organiser=cast.organiser)
    studios.building(cast, person=person)
    studios.named(cast, district="310101", industry="航空")

    charts = {
        code: [(bar.label, bar.value) for bar in rows]
        for code, _t, rows in page(as_(cast.officer), "board").context["charts"]
    }

    assert charts["state"] == [("建设", 1), ("运行", 1)]
    assert charts["district"] == [("黄浦区", 1), ("浦东新区", 1)]
    assert ("56 岁及以上", 1) in charts["age"]


def test_board_is_for_staff(cast, as_):
    for name in ("board", "at-risk", "progress", "supports", "half-year"):
        assert page(as_(cast.clerk), name).status_code == 404
        assert page(as_(cast.supervisor), name).status_code == 200


def test_at_risk_names_every_reason(cast, as_, clock):
    clock(DAY)
    idle, busy = studios.building(cast), studios.building(cast)
    clock(date(2026, 8, 5))
    studios.entry(busy, by=cast.clerk)
    DutyItem.objects.filter(studio=busy).update(done_on=date(2026, 7, 10))
    studios.event(idle, by=cast.clerk, happens_on=date(2026, 10, 1))

    risks = page(as_(cast.officer), "at-risk").context["page"].object_list

    assert [(one.studio, one.reasons) for one in risks] == [
        (idle, ["1 项义务逾期", "3 个月没有台账记录", "领衔人 2026-10-01 离任"])
    ]


def _of_leader(cast, as_, studio):
    """What the list of those at risk says of the studio's leader."""
    rows = page(as_(cast.officer), "at-risk").context["page"].object_list
    return [words for row in rows if row.studio == studio for words in row.reasons if words.startswith("领衔人")]


@pytest.mark.parametrize(("days", "words"), [(0, ["领衔人已满 58 岁"]), (1, [])])
def test_at_risk_names_a_leader_from_the_age_of_the_programme(cast, as_, clock, days, words):
    clock(DAY)
    studio = studios.building(cast)
    age = studio.terms.near_retirement_age
    studio.leader.birth_on = DAY.replace(year=DAY.year - age) + timedelta(days=days)
    studio.leader.save(update_fields=["birth_on"])

    assert _of_leader(cast, as_, studio) == words


@pytest.mark.parametrize("later", [0, 1])
def test_at_risk_names_a_last_day_within_the_days_of_the_programme(cast, as_, clock, later):
    clock(DAY)
    studio = studios.building(cast)
    last = DAY + timedelta(days=studio.terms.leaving_days + later)
    studios.event(studio, by=cast.clerk, happens_on=last)

    assert _of_leader(cast, as_, studio) == ([] if later else [f"领衔人 {last} 离任"])


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("board", 12), ("at-risk", 7), ("progress", 15), ("supports", 7), ("half-year", 9)]
)
def test_board_pages_take_the_same_queries_for_one_studio_and_three(
    cast, as_, clock, count, name, queries, django_assert_num_queries
):
    clock(DAY)
    for _ in range(count):
        studios.building(cast)
    client = as_(cast.officer)
    page(client, name)

    with django_assert_num_queries(queries):
        page(client, name)


def test_progress_compares_plan_and_ledger(cast, as_, clock):
    clock(DAY)
    made = studios.building(cast)
    made.plans.get().milestones.filter(row="m1").update(done_on=DAY)
    clock(date(2027, 7, 15))
    studios.entry(made, by=cast.clerk, ledger="outcome", kind="quality", benefit_wan="12.5")
    studios.entry(made, by=cast.clerk, kind="tackling")

    row = page(as_(cast.officer), "progress").context["page"].object_list[0]

    assert (row.percent, row.expected, row.is_behind) == (50, 74, True)
    assert (row.entries, str(row.benefit), str(row.budget)) == (2, "12.50", "5.50")
    assert [(one.words, one.is_met) for one in row.targets] == [("攻关项目 1 / 2 项", False)]


def test_half_year_counts_what_happened_in_it(cast, as_, clock):
    clock(DAY)
    made = studios.building(cast)
    clock(date(2026, 9, 1))
    studios.entry(made, by=cast.clerk, happened_on=date(2026, 6, 30), ledger="outcome", kind="patent", benefit_wan="3")
    studios.entry(made, by=cast.clerk, happened_on=date(2026, 7, 1), ledger="outcome", kind="patent")
    studios.entry(made, by=cast.clerk, happened_on=date(2026, 2, 1), ledger="outcome", kind="quality")
    studios.entry(made, by=cast.clerk, happened_on=date(2026, 3, 1), kind="training", people_count=30)
    studios.entry(made, by=cast.clerk, happened_on=date(2026, 3, 2), kind="apprentice", people_count=2)

    context = page(as_(cast.officer), "half-year").context

    assert context["period"].code == "2026H1"
    figures = dict(context["lines"][0].pairs)
    assert {key: str(value) for key, value in figures.items() if value} == {
        "期末工作室": "1", "本期新增": "1", "创新成果": "1", "专利": "1", "效益（万元）": "3.00", "培训场次": "1", "培训人次": "30",
        "带徒": "1",
    }  # fmt: skip
    assert context["lines"][-1].values == context["lines"][0].values


def test_half_year_goes_out_as_a_workbook(cast, as_, tmp_path, clock):
    clock(date(2026, 9, 1))
    studios.building(cast)
    answer = page(as_(cast.officer), "half-year", format="xlsx", period="2026H2")
    path = tmp_path / "a.xlsx"
    path.write_bytes(answer.content)

    assert load_workbook(path).sheetnames == ["2026 年下半年"]
