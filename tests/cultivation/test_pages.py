"""Pages of records and progress: reached from the rail, counted, filtered, refused in place with nothing lost."""

import io
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts import calendar
from accounts.states import Role
from craftsmen.actions import register
from cultivation.actions import records
from cultivation.models import Entry
from tests.factories import academy, accounts, craftsmen
from tests.factories import cultivation as made
from tests.factories.nominations import PDF

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 10)
QUERIES = {"board": 15}
#: Wholes, not lists: one person's file with everything on it.
WHOLES = {"trainee": 30, "mine": 27}
three_or_one = pytest.mark.parametrize("count", [1, 3])


def page(name, *arguments):
    return reverse(f"cultivation:{name}", args=arguments)


@pytest.fixture
def ask(client, django_assert_num_queries):
    calendar.current()  # its days are read once per process

    def asked(user, name, *arguments, query=""):
        client.force_login(user)
        client.get(reverse("healthz"))
        with django_assert_num_queries((QUERIES | WHOLES)[name]):
            response = client.get(page(name, *arguments) + query)
        assert response.status_code == 200
        return response.content.decode()

    return asked


@pytest.fixture
def cohort(clock):
    clock(date(2026, 4, 1))
    return made.cohort()


def people(cohort, count, *, unit=None):
    """A filed list of so many people, the first with an account, each with a plan."""
    roster = made.roster(cohort, unit=unit)
    rows = [made.trainee(roster, user=accounts.user("顾无尘") if number == 0 else None) for number in range(count)]
    made.filed(roster)
    return [made.with_plan(made.fresh(row)) for row in rows]


def fill(trainee, count):
    """So many lines of each kind in the training file, and one taken back."""
    by = trainee.roster.created_by
    for number in range(count):
        day, title = date(2026, 5, 1 + number), f"第 {number} 次"
        records.add_entry(trainee, kind="training", happened_on=day, title=title, level="association", hours=Decimal(2), by=by,
                          proof=SimpleUploadedFile("证书.pdf", PDF))  # fmt: skip
        records.add_entry(trainee, kind="project", happened_on=day, title=title, by=by)
        records.add_note(trainee, happened_on=day, content="指导装夹与测量。", by=by)
        gone = records.add_entry(trainee, kind="patent", happened_on=day, title=f"误登{number}", by=by)
        records.void(gone, reason="重复登记", by=by)
        academy.enrolled(academy.opened(), trainee.person)


@three_or_one
def test_the_page_of_a_person(ask, cohort, clock, count):
    trainee = people(cohort, 1)[0]
    clock(academy.NOW)
    fill(trainee, count)

    text = ask(trainee.roster.created_by, "trainee", trainee.pk)

    assert text.count("/void/") == 3 * count
    assert text.count("重复登记</td>") == count
    assert text.count(">证书.pdf</a>") == count


@three_or_one
def test_my_growth(ask, cohort, clock, count):
    trainee = people(cohort, 1)[0]
    clock(academy.NOW)
    fill(trainee, count)

    text = ask(trainee.person.user, "mine")

    assert text.count("/desk/academy/activities/HD") == count
    assert "2026 年 5 月底前完成：引领力培养" in text


@three_or_one
def test_the_board(ask, cohort, clock, count):
    rows = people(cohort, count)
    clock(TODAY)

    text = ask(rows[0].roster.created_by, "board")

    assert text.count("1 项措施逾期") == count


def test_the_board_puts_the_neediest_first_and_filters(client, cohort, clock):
    rows = people(cohort, 2) + people(cohort, 1, unit=accounts.recommender("第九产业集团"))
    clock(TODAY)
    for measure in rows[0].plan.measures.filter(to_month__lt="2026-06"):
        records.finish(measure, done_on=TODAY, note="按计划完成", by=rows[0].roster.created_by)
    records.add_note(rows[0], happened_on=TODAY, content="指导装夹。", by=rows[0].roster.created_by)
    records.add_entry(rows[0], kind="training", happened_on=TODAY, title="质量工具", level="association", hours=Decimal(20),
                      by=rows[0].roster.created_by)  # fmt: skip
    client.force_login(accounts.member(Role.OFFICER, cohort.organiser))

    def listed(query=""):
        response = client.get(page("board") + query)
        assert response.status_code == 200
        return [one.pk for one, _seen, _reasons in response.context["page"].object_list]

    first, second, third = (one.pk for one in rows)
    assert listed() == [second, third, first]
    assert listed("?behind=on") == [second, third]
    assert listed(f"?unit={rows[2].roster.unit_id}") == [third]
    assert listed("?unit=0&year=abc&state=nothing") == [second, third, first]
    assert listed("?year=2026&state=suspended") == []
    assert listed(f"?q={rows[1].person.name}") == [second]
    units = client.get(page("board")).context["units"]
    assert [(unit.name, *counts) for unit, *counts in units] == [
        (one.roster.unit.name, total, late) for one, total, late in sorted(
            [(rows[0], 2, 1), (rows[2], 1, 1)], key=lambda row: (-row[2], row[0].roster.unit.name))
    ]  # fmt: skip


