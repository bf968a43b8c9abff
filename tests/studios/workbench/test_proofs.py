"""优先申报证明 (F5, WS24-24): one per outcome, activity and year; used once; void with its studio."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.states import Role
from audit.record import history
from documents import jobs
from documents.models import Document
from programmes import clock
from programmes.refusal import Refused
from studios import documents
from studios.actions import ledgers, life, proofs
from studios.models import PriorityProof, Studio
from tests.factories import accounts, workbench

pytestmark = pytest.mark.django_db
TARGET = "mass_quality"


@pytest.fixture
def proof(studio, leader):
    return proofs.issue(workbench.entry(studio, "outcome"), target=TARGET, by=leader)


@pytest.fixture
def officer(studio):
    return accounts.member(Role.OFFICER, studio.organiser)


def test_outcome_gets_one_proof_for_each_activity_and_year(studio, leader, proof):
    same = proofs.issue(proof.outcome, target=TARGET, by=leader)
    other = proofs.issue(proof.outcome, target="technology", by=leader)
    with clock.at(date(2027, 3, 1)):
        later = proofs.issue(proof.outcome, target=TARGET, by=leader)

    assert same == proof
    assert len({proof.number, other.number, later.number}) == 3
    assert (proof.valid_until, later.valid_until) == (date(2026, 12, 31), date(2027, 12, 31))


def test_only_an_outcome_gets_a_proof(studio, leader):
    with pytest.raises(Refused, match="只能为有效的成果"):
        proofs.issue(workbench.entry(studio), target=TARGET, by=leader)


def test_member_and_officer_may_not_issue(studio, officer):
    outcome = workbench.entry(studio, "outcome")
    member = workbench.member(studio)
    member.user = accounts.user()
    member.save()

    for user in (member.user, officer):
        with pytest.raises(Refused, match="只有在册工作室的领衔人"):
            proofs.issue(outcome, target=TARGET, by=user)


def test_proof_is_used_once_by_the_organiser(proof, leader, officer):
    with pytest.raises(Refused, match="只有受理单位"):
        proofs.use(proof, application="2026 年质量提升成果 017 号", by=leader)
    used = proofs.use(proof, application="2026 年质量提升成果 017 号", by=officer)

    with pytest.raises(Refused, match="使用过"):
        proofs.use(proof, application="另一项", by=officer)
    with pytest.raises(Refused, match="已经使用，不能作废"):
        proofs.void(proof, reason="开具有误", by=leader)
    assert (used.state, used.used_by) == ("used", "2026 年质量提升成果 017 号")
    assert [event.verb for event in history(proof)] == ["use", "issue"]


def test_void_proof_makes_room_for_a_new_one(proof, leader, officer):
    proofs.void(proof, reason="项目选错了", by=leader)
    with pytest.raises(Refused, match="已作废或过期"):
        proofs.use(proof, application="质量提升成果", by=officer)

    assert proofs.issue(proof.outcome, target=TARGET, by=leader) != proof


def test_proof_is_void_once_its_studio_has_ended(proof, officer):
    Studio.objects.filter(pk=proof.studio_id).update(state="revoked")
    again = PriorityProof.objects.get(pk=proof.pk)

    assert (again.state, again.standing(clock.today())) == ("valid", "void")
    with pytest.raises(Refused, match="已作废或过期"):
        proofs.use(again, application="质量提升成果", by=officer)


def test_revocation_voids_what_is_not_used(studio, proof, leader, officer):
    other = proofs.issue(proof.outcome, target="technology", by=leader)
    proofs.use(other, application="质量技术奖", by=officer)

    assert proofs.void_all(studio, reason="工作室被撤销", by=officer) == 1
    assert sorted(studio.proofs.values_list("state", flat=True)) == ["used", "void"]


def test_studio_that_leaves_takes_its_proofs_with_it(studio, proof):
    head = accounts.member(Role.LEADER, studio.organiser)
    decided = {"decided_on": clock.today(), "decision_number": "沪质协〔2026〕31号", "reason": "领衔人离职"}

    life.leave(studio, keep_title=False, by=head, **decided)

    again = PriorityProof.objects.get(pk=proof.pk)
    assert (again.state, again.void_note) == ("void", "摘牌")


def test_outcome_with_a_standing_proof_cannot_be_voided(proof, leader):
    with pytest.raises(Refused, match="请先作废证明"):
        ledgers.void(proof.outcome, reason="重复登记", by=leader)


def test_check_page_says_valid_used_void_and_nothing_of_unknown(client, proof, officer):
    address = reverse("publicity:proof", args=[proof.token])
    words = []
    for act in (
        lambda: None,
        lambda: proofs.use(proof, application="质量提升成果", by=officer),
        lambda: PriorityProof.objects.update(state="void", voided_at=clock.now()),
    ):
        act()
        words.append(client.get(address).content.decode().split('<h2 id="res">')[1].split("<")[0])

    assert words == ["有效", "已使用", "已作废"]
    assert client.get(reverse("publicity:proof", args=["x" * 43])).status_code == 404


def test_only_the_receiving_officer_sees_the_form_to_use_it(client, proof, leader, officer):
    address, seen = reverse("publicity:proof", args=[proof.token]), []
    for user in (None, leader, officer, accounts.member(Role.OFFICER)):
        client.logout()
        if user:
            client.force_login(user)
        seen.append("登记使用" in client.get(address).content.decode())

    assert seen == [False, False, True, False]


def test_proof_prints_on_one_page(proof, leader):
    paper = jobs.request(documents.PROOF, subject=proof, by=leader)
    jobs.run(paper.pk)

    paper = Document.objects.get(pk=paper.pk)
    assert (paper.state, paper.pages) == ("done", 1)
    assert paper.filename == f"{proof.number} 导轨磨损复现试验台 优先申报证明.pdf"
