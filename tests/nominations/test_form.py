"""The long form over HTTP: saved question by question or as a whole, conflicts, all errors at once, handed in once."""

import datetime as dt
import json
import re

import pytest
from django.urls import reverse

from accounts.states import Role
from audit.record import history
from nominations import facts
from nominations.models import Answer, Correction, Nomination, WarningConfirmation
from programmes import clock as portal_clock
from tests.factories import accounts
from tests.factories.nominations import attach, clerk_of, head_of, nomination, season

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"


@pytest.fixture
def made():
    return nomination(is_complete=False)


@pytest.fixture
def clerk(made, client):
    client.force_login(clerk_of(made.recommender))
    return client


def url(made, name="form"):
    return reverse(f"nominations:{name}", args=[made.code])


def send(client, made, key, value, version=0):
    body = json.dumps({"key": key, "value": value, "version": version})
    return client.post(url(made, "answer"), body, content_type="application/json")


def answer(made, key):
    return Answer.objects.get(nomination=made, key=key)


# ——— one question at a time ———


def test_answer_is_saved_and_tells_the_script_what_changed(made, clerk):
    response = send(clerk, made, "post", "班长")

    body = response.json()
    assert response.status_code == 200
    assert body["version"] == 1
    assert re.fullmatch(r"\d\d:\d\d", body["saved_at"])
    assert body["findings"] == [{"field": "post", "sentence": ""}]
    assert {row["code"]: row["state"] for row in body["sections"]}["s-unit"] == "part"


def test_answer_needs_a_dozen_queries(made, clerk, django_assert_max_num_queries):
    send(clerk, made, "post", "班长")

    with django_assert_max_num_queries(12):
        send(clerk, made, "post", "组长", version=1)


def test_answer_of_an_old_version_is_a_conflict_with_the_other_text(made, clerk):
    send(clerk, made, "post", "班长")

    response = send(clerk, made, "post", "组长", version=0)

    assert response.status_code == 409
    assert (response.json()["value"], response.json()["version"]) == ("班长", 1)
    assert response.json()["saved_by"] == clerk_of(made.recommender).name
    assert answer(made, "post").value == "班长"


def test_answer_with_a_mistake_is_saved_and_named(made, clerk):
    body = send(clerk, made, "craft_spirit", "工" * 112).json()

    assert "超出 12 字" in body["findings"][0]["sentence"]
    assert {row["code"]: row["state"] for row in body["sections"]}["s-texts"] == "bad"


def test_answer_hides_and_shows_what_depends_on_it(made, clerk):
    assert "patents" in send(clerk, made, "has_patent", "no").json()["hidden"]
    assert "patents" not in send(clerk, made, "has_patent", "yes", version=1).json()["hidden"]


def test_answer_names_the_files_that_are_wanted_now(made, clerk):
    before = send(clerk, made, "skill_level", "none").json()["slots"]
    after = send(clerk, made, "skill_level", "technician", version=1).json()["slots"]

    assert [slot for slot in after if slot not in before and slot.startswith("m-cert_skill")] != []


def test_answer_names_a_file_after_what_it_proves_now(made, clerk):
    row = {"row": "r1", "month": "2024-09", "name": "", "level": "", "issuer": "", "issuer_class": "", "role": ""}
    before = send(clerk, made, "honours", [row]).json()["slots"]
    after = send(clerk, made, "honours", [row | {"name": "上海市优秀质量管理小组"}], version=1).json()["slots"]

    assert before["m-cert_honour-r1"] == "“未填名称”证书"
    assert after["m-cert_honour-r1"] == "“上海市优秀质量管理小组”证书"


def test_form_keeps_the_name_of_an_optional_file_after_its_upload(made, clerk):
    attach(made, "photo")
    page = clerk.get(url(made)).context["page"]

    assert {slot.id: slot.title for slot in page.slots}["m-photo"] == "个人照片"