def test_the_board_goes_out_as_a_workbook(client, cohort, clock):
    row = people(cohort, 1)[0]
    clock(TODAY)
    client.force_login(row.roster.created_by)

    response = client.get(page("board") + "?format=xlsx")
    cells = [[cell.value for cell in line] for line in load_workbook(io.BytesIO(response.getvalue())).active.rows]

    line = next(line for line in cells if row.file_number in line)
    assert line[1:4] == [row.person.name, row.employer_name, row.roster.unit.name]
    assert line[5:7] == ["培育中", "0 / 5"]
    assert "1 项措施逾期" in line[-1]


def test_the_board_of_a_unit_shows_its_own_people_only(client, cohort):
    own, others = people(cohort, 1), people(cohort, 1)
    client.force_login(own[0].roster.created_by)

    shown = client.get(page("board")).context["page"].object_list

    assert [one.pk for one, _seen, _reasons in shown] == [own[0].pk]
    assert others[0].pk != own[0].pk


def test_my_growth_is_in_the_rail_of_the_person_only(client, cohort):
    trainee = people(cohort, 1)[0]
    client.force_login(trainee.person.user)
    assert client.get("/desk/", follow=True).content.decode().count(f'href="{page("mine")}"') >= 1

    client.force_login(trainee.roster.created_by)
    text = client.get(page("board")).content.decode()
    assert (f'href="{page("mine")}"' in text, f'href="{page("index")}"' in text) == (False, True)


def test_a_wrong_entry_is_refused_in_place_with_what_was_typed(client, cohort, clock):
    trainee = people(cohort, 1)[0]
    clock(TODAY)
    client.force_login(trainee.person.user)
    typed = {"kind": "training", "happened_on": "2026-06-11", "title": "质量工具培训", "client_key": str(uuid4())}

    response = client.post(page("entry-new", trainee.pk), typed)

    text = response.content.decode()
    assert (response.status_code, Entry.objects.count()) == (422, 0)
    assert set(response.context["form"].errors) == {"happened_on", "level", "hours"}
    assert 'value="质量工具培训"' in text and typed["client_key"] in text


def test_a_photo_from_the_phone_is_kept_once(client, cohort, clock):
    trainee = people(cohort, 1)[0]
    clock(TODAY)
    client.force_login(trainee.person.user)
    typed = {
        "kind": "outcome",
        "happened_on": "2026-06-09",
        "title": "主轴磨削改进",
        "client_key": str(uuid4()),
        "next": page("mine"),
    }

    for _ in range(2):
        response = client.post(page("entry-new", trainee.pk), typed | {"proof": SimpleUploadedFile("证书.pdf", PDF)})
        assert (response.status_code, response.url) == (302, page("mine"))

    entry = Entry.objects.get()
    assert b"".join(client.get(page("proof", entry.pk))) == PDF


@pytest.mark.parametrize("key", ["", "1", "not-a-key"])
def test_a_broken_key_is_no_error_of_the_server(client, cohort, clock, key):
    trainee = people(cohort, 1)[0]
    clock(TODAY)
    client.force_login(trainee.person.user)

    response = client.post(
        page("entry-new", trainee.pk),
        {"kind": "outcome", "happened_on": "2026-06-09", "title": "主轴磨削改进", "client_key": key},
    )

    assert response.status_code == (422 if key else 302)


