"""补正: once, five working days, only what is flagged unlocks; what is not handed in fails (AMB-22, COM-04)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.states import Role
from nominations.actions import answers, corrections, decisions
from nominations.actions import chain as acting
from nominations.models import Nomination
from nominations.states import NominationState
from notifications.models import Message
from programmes.clock import SHANGHAI
from programmes.refusal import Refused
from tests.factories import accounts, chain
from tests.factories.nominations import clerk_of, head_of, officer_of

pytestmark = pytest.mark.django_db
S = NominationState
ITEMS = [
    {"target": "post", "note": "岗位名称与证明不一致。"},
    {"target": "post_category", "note": "岗位类别与证明不一致。"},
]


@pytest.fixture
def row(clock):
    clock(dt.datetime(2026, 4, 29, 10, tzinfo=SHANGHAI))
    return chain.sent()


@pytest.fixture
def asked(row):
    return corrections.request(row, by=officer_of(row.season), items=ITEMS)


def fresh(row):
    return Nomination.objects.get(pk=row.pk)


def save(row, key, value):
    version = row.answers.filter(key=key).values_list("version", flat=True).first() or 0
    return answers.save(fresh(row), [answers.Change(key, value, version)], by=clerk_of(row.recommender))


def test_it_is_due_at_the_end_of_the_fifth_working_day(row, asked):
    assert fresh(row).state == S.RETURNED
    assert asked.due_at.astimezone(SHANGHAI).replace(microsecond=0) == dt.datetime(
        2026, 5, 9, 23, 59, 59, tzinfo=SHANGHAI
    )  # 05-01…05 are off, Saturday 05-09 is worked (15.3)


def test_the_file_or_question_is_named_wherever_it_is_asked_for(client, row):
    items = [{"target": "union_card", "note": "看不清。"}, {"target": "post", "note": "职务与证明不一致。"}]
    correction = corrections.request(row, by=officer_of(row.season), items=items)
    clerk = clerk_of(row.recommender)
    client.force_login(clerk)

    assert [one["words"] for one in correction.asked] == ["工会会员证件：看不清。", "职务与证明不一致。"]
    assert "1. 工会会员证件：看不清。\n2. 职务" in Message.objects.filter(code="correction-requested").first().body
    for page, arguments in (("unit", []), ("detail", [row.code]), ("form", [row.code])):
        assert "工会会员证件：看不清。" in client.get(reverse(f"nominations:{page}", args=arguments)).content.decode()
    assert "现在补正" in client.get(reverse("nominations:detail", args=[row.code])).content.decode()


@pytest.mark.parametrize("items", [[], [{"target": "post", "note": " "}], [{"target": "", "note": "缺页"}]])
def test_each_item_says_what_and_why(row, items):
    with pytest.raises(Refused) as refused:
        corrections.request(row, by=officer_of(row.season), items=items)

    assert [finding.rule for finding in refused.value.findings] == ["AMB-22"]
    assert fresh(row).state == S.SUBMITTED


@pytest.mark.parametrize("role", [Role.LEADER, Role.SUPERVISOR])
def test_only_an_officer_asks(row, role):
    with pytest.raises(Refused):
        corrections.request(row, by=accounts.member(role, row.season.organiser), items=ITEMS)


def test_only_what_is_flagged_unlocks(row, asked):
    save(row, "post", "试验班班长")
    with pytest.raises(Refused):
        save(row, "achievements", "又添了一项新成果。")

    stored = dict(row.answers.filter(key__in=["post", "achievements"]).values_list("key", "value"))
    assert stored["post"] == "试验班班长"
    assert "又添了" not in stored["achievements"]


def test_handing_in_freezes_a_new_version_once(row, asked):
    save(row, "post_category", "service")

    done = corrections.hand_in(row, by=clerk_of(row.recommender))
    again = corrections.hand_in(row, by=clerk_of(row.recommender))

    assert (done.state, done.form_version, again.form_version) == (S.SUBMITTED, 2, 2)
    assert done.content_hash != row.content_hash
    assert row.versions.get(number=1).answers["post_category"] == "production"


def test_the_employer_head_does_not_hand_in(row, asked):
    with pytest.raises(Refused):
        corrections.hand_in(row, by=accounts.member(Role.HEAD, row.employer))


def test_the_last_second_counts_and_the_next_does_not(row, asked, clock):
    clock(dt.datetime(2026, 5, 10, 0, 0, 0, tzinfo=SHANGHAI))
    with pytest.raises(Refused):
        corrections.hand_in(row, by=clerk_of(row.recommender))
    with pytest.raises(Refused):
        save(row, "post", "试验班班长")

    clock(dt.datetime(2026, 5, 9, 23, 59, 59, tzinfo=SHANGHAI))
    assert corrections.lapse_due() == 0
    assert corrections.hand_in(row, by=clerk_of(row.recommender)).state == S.SUBMITTED


def test_what_is_not_handed_in_fails_once(row, asked, clock):
    clock(dt.datetime(2026, 5, 10, 0, 0, 0, tzinfo=SHANGHAI))

    assert (corrections.lapse_due(), corrections.lapse_due()) == (1, 0)

    assert (fresh(row).state, fresh(row).person_key) == (S.NOT_SELECTED, "")


def test_there_is_no_second_correction(row, asked):
    done = corrections.hand_in(row, by=clerk_of(row.recommender))

    with pytest.raises(Refused) as refused:
        corrections.request(done, by=officer_of(row.season), items=ITEMS)

    assert "只补正一次" in str(refused.value)


# ——— what is frozen ———


@pytest.mark.parametrize(("key", "label"), [("name", "姓名"), ("id_no", "身份证")])
def test_a_frozen_cell_is_not_opened_and_the_refusal_says_what_to_do(row, key, label):
    with pytest.raises(Refused) as refused:
        corrections.request(row, by=officer_of(row.season), items=[{"target": key, "note": "与证件不一致。"}])

    (finding,) = refused.value.findings
    assert (finding.rule, finding.field) == ("A1-frozen", key)
    assert finding.sentence == (
        f"“{label}”报送后不再修改，不能列入补正；确系笔误的，请先在申报件上申请例外，由另一位工作人员批准。"
    )
    assert fresh(row).state == S.SUBMITTED


def ask_exception(row):
    return decisions.request_exception(
        row, rule="A1-frozen", reason="录入时姓名末字写错，以证件为准。", by=officer_of(row.season)
    )


def test_a_clerical_error_is_opened_by_an_exception_of_two_people(row):
    asked = ask_exception(row)
    with pytest.raises(Refused):
        decisions.decide_exception(asked, by=officer_of(row.season), approve=True)
    decisions.decide_exception(asked, by=accounts.member(Role.OFFICER, row.season.organiser), approve=True)
    corrections.request(row, by=officer_of(row.season), items=[{"target": "name", "note": "与证件不一致。"}])

    save(row, "name", "陆衡中")
    done = corrections.hand_in(chain.confirmed_again(fresh(row)), by=clerk_of(row.recommender))

    assert (done.name, done.form_version) == ("陆衡中", 2)


def test_an_exception_that_is_not_approved_opens_nothing(row):
    ask_exception(row)

    with pytest.raises(Refused):
        corrections.request(row, by=officer_of(row.season), items=[{"target": "name", "note": "与证件不一致。"}])


def test_the_officer_asks_for_the_exception_on_the_page(row, client):
    client.force_login(officer_of(row.season))
    page = reverse("nominations:exception", args=[row.code])
    assert page in client.get(reverse("nominations:detail", args=[row.code])).content.decode()

    client.post(page, {"rule": "A1-frozen", "reason": "录入时姓名末字写错，以证件为准。"})

    assert row.exceptions.get().rule == "A1-frozen"
    form = client.get(reverse("reviews:formality", args=[row.code])).content.decode()
    assert '<option value="name"' not in form


def test_before_it_is_sent_a_returned_form_may_still_mend_the_name(clock):
    clock(dt.datetime(2026, 4, 29, 10, tzinfo=SHANGHAI))
    made = chain.nominations.nomination(state=S.ENDORSING)
    acting.send_back(made, by=head_of(made.employer), reason="姓名与证件不一致。")

    assert save(made, "name", "陆衡中").nomination.name == "陆衡中"
