from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.states import Role
from audit.record import history
from audit.transitions import move
from certificates import actions
from certificates.models import Certificate, Custody
from certificates.states import CertificateState, Item, Step
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories.certificates import certificate, series

pytestmark = pytest.mark.django_db


def test_numbers_run_without_a_gap_and_each_has_its_plaque():
    of = series()
    made = [certificate(of) for _ in range(3)]
    assert [c.number for c in made] == ["沪质工匠〔2026〕001号", "沪质工匠〔2026〕002号", "沪质工匠〔2026〕003号"]
    assert [c.machine_code for c in made][:2] == ["QC202600019", "QC20260002B"]
    assert [c.plaque.number for c in made] == [f"{c.number}-P1" for c in made]


def test_a_rolled_back_conferral_gives_its_number_back():
    of = series()
    with pytest.raises(RuntimeError), transaction.atomic():
        certificate(of)
        raise RuntimeError
    assert certificate(of).serial == 1


def test_a_cancelled_number_is_not_used_again():
    of = series()
    leader = accounts.member(Role.LEADER, of.organiser)
    actions.cancel(certificate(of), by=leader, reason="姓名印错，另行编号")
    assert certificate(of).serial == 2


def test_the_database_refuses_a_number_twice():
    first = certificate()
    first.pk, first.token, first.machine_code, first.serial = None, "0" * 32, "X", 99
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_a_pattern_without_the_running_number_is_refused():
    with pytest.raises(Refused) as refused:
        series(pattern="沪质工匠〔{year}〕号")
    assert refused.value.findings[0].field == "pattern"


def test_the_pattern_of_a_year_stays_as_it_began():
    of = series()
    assert series(of.organiser, pattern="另〔{year}〕{n:04}号").pattern == of.pattern


def test_custody_follows_its_order():
    made = certificate()
    officer = accounts.member(Role.OFFICER, made.series.organiser)
    with pytest.raises(Refused, match="请先登记“制作”"):
        actions.enter_custody(made, item=Item.CERTIFICATE, step=Step.ISSUED, by=officer)
    actions.enter_custody(made, item=Item.CERTIFICATE, step=Step.MADE, by=officer)
    actions.enter_custody(made, item=Item.CERTIFICATE, step=Step.ISSUED, by=officer)
    with pytest.raises(Refused, match="签收人"):
        actions.enter_custody(made, item=Item.CERTIFICATE, step=Step.RECEIVED, by=officer)
    entry = actions.enter_custody(made, item=Item.CERTIFICATE, step=Step.RECEIVED, by=officer, person_name="顾毫厘")
    assert entry.person_name == "顾毫厘"
    with pytest.raises(Refused, match="已经登记过"):
        actions.enter_custody(made, item=Item.CERTIFICATE, step=Step.ISSUED, by=officer)


def test_custody_is_entered_by_the_issuers_staff_only():
    made = certificate()
    stranger = accounts.member(Role.OFFICER)
    supervisor = accounts.member(Role.SUPERVISOR, made.series.organiser)
    for user in (stranger, supervisor):
        with pytest.raises(Refused, match="只有发证单位"):
            actions.enter_custody(made, item=Item.PLAQUE, step=Step.MADE, by=user)


def test_a_custody_date_in_the_future_is_refused(clock):
    clock(date(2026, 12, 10))
    made = certificate()
    officer = accounts.member(Role.OFFICER, made.series.organiser)
    with pytest.raises(Refused, match="不能晚于今天"):
        actions.enter_custody(made, item=Item.PLAQUE, step=Step.MADE, by=officer, happened_on=date(2026, 12, 11))


def test_reissue_keeps_the_number_and_kills_the_old_code():
    made = certificate()
    officer = accounts.member(Role.OFFICER, made.series.organiser)
    actions.keep_rendered(made, b"%PDF-1.7", sha256="0" * 64)
    again = actions.reissue(made, by=officer, reason="原件遗失，登报声明")
    assert again.number == made.number
    assert again.token != made.token
    assert again.retired_tokens.get().token == made.token
    assert (again.reissues, bool(again.file)) == (1, False)
    assert history(again).first().verb == "reissue"


def test_reissue_by_the_holder_is_refused():
    of = series()
    officer = accounts.member(Role.OFFICER, of.organiser)
    mine = certificate(of, user=officer)
    with pytest.raises(Refused, match="本人的证书"):
        actions.reissue(mine, by=officer, reason="原件遗失")


def test_a_rendered_file_is_kept_once():
    made = certificate()
    assert actions.keep_rendered(made, b"first", sha256="1" * 64)
    assert not actions.keep_rendered(made, b"second", sha256="2" * 64)
    made.refresh_from_db()
    with made.file.open("rb") as file:
        assert file.read() == b"first"
    assert Custody.objects.filter(certificate=made, step=Step.MADE).count() == 1


@pytest.mark.parametrize("name", ["revoke", "cancel"])
@pytest.mark.parametrize("state", CertificateState.values)
@pytest.mark.parametrize("role", [Role.LEADER, Role.OFFICER, Role.SUPERVISOR, Role.CLERK, Role.HEAD, Role.ADMIN])
def test_only_a_leader_ends_and_only_a_valid_certificate(name, state, role):
    made = certificate()
    Certificate.objects.filter(pk=made.pk).update(state=state)
    made = Certificate.objects.get(pk=made.pk)
    user = accounts.member(role, made.series.organiser)
    if role == Role.LEADER and state == CertificateState.VALID:
        assert move(made, name, by=user).state == {"revoke": "revoked", "cancel": "cancelled"}[name]
    else:
        with pytest.raises(Refused):
            move(made, name, by=user)


def test_the_system_cannot_end_a_certificate():
    with pytest.raises(Refused):
        move(certificate(), "revoke", by=None)


def test_certificates_are_seen_by_staff_and_holder_only():
    of = series()
    holder = accounts.user()
    mine, other = certificate(of, user=holder), certificate(of)
    assert set(Certificate.objects.visible_to(accounts.member(Role.OFFICER, of.organiser))) == {mine, other}
    assert list(Certificate.objects.visible_to(holder)) == [mine]
    assert not Certificate.objects.visible_to(accounts.member(Role.OFFICER)).exists()
    assert not Certificate.objects.visible_to(accounts.member(Role.CLERK, of.organiser)).exists()


def test_lookup_needs_number_and_name():
    made = certificate(name="买买提·艾力")
    found = Certificate.objects.answering_to(number="沪质工匠[2026]001号", name="买买提·艾力")
    assert found.get() == made
    assert Certificate.objects.answering_to(number=made.machine_code.lower(), name=" 买买提·艾力 ").get() == made
    assert not Certificate.objects.answering_to(number=made.number, name="买买提").exists()
    assert not Certificate.objects.answering_to(number="沪质工匠〔2026〕002号", name="买买提·艾力").exists()
