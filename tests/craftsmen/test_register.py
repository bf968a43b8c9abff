import pytest

from accounts.states import Role
from craftsmen import actions
from craftsmen.models import Honour, Person
from craftsmen.queries import valid_honours
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories.craftsmen import ID_NUMBERS, honour, person

pytestmark = pytest.mark.django_db


def test_a_person_is_found_by_identity_number_never_by_name():
    first = person("顾毫厘", id_number=ID_NUMBERS[0])
    assert person("顾豪厘", id_number=ID_NUMBERS[0]).pk == first.pk
    assert person("顾毫厘", id_number=ID_NUMBERS[1]).pk != first.pk
    assert Person.objects.count() == 2


def test_the_identity_number_is_sealed_in_the_database(db):
    from django.db import connection

    made = person(id_number=ID_NUMBERS[0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, id_key FROM craftsmen_person WHERE id = %s", [made.pk])
        stored = cursor.fetchone()
    assert ID_NUMBERS[0] not in stored[0] + stored[1]
    assert Person.objects.get(pk=made.pk).id_number == ID_NUMBERS[0]


def test_an_account_is_added_to_a_known_person_once():
    made = person(id_number=ID_NUMBERS[0])
    user, other = accounts.user(), accounts.user()
    assert person(id_number=ID_NUMBERS[0], user=user).user == user
    assert person(id_number=ID_NUMBERS[0], user=other).user == user
    assert Person.objects.get(pk=made.pk).user == user


def test_the_same_title_is_not_given_twice_while_valid():
    held = honour(person(id_number=ID_NUMBERS[0]))
    with pytest.raises(Refused) as refused:
        honour(held.person, organiser=held.organiser, year=2026)
    assert refused.value.findings[0].rule == "AMB-33"


def test_valid_honours_end_with_the_title():
    made = honour(person(id_number=ID_NUMBERS[0]))
    key = made.person.id_key
    assert valid_honours(key) == {"quality-craftsman"}
    assert valid_honours("") == frozenset()
    actions.cancel(made, reason="本人放弃称号", by=accounts.member(Role.LEADER, made.organiser))
    assert valid_honours(key) == frozenset()
    made.certificate.refresh_from_db()
    assert made.certificate.state == "cancelled"


def test_register_is_in_stroke_order():
    organiser = accounts.organiser()
    for name in ("周克勤", "丁禾川", "王砚舟", "李守中", "方既明"):
        honour(person(name), organiser=organiser)
    assert [h.name for h in Honour.objects.in_stroke_order()] == ["丁禾川", "王砚舟", "方既明", "李守中", "周克勤"]


def test_a_correction_keeps_the_former_wording():
    made = honour(person("张守申"))
    officer = accounts.member(Role.OFFICER, made.organiser)
    actions.correct(made, field="name", after="丁守申", reason="申报表姓名录入有误", by=officer)
    made.refresh_from_db()
    assert made.name == "丁守申"
    assert made.stroke_order.startswith("0000002")
    kept = made.corrections.get()
    assert (kept.before, kept.after, kept.by) == ("张守申", "丁守申", officer)


def test_a_correction_needs_a_change_a_reason_and_the_organisers_staff():
    made = honour(person("张守申"))
    officer = accounts.member(Role.OFFICER, made.organiser)
    for user, after, reason in (
        (officer, "张守申", "没有变化的更正"),
        (officer, "丁守申", "错"),
        (accounts.member(Role.OFFICER), "丁守申", "别家单位的工作人员"),
        (accounts.member(Role.SUPERVISOR, made.organiser), "丁守申", "监督员只看不改"),
    ):
        with pytest.raises(Refused):
            actions.correct(made, field="name", after=after, reason=reason, by=user)
    assert not made.corrections.exists()


def test_nobody_corrects_the_own_entry():
    organiser = accounts.organiser()
    officer = accounts.member(Role.OFFICER, organiser)
    made = honour(person(user=officer), organiser=organiser)
    with pytest.raises(Refused, match="本人的条目"):
        actions.correct(made, field="name", after="陆尺寸", reason="改一个字而已", by=officer)


def test_people_and_honours_are_seen_by_staff_and_themselves_only():
    user = accounts.user()
    made = honour(person(user=user))
    officer = accounts.member(Role.OFFICER, made.organiser)
    stranger = accounts.member(Role.OFFICER)
    assert [Honour.objects.visible_to(u).count() for u in (officer, user, stranger)] == [1, 1, 0]
    assert [Person.objects.visible_to(u).count() for u in (officer, user, stranger)] == [1, 1, 0]


def test_notes_are_added_by_staff_only():
    made = honour()
    officer = accounts.member(Role.OFFICER, made.organiser)
    assert actions.add_note(made.person, text="已寄送证书", by=officer).text == "已寄送证书"
    with pytest.raises(Refused):
        actions.add_note(made.person, text="不该写进来", by=accounts.member(Role.CLERK))