def test_form_says_of_which_kind_a_file_is_that_proves_nothing_now(made, clerk):
    attach(made, "cert_skill")
    page = clerk.get(url(made)).context["page"]

    assert {slot.id: slot.title for slot in page.slots}["m-cert_skill"] == "技能等级证书（原事项已不再申报）"


def test_form_comes_back_to_the_file_whose_seal_was_noted(made, clerk):
    proof = attach(made, "indicator_proof_1", stamped=False)

    assert clerk.post(url(made), {"next": f"stamp:{proof.pk}"}).url == f"{url(made)}#file-{proof.pk}"


def test_form_counts_what_is_there_in_each_section(made, clerk):
    lines = {line["title"]: (line["done"], line["total"]) for line in clerk.get(url(made)).context["nav"]}

    assert lines["文字材料"] == (0, 4)


def test_answer_takes_the_parts_of_a_choice_one_by_one(made, clerk):
    send(clerk, made, "specialty", ["trick"])
    send(clerk, made, "specialty.text.trick", "听音辨障", version=1)
    send(clerk, made, "specialty", ["trick", "skill"], version=2)

    assert answer(made, "specialty").value == {"codes": ["trick", "skill"], "texts": {"trick": "听音辨障"}}


def test_answer_conflict_of_a_part_speaks_of_the_part(made, clerk):
    send(clerk, made, "specialty", ["trick"])
    send(clerk, made, "specialty.text.trick", "听音辨障", version=1)

    response = send(clerk, made, "specialty.text.trick", "别的", version=1)

    assert (response.status_code, response.json()["value"], response.json()["version"]) == (409, "听音辨障", 2)


def test_answer_takes_rows_of_a_table_with_their_ids(made, clerk):
    rows = [
        {"row": "ab12", "month": "2025-06", "name": "一等奖", "level": "saq"},
        {"row": "cd34", "month": "", "name": ""},
    ]

    send(clerk, made, "honours", rows)

    assert [(row["row"], row["name"]) for row in answer(made, "honours").value] == [("ab12", "一等奖")]


def test_answer_takes_an_employer_by_name(made, clerk):
    unit = accounts.organisation("申电检修有限公司")
    version = answer(made, "employer").version

    assert send(clerk, made, "employer", "申电检修有限公司", version).status_code == 200
    assert Nomination.objects.get(pk=made.pk).employer == unit


def test_answer_refuses_an_employer_that_is_not_registered(made, clerk):
    response = send(clerk, made, "employer", "没有登记的单位", answer(made, "employer").version)

    assert response.status_code == 422
    assert response.json()["findings"][0]["field"] == "employer"


def test_answer_that_cannot_be_read_is_refused(made, clerk):
    response = clerk.post(url(made, "answer"), "no json", content_type="application/json")

    assert response.status_code == 422


def test_answer_is_hidden_from_strangers(made, client):
    client.force_login(accounts.member(Role.CLERK))

    assert send(client, made, "post", "班长").status_code == 404


def test_answer_is_hidden_from_the_head_who_signs(made, client):
    client.force_login(head_of(made.recommender))

    assert send(client, made, "post", "班长").status_code == 404


def test_answer_of_a_visitor_leads_to_the_login_page(made, client):
    response = send(client, made, "post", "班长")

    assert (response.status_code, response["Location"].startswith("/login/")) == (302, True)


def test_answer_after_the_deadline_is_refused_beside_its_question(client, clock):
    clock(dt.datetime(2026, 3, 1, 9, tzinfo=portal_clock.SHANGHAI))
    made = nomination(season(deadline_at=portal_clock.end_of(dt.date(2026, 3, 10))), is_complete=False)
    client.force_login(clerk_of(made.recommender))

    clock(dt.datetime(2026, 3, 11, 0, 0, 1, tzinfo=portal_clock.SHANGHAI))
    response = send(client, made, "post", "班长")

    assert response.status_code == 422
    assert response.json()["findings"][0]["field"] == "post"
    assert "截止，未提交" in response.json()["findings"][0]["sentence"]


# ——— the page as a whole ———


