"""Pages of the register, the calendar and the own account: who reaches them, how many queries they take."""

import json

import pytest

from accounts import actions, navigation
from accounts.models import Organisation, WorkingYear
from accounts.navigation import Entry, rail
from accounts.states import Role
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db

REGISTER = (Role.OFFICER, Role.LEADER, Role.ADMIN)
OTHERS = (Role.CLERK, Role.HEAD, Role.SUPERVISOR)


@pytest.fixture
def officer(client):
    user = make.member(Role.OFFICER)
    client.force_login(user)
    return user


@pytest.mark.parametrize("role", REGISTER)
def test_the_register_opens_for_staff(client, role):
    client.force_login(make.member(role))
    assert client.get("/desk/organisations/").status_code == 200


@pytest.mark.parametrize("role", OTHERS)
def test_the_register_is_hidden_from_others(client, role):
    client.force_login(make.member(role))
    for path in ("", "new/", "export/", "import/", "import/template/"):
        assert client.get(f"/desk/organisations/{path}").status_code == 404


@pytest.mark.parametrize("role", [Role.LEADER, *OTHERS])
def test_only_officer_and_admin_change_the_register(client, role):
    subject = make.organisation()
    client.force_login(make.member(role))
    for path in (f"{subject.pk}/edit/", f"{subject.pk}/members/add/", "import/", "new/"):
        assert client.get(f"/desk/organisations/{path}").status_code == 404
    assert client.post("/desk/organisations/import/run/").status_code == 404


def test_a_member_sees_the_own_organisation_and_no_other(client):
    own, other = make.organisation(), make.organisation()
    client.force_login(make.member(Role.CLERK, own))
    assert client.get(f"/desk/organisations/{own.pk}/").status_code == 200
    assert client.get(f"/desk/organisations/{other.pk}/").status_code == 404


def test_the_public_is_sent_to_the_login_page(client):
    for path in ("/desk/", "/account/", "/desk/organisations/", "/desk/working-years/"):
        assert client.get(path)["Location"].startswith("/login/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_takes_the_same_queries_for_one_and_three(client, rows, bare_rail, django_assert_num_queries):
    admin = make.member(Role.LEADER)
    for _ in range(rows):
        make.organisation()
    client.force_login(admin)
    client.get("/desk/organisations/")
    with django_assert_num_queries(6):
        client.get("/desk/organisations/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_calendar_takes_the_same_queries_for_one_and_three(client, rows, bare_rail, django_assert_num_queries):
    WorkingYear.objects.exclude(year__in=range(2024, 2024 + rows)).delete()
    client.force_login(make.member(Role.LEADER))
    client.get("/desk/working-years/")
    with django_assert_num_queries(5):
        client.get("/desk/working-years/")


@pytest.mark.parametrize("rows", [1, 3])
def test_an_organisation_takes_the_same_queries_for_one_and_three_members(
    client, rows, bare_rail, django_assert_num_queries
):
    subject = make.organisation()
    for _ in range(rows):
        make.member(Role.CLERK, subject)
    client.force_login(make.member(Role.LEADER))
    client.get(f"/desk/organisations/{subject.pk}/")
    with django_assert_num_queries(9):
        client.get(f"/desk/organisations/{subject.pk}/")


@pytest.mark.parametrize("path", ["/desk/organisations/", "/desk/working-years/", "/inbox/", "/desk/deliveries/"])
def test_with_the_rail_of_all_apps_a_list_takes_fifteen_queries_at_most(client, path, django_assert_max_num_queries):
    client.force_login(make.member(Role.ADMIN))
    client.get(path)
    with django_assert_max_num_queries(15):
        client.get(path)


def test_an_organisation_is_registered_and_changed_by_form(client, officer):
    fields = {"name": "浦江仪表有限公司", "credit_code": make.credit_code(9001), "is_active": "on"}
    response = client.post("/desk/organisations/new/", fields)
    subject = Organisation.objects.get(name="浦江仪表有限公司")
    assert response["Location"] == f"/desk/organisations/{subject.pk}/"
    client.post(f"/desk/organisations/{subject.pk}/edit/", fields | {"name": "浦江新仪表有限公司", "source": "通知书"})
    assert "浦江仪表有限公司（至" in client.get(f"/desk/organisations/{subject.pk}/").content.decode()


def test_errors_of_the_form_keep_what_was_typed(client, officer):
    text = client.post("/desk/organisations/new/", {"name": "某单位", "credit_code": "123"}).content.decode()
    assert 'value="某单位"' in text
    assert "校验位不对" in text


def test_search_finds_former_names_and_codes(client, officer):
    subject = make.organisation("浦江旧名机械厂")
    make.organisation("无关单位")
    actions.rename_organisation(subject, name="浦江新名有限公司", by=officer)
    for words in ("旧名", subject.credit_code[-6:]):
        page = client.get("/desk/organisations/", {"q": words}).context["page"]
        assert [one.pk for one in page.object_list] == [subject.pk]


def test_members_are_added_and_removed_by_form(client, officer):
    subject = make.organisation()
    fields = {"name": "梁度", "email": "liang@example.org", "role": "clerk"}
    client.post(f"/desk/organisations/{subject.pk}/members/add/", fields)
    held = subject.memberships.get()
    second = client.post(f"/desk/organisations/{subject.pk}/members/add/", fields | {"role": "head"})
    assert "经办准备，负责人确认" in second.content.decode()
    client.post(f"/desk/members/{held.pk}/remove/", {"note": "调离"})
    assert not subject.memberships.exists()


def test_an_officer_does_not_touch_the_roles_of_an_organiser(client, officer):
    subject = make.organiser()
    held = make.member(Role.LEADER, subject).memberships.get()
    assert client.get(f"/desk/organisations/{subject.pk}/members/add/").status_code == 404
    assert client.post(f"/desk/members/{held.pk}/remove/", {"note": "x"}).status_code == 404


def test_a_year_is_loaded_corrected_and_confirmed_by_form(client):
    admin = make.member(Role.ADMIN)
    client.force_login(admin)
    assert client.post("/desk/working-years/", {"year": 2022})["Location"] == "/desk/working-years/2022/"
    client.post("/desk/working-years/2022/day/", {"date": "2022-03-01", "kind": "off", "label": "测试"})
    client.post("/desk/working-years/2022/confirm/", {"source_document": "通知"})
    year = WorkingYear.objects.get(year=2022)
    assert (year.confirmed_by, year.days.filter(date="2022-03-01").exists()) == (admin, True)
    client.post("/desk/working-years/2022/reopen/", {"note": "有变动"})
    assert WorkingYear.objects.get(year=2022).confirmed_at is None


def test_an_unpublished_year_is_refused_on_the_page(client, officer):
    text = client.post("/desk/working-years/", {"year": 2031}).content.decode()
    assert "2031 年的放假安排还没有公布" in text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.SUPERVISOR])