def test_a_line_of_somebody_else_is_not_offered_to_be_taken_back(client, cohort, clock):
    trainee = people(cohort, 1)[0]
    clock(TODAY)
    theirs = records.add_entry(
        trainee, kind="patent", happened_on=TODAY, title="在线测量", by=trainee.roster.created_by
    )
    mine = records.add_entry(trainee, kind="patent", happened_on=TODAY, title="误登", by=trainee.person.user)
    client.force_login(trainee.person.user)

    text = client.get(page("trainee", trainee.pk)).content.decode()
    assert (page("void", "entry", theirs.pk) in text, page("void", "entry", mine.pk) in text) == (False, True)
    assert client.post(page("void", "entry", theirs.pk), {"reason": "不是我的"}).status_code == 404
    assert client.post(page("void", "entry", mine.pk), {"reason": "错"}).status_code == 422
    assert client.post(page("void", "entry", mine.pk), {"reason": "重复登记"}).status_code == 302
    assert "已作废的记录</h2>" in client.get(page("trainee", trainee.pk)).content.decode()


def test_a_mentor_who_lost_the_title_is_shown_on_page_and_board(client, cohort, clock):
    trainee = people(cohort, 1)[0]
    clock(TODAY)
    clerk = trainee.roster.created_by
    honour = craftsmen.honour(craftsmen.person("秦衡"))
    client.force_login(clerk)
    typed = {"name": "秦衡", "certificate": honour.certificate.number, "reason": "核对证书编号"}
    assert client.post(page("mentor", trainee.pk), typed).status_code == 302
    assert "称号已失效" not in client.get(page("trainee", trainee.pk)).content.decode()

    register.cancel(honour, reason="本人放弃称号", by=accounts.member(Role.LEADER, honour.organiser))

    assert "称号已失效" in client.get(page("trainee", trainee.pk)).content.decode()
    assert "导师的称号已失效" in client.get(page("board")).content.decode()


def test_a_late_measure_is_marked_until_it_is_done(client, cohort, clock):
    trainee = people(cohort, 1)[0]
    clock(TODAY)
    client.force_login(trainee.person.user)
    assert client.get(page("mine")).content.decode().count("已逾期") == 2  # under what is next, and in the plan
    measure = trainee.plan.measures.order_by("to_month").first()

    client.post(page("measure-done", measure.pk), {"done_on": "2026-06-09", "note": "按计划完成", "next": page("mine")})

    text = client.get(page("mine")).content.decode()
    assert (text.count("已逾期"), text.count("2026-06-09 完成")) == (0, 1)


def test_who_was_never_on_a_list_has_no_growth(client):
    client.force_login(accounts.user())

    assert [client.get(page(name)).status_code for name in ("mine", "board")] == [404, 404]


def test_years_stand_newest_first(client, cohort):
    made.cohort(organiser=cohort.organiser, year=2027, by=cohort.opened_by)
    client.force_login(cohort.opened_by)

    shown = client.get(page("index")).context["years"]

    assert [year.year for year, _units in shown] == [2027, 2026]


def test_my_growth_counts_the_days_until_the_period_ends_and_not_while_it_rests(client, cohort, clock):
    (someone,) = people(cohort, 1)
    clock(date(2026, 6, 10))
    client.force_login(someone.person.user)

    assert client.get(page("mine")).context["days_left"] == (someone.ends_on - date(2026, 6, 10)).days

    head = accounts.member(Role.HEAD, someone.roster.unit)
    made.suspend(someone, on=date(2026, 6, 1), reason="因病休养", by=head)
    assert client.get(page("mine")).context["days_left"] is None


def test_only_what_may_stay_empty_says_so(client, cohort):
    (someone,) = people(cohort, 1)
    client.force_login(someone.roster.created_by)

    form = client.get(page("entry-new", someone.pk)).context["form"]

    assert [name for name, field in form.fields.items() if not field.required] == [
        "force", "text", "hours", "level", "organised_by", "proof",
    ]  # fmt: skip


def test_forms_about_a_person_are_a_part_of_a_page_for_the_script_and_a_page_without_it(cohort, client):
    (person,) = people(cohort, 1)
    client.force_login(person.roster.created_by)
    address = reverse("nominations:of-trainee", args=[person.pk])

    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    page = client.get(address).content.decode()

    assert ("<html" in part, "培育表格与申报" in part) == (False, True)
    assert f"<title>{person.person.name}的培育表格与申报" in page