def versions(made, *keys):
    kept = dict(Answer.objects.filter(nomination=made).values_list("key", "version"))
    return {f"{key}.version": kept.get(key, 0) for key in keys}


def test_form_shows_every_question_with_its_version(made, clerk):
    html = clerk.get(url(made)).content.decode()

    for question in made.form.questions:
        assert f'name="{question.key}.version"' in html, question.key


def test_form_shows_private_answers_to_those_who_fill(made, clerk):
    send(clerk, made, "id_no", NUMBER)

    assert NUMBER in clerk.get(url(made)).content.decode()


def test_form_posted_without_script_saves_everything_typed(made, clerk):
    posted = {"post": "班长", "job_type": "钳工", **versions(made, "post", "job_type")}

    response = clerk.post(url(made), posted)

    assert (response.status_code, response["Location"]) == (302, url(made))
    assert (answer(made, "post").value, answer(made, "job_type").value) == ("班长", "钳工")


def test_form_posted_leaves_alone_what_was_not_on_the_page(made, clerk):
    send(clerk, made, "post", "班长")

    clerk.post(url(made), {"job_type": "钳工", **versions(made, "job_type")})

    assert answer(made, "post").value == "班长"


def test_form_posted_on_an_old_version_shows_both_texts(made, clerk):
    send(clerk, made, "post", "班长")

    response = clerk.post(url(made), {"post": "组长", "post.version": 0, "job_type": "钳工", "job_type.version": 0})

    html = response.content.decode()
    assert response.status_code == 409
    assert 'value="组长"' in html
    assert "班长" in html
    assert 'name="post.version" value="1"' in html
    assert answer(made, "post").value == "班长"
    assert answer(made, "job_type").value == "钳工"


def test_form_adds_a_row_without_script(made, clerk):
    response = clerk.post(
        url(made),
        {"next": "row:honours", **versions(made, "honours"), "honours.row": "r1", "honours.r1.name": "一等奖"},
    )

    assert response["Location"] == f"{url(made)}?row=honours#honours"
    assert (
        clerk.get(response["Location"]).content.decode().count('name="honours.row"') == 3
    )  # one, a new one, the template


def test_form_removes_a_row_without_script(made, clerk):
    send(clerk, made, "honours", [{"row": "r1", "name": "一等奖"}, {"row": "r2", "name": "二等奖"}])

    posted = {
        "honours.row": ["r1", "r2"],
        "honours.r1.name": "一等奖",
        "honours.r2.name": "二等奖",
        "honours.version": 1,
    }
    clerk.post(url(made), {**posted, "remove_row": "honours.r1"})

    assert [row["row"] for row in answer(made, "honours").value] == ["r2"]


def test_form_posted_after_the_deadline_shows_what_was_typed_as_not_submitted(client, clock):
    clock(dt.datetime(2026, 3, 1, 9, tzinfo=portal_clock.SHANGHAI))
    made = nomination(season(deadline_at=portal_clock.end_of(dt.date(2026, 3, 10))), is_complete=False)
    client.force_login(clerk_of(made.recommender))

    clock(dt.datetime(2026, 3, 11, 0, 0, 1, tzinfo=portal_clock.SHANGHAI))
    response = client.post(url(made), {"post": "截止后写的职务", **versions(made, "post")})

    html = response.content.decode()
    assert response.status_code == 422
    assert "截止后写的职务" in html
    assert "未提交" in html
    assert not Answer.objects.filter(nomination=made, key="post").exists()


def test_form_of_a_correction_opens_only_the_named_questions(client):
    made = nomination(state="submitted")
    Correction.objects.create(
        nomination=made,
        items=[{"target": "post", "note": "职务与证明不一致"}],
        due_at=portal_clock.now() + dt.timedelta(days=5),
        issued_by=accounts.user(),
    )
    Nomination.objects.filter(pk=made.pk).update(state="returned")
    client.force_login(clerk_of(made.recommender))

    html = client.get(url(made)).content.decode()

    assert set(re.findall(r'name="([a-z_]+)\.version"', html)) == {"post"}
    assert "职务与证明不一致" in html