def test_others_than_the_administrator_confirm_no_year(client, role):
    actions.load_year(2022, by=make.member(Role.ADMIN))
    client.force_login(make.member(role))
    assert client.get("/desk/working-years/2022/").status_code == 200
    assert client.post("/desk/working-years/2022/confirm/", {"source_document": "x"}).status_code == 404
    assert client.post("/desk/working-years/2022/reopen/", {"note": "x"}).status_code == 404


@pytest.mark.parametrize("role", [Role.CLERK, Role.HEAD])
def test_units_do_not_see_the_calendar(client, role):
    client.force_login(make.member(role))
    assert client.get("/desk/working-years/").status_code == 404
    assert client.get("/desk/working-years/2026/").status_code == 404


def test_own_data_hold_the_account_and_nothing_of_others(client):
    user = make.user("于砚秋", mobile="13900001234")
    make.user("别人")
    client.force_login(user)
    data = json.loads(client.get("/account/export/").content)
    assert (data["账号"]["姓名"], data["账号"]["手机"]) == ("于砚秋", "13900001234")
    assert "别人" not in json.dumps(data, ensure_ascii=False)


def test_the_profile_is_saved_and_a_taken_address_refused(client):
    user, other = make.user(), make.user()
    client.force_login(user)
    fields = {"name": "于砚秋", "email": user.email, "mobile": "139 0000 1234", "text_size": "large"}
    assert client.post("/account/", fields).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.mobile, user.text_size) == ("于砚秋", "13900001234", "large")
    assert "已有账号" in client.post("/account/", fields | {"email": other.email}).content.decode()


def test_a_consent_is_withdrawn_by_its_person_only(client):
    user = make.user()
    consent = actions.give_consent(user, kind="G1.4", version="1", wording="公开照片和事迹")
    client.force_login(make.user())
    assert client.post(f"/account/consents/{consent.pk}/withdraw/").status_code == 404
    client.force_login(user)
    assert "公开照片和事迹" in client.get("/account/").content.decode()
    client.post(f"/account/consents/{consent.pk}/withdraw/")
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None


def test_other_devices_are_logged_out(client, django_user_model):
    from django.test import Client

    user = make.user(password=make.PASSWORD)
    phone = Client()
    for one in (client, phone):
        one.post("/login/", {"login": user.username, "password": make.PASSWORD})
    client.post("/account/sessions/end/")
    assert client.get("/account/").status_code == 200
    assert phone.get("/account/").status_code == 302


def test_the_text_size_of_the_header_is_remembered(client):
    user = make.user()
    client.force_login(user)
    assert client.post("/account/text-size/", {"size": "large"}).status_code == 204
    user.refresh_from_db()
    assert user.text_size == "large"


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(navigation, "_homes", {})


def entry(url_name, **fields):
    values = {"group": "组", "label": url_name, "icon": "circle", "url_name": url_name, "visible": lambda user: True}
    return navigation.register(Entry(**values | fields))


def test_the_rail_shows_what_is_visible_marks_the_page_and_asks_three_counts(registry):
    asked = []

    def count(user):
        asked.append(user)
        return 2

    names = ["organisations", "working-years", "profile", "desk", "export"]
    for place, name in enumerate(names):
        entry(f"accounts:{name}", order=place, count=count)
    entry("accounts:organisation-new", visible=lambda user: False)
    entry("nowhere:at-all")
    (group,) = rail(make.user(), "/desk/organisations/7/")
    assert [one.url for one in group.entries if one.current] == ["/desk/organisations/"]
    assert [one.count for one in group.entries] == [2, 2, 2, None, None]
    assert len(asked) == 3


def test_the_desk_leads_to_the_visible_home_of_the_highest_priority(registry, client):
    navigation.register_home(20, "accounts:profile", lambda user: True)
    navigation.register_home(80, "accounts:organisations", lambda user: user.holds(Role.OFFICER))
    client.force_login(make.member(Role.OFFICER))
    assert client.get("/desk/")["Location"] == "/desk/organisations/"
    client.force_login(make.user())
    assert client.get("/desk/")["Location"] == "/account/"