@pytest.mark.parametrize("page", ["form", "check"])
def test_form_is_hidden_from_others(made, client, page):
    client.force_login(accounts.member(Role.CLERK))
    assert client.get(url(made, page)).status_code == 404

    client.force_login(head_of(made.recommender))
    assert client.get(url(made, page)).status_code == 404


def test_organisation_options_need_two_letters(clerk):
    accounts.organisation("申电检修有限公司")
    place = reverse("nominations:organisations")

    assert "申电检修有限公司" in clerk.get(place, {"key": "employer", "employer": "申电"}).content.decode()
    assert "申电检修有限公司" not in clerk.get(place, {"key": "employer", "employer": "申"}).content.decode()


# ——— check and submit ———


def test_check_lists_everything_at_once_in_the_order_of_the_form(made, clerk):
    html = clerk.get(url(made, "check")).content.decode()
    summary = html[html.index('id="errsum-title"') : html.index("</section>", html.index('id="errsum-title"'))]
    places = re.findall(r'\?all#([\w.-]+)"', summary)
    asked = [question.key for question in made.form.questions]
    named = [asked.index(place) for place in places if place in asked]

    assert len(places) > 30
    assert named[:10] == sorted(named[:10])
    assert any(place.startswith("m-") for place in places)
    assert "consent.privacy" in places


def test_check_uses_the_same_words_as_the_form(made, clerk):
    sentence = "请填写职务"

    assert sentence in clerk.get(url(made, "check")).content.decode()
    assert sentence in clerk.get(f"{url(made)}?all").content.decode()
    assert sentence not in clerk.get(url(made)).content.decode()


def test_every_finding_leads_to_something_on_the_form(made, clerk):
    check = clerk.get(url(made, "check")).content.decode()
    form = clerk.get(f"{url(made)}?all").content.decode()

    for place in re.findall(r'\?all#([\w.-]+)"', check):
        assert f'id="{place}"' in form, place


def test_check_of_a_complete_form_offers_to_submit(client):
    made = nomination()
    client.force_login(clerk_of(made.recommender))

    html = client.get(url(made, "check")).content.decode()

    assert "处需要修改" not in html
    assert 'id="submit-nomination-form"' in html


def test_submit_refuses_an_incomplete_form(made, clerk):
    response = clerk.post(url(made, "submit"))

    assert response.status_code == 422
    assert Nomination.objects.get(pk=made.pk).state == "draft"


def test_submit_twice_is_one_submission(client):
    made = nomination()
    client.force_login(clerk_of(made.recommender))

    first, second = client.post(url(made, "submit")), client.post(url(made, "submit"))

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"] == url(made, "submitted")
    assert made.versions.count() == 1
    assert history(made).filter(verb="submit").count() == 1
    assert "核对码" in client.get(first["Location"]).content.decode()


def test_submit_asks_to_confirm_a_warning_and_keeps_who_did(client):
    made = nomination(contribution_scope=[])
    client.force_login(clerk_of(made.recommender))
    rules = {finding.rule for finding in facts.findings(made, facts.Moment.SUBMIT)}
    assert rules != set()

    unread = client.post(url(made, "submit"))
    assert unread.status_code == 422
    assert [finding.field for finding in unread.context["findings"]] == [f"w-{rule}" for rule in sorted(rules)]
    assert all(f'href="#w-{rule}"' in unread.content.decode() for rule in rules)
    assert client.post(url(made, "submit"), {"warning": sorted(rules)}).status_code == 302

    confirmed = WarningConfirmation.objects.filter(nomination=made)
    assert {row.rule for row in confirmed} == rules
    assert {row.confirmed_by for row in confirmed} == {clerk_of(made.recommender)}


def test_submit_is_hidden_from_the_head(client):
    made = nomination()
    client.force_login(head_of(made.recommender))

    assert client.post(url(made, "submit")).status_code == 404
    assert Nomination.objects.get(pk=made.pk).state == "draft"
