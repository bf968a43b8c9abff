import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.transitions import transition_names, why_not
from documents import jobs
from nominations.actions import chain
from nominations.models import Nomination
from programmes import clock
from programmes.refusal import Refused
from reviews.actions import consensus, ranking, stages
from reviews.models import Assignment, Consensus, Entry
from reviews.states import AssignmentState, ConsensusState, EntryState, StageState
from tests.factories import nominations
from tests.factories.nominations import PDF
from tests.reviews import panels

pytestmark = pytest.mark.django_db
NAMES = ("方既明", "叶知秋", "苏景行", "卫之远", "丁禾川")


@pytest.fixture
def world():
    """Five entries at 95, 90, 85, 80 and 70; two awards intended, so three go on."""
    one = panels.season(**{"awards.intended": 2})
    one.panel = panels.experts(3)
    one.rows = [
        panels.entry(one, [total - 1, total, total + 1], name=name, by=one.panel)
        for name, total in zip(NAMES, (95, 90, 85, 80, 70), strict=True)
    ]
    ranking.rank_stage(one.run, by=one.officer)
    one.consensus = consensus.open_consensus(one.run, by=one.officer)
    return one


def scan():
    return SimpleUploadedFile("签字.pdf", PDF, content_type="application/pdf")


def meet(world, **values):
    given = {
        "held_at": clock.now() - dt.timedelta(hours=1),
        "place": "协会会议室",
        "experts": world.panel,
        "chair": world.panel[0],
    }
    return consensus.save(world.consensus, by=world.officer, **given | values)


def conclude(world, name, conclusion, **values):
    row = world.rows[NAMES.index(name)]
    consensus.opine(world.consensus, by=world.officer, opinions={row.pk: {"conclusion": conclusion} | values})


def refused(world, **values):
    with pytest.raises(Refused) as caught:
        consensus.sign(world.consensus, by=world.officer, **values)
    return [finding.sentence for finding in caught.value.findings]


def conclusions():
    return list(Entry.objects.order_by("rank").values_list("nomination__name", "conclusion"))


def states():
    return list(Entry.objects.order_by("rank").values_list("state", flat=True))


def test_opening_proposes_what_the_score_order_gives(world):
    assert [conclusion for _name, conclusion in conclusions()] == ["selected"] * 3 + ["not_selected"] * 2


def test_opening_twice_is_the_same_record(world):
    assert consensus.open_consensus(world.run, by=world.officer) == world.consensus


def test_opening_before_the_ranks_is_refused():
    one = panels.season()
    panels.entry(one, [90, 91, 92])
    with pytest.raises(Refused, match="请先计算名次"):
        consensus.open_consensus(one.run, by=one.officer)


def test_everything_that_is_missing_is_said_at_once(world):
    conclude(world, "卫之远", EntryState.SELECTED)
    conclude(world, "苏景行", EntryState.NOT_SELECTED)
    assert refused(world) == [
        "请填写合议的时间，不能晚于现在。",
        "请填写合议的地点。",
        "参加合议的专家不少于 3 人。",
        "请在参加合议的专家中选定组长。",
        "苏景行（第 3 名）的结论与得分顺序不一致，请写明理由。",
        "卫之远（第 4 名）的结论与得分顺序不一致，请写明理由。",
        "请上传组长签字的合议意见表扫描件，或由组长用自己的账号签字。",
    ]


def test_reason_for_every_change_lets_it_be_signed(world):
    meet(world)
    conclude(world, "卫之远", EntryState.SELECTED, reason="攻关成果已在全行业推广。")
    conclude(world, "苏景行", EntryState.NOT_SELECTED, reason="成果为集体完成，个人贡献材料不足。")
    signed = consensus.sign(world.consensus, by=world.officer, scan=scan())
    assert signed.state == ConsensusState.SIGNED
    assert states() == ["selected", "selected", "not_selected", "selected", "not_selected"]
    assert panels.fresh(world.rows[3]).reason == "攻关成果已在全行业推广。"


def test_wide_spread_needs_an_opinion(world):
    """E4: above 20 points the panel must comment; 20 itself does not."""
    panels.entry(world, [60, 70, "80.5"], name="何砺", by=world.panel)
    panels.entry(world, [55, 65, 75], name="冉砺石", by=world.panel)
    ranking.rank_stage(world.run, by=world.officer)
    consensus.propose_by_score(world.run)
    meet(world)
    wide = [sentence for sentence in refused(world, scan=scan()) if "分差" in sentence]
    assert wide == ["何砺的分差 20.5 分，超过 20 分，须有合议意见。"]


def test_entry_within_the_scoring_error_needs_an_opinion(world):
    panels.entry(world, [75, 84, "95.9"], name="何砺", by=world.panel)
    ranking.rank_stage(world.run, by=world.officer)
    consensus.propose_by_score(world.run)
    meet(world)
    near = [sentence for sentence in refused(world, scan=scan()) if "临界" in sentence]
    assert near == ["苏景行在临界区，须有合议意见。"]


def test_opinion_is_at_most_a_hundred_characters(world):
    meet(world)
    conclude(world, "方既明", EntryState.SELECTED, opinion="好" * 101)
    assert refused(world, scan=scan()) == ["方既明的合议意见 101 字，不超过 100 字。"]


def test_doubt_must_be_answered_and_its_handling_written(world):
    sheet = world.rows[0].assignments.first()
    sheet.__class__.objects.filter(pk=sheet.pk).update(doubt_note="日期不清", doubt_page="12")
    meet(world)
    assert refused(world, scan=scan()) == [
        f"方既明：专家 {sheet.expert.code} 的存疑还没有答复。",
        "有 1 处材料存疑，请写明存疑处理。",
    ]
    sheet.__class__.objects.filter(pk=sheet.pk).update(doubt_answer="已核实原件", doubt_answered_at=clock.now())
    meet(world, doubts="已核实原件，日期无误。")
    assert consensus.sign(world.consensus, by=world.officer, scan=scan()).state == ConsensusState.SIGNED


def test_head_of_the_panel_signs_without_a_scan(world):
    meet(world)
    signed = consensus.sign(world.consensus, by=world.panel[0].user)
    assert (signed.state, bool(signed.scan)) == (ConsensusState.SIGNED, False)


@pytest.mark.parametrize("who", ["member", "supervisor"])
def test_nobody_else_signs(world, who):
    meet(world)
    user = world.panel[1].user if who == "member" else world.supervisor
    with pytest.raises(Refused, match=r"没有权限|扫描件"):
        consensus.sign(world.consensus, by=user, scan=scan() if who == "supervisor" else None)
    assert panels.fresh(world.consensus).state == ConsensusState.DRAFT


def test_file_that_is_no_scan_is_refused_by_content(world):
    meet(world)
    fake = SimpleUploadedFile("签字.pdf", b"<html>hello</html>")
    assert refused(world, scan=fake) == ["只接受 PDF、JPG、PNG 文件。请转换后再上传。"]


def test_signed_record_cannot_be_changed_and_signing_again_changes_nothing(world):
    meet(world)
    consensus.sign(world.consensus, by=world.officer, scan=scan())
    with pytest.raises(Refused, match="已由组长签字"):
        conclude(world, "方既明", EntryState.RESERVE)
    with pytest.raises(Refused, match="已由组长签字"):
        meet(world)
    assert consensus.sign(world.consensus, by=world.officer).state == ConsensusState.SIGNED


def test_whole_state_table():
    assert transition_names(Consensus) == ["sign"]


@pytest.mark.parametrize(("state", "allowed"), [(ConsensusState.DRAFT, True), (ConsensusState.SIGNED, False)])
def test_sign_in_every_state(world, state, allowed):
    Consensus.objects.filter(pk=world.consensus.pk).update(state=state)
    assert (why_not(panels.fresh(world.consensus), "sign", by=world.officer) == []) is allowed


def test_finishing_drops_the_others_and_keeps_the_reserve_in_review(world):
    meet(world)
    conclude(world, "卫之远", EntryState.RESERVE)
    consensus.sign(world.consensus, by=world.officer, scan=scan())
    closed = consensus.finish(world.run, by=world.officer)
    found = dict(Nomination.objects.values_list("name", "state"))
    assert closed.state == StageState.CLOSED
    assert found == dict(zip(NAMES, ["in_review"] * 4 + ["not_selected"], strict=True))


def test_finishing_before_the_signature_is_refused(world):
    with pytest.raises(Refused, match="还没有经组长签字"):
        consensus.finish(world.run, by=world.officer)


def test_promoting_from_the_reserve_needs_a_reason_and_enters_the_open_stage(world):
    meet(world)
    conclude(world, "卫之远", EntryState.RESERVE)
    consensus.sign(world.consensus, by=world.officer, scan=scan())
    consensus.finish(world.run, by=world.officer)
    following = stages.open_stage(world.run.next, by=world.officer)
    row = panels.fresh(world.rows[3])
    _leave(world.rows[0].nomination)
    with pytest.raises(Refused, match="递补的理由"):
        consensus.promote(row, by=world.officer, reason=" ")
    consensus.promote(row, by=world.officer, reason="叶知秋撤回，按名次递补。")
    assert following.entries.active().filter(nomination__name="卫之远").exists()
    with pytest.raises(Refused, match="只有列为备选的人可以递补"):
        consensus.promote(panels.fresh(row), by=world.officer, reason="再递补一次。")


def test_nobody_is_promoted_while_all_places_are_taken(world, client):
    meet(world)
    conclude(world, "卫之远", EntryState.RESERVE)
    consensus.sign(world.consensus, by=world.officer, scan=scan())
    row, client_of = panels.fresh(world.rows[3]), client
    client_of.force_login(world.officer)
    address = reverse("reviews:assign-entry", args=[row.pk])
    assert "入围名单没有空缺" in client_of.get(address).content.decode()
    with pytest.raises(Refused, match="没有空缺"):
        consensus.promote(row, by=world.officer, reason="名额有余。")


def test_a_reserve_is_promoted_on_the_page_of_the_entry(world, client):
    meet(world)
    conclude(world, "卫之远", EntryState.RESERVE)
    consensus.sign(world.consensus, by=world.officer, scan=scan())
    _leave(world.rows[0].nomination)
    row = panels.fresh(world.rows[3])
    client.force_login(world.officer)

    answer = client.post(reverse("reviews:promote", args=[row.pk]), {"reason": "一人撤回，按名次递补。"}, follow=True)

    assert "卫之远已递补入围" in answer.content.decode()
    assert panels.fresh(row).state == EntryState.SELECTED


def _leave(nomination):
    chain.withdraw(nomination, by=nominations.head_of(nomination.recommender), reason="岗位调整，本人申请撤回。")


def test_page_saves_signs_and_keeps_what_was_typed(world, client):
    client.force_login(world.officer)
    row = world.rows[0]
    posted = {
        "held_at": (clock.now() - dt.timedelta(hours=2)).astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
        "place": "协会会议室",
        "experts": [expert.pk for expert in world.panel],
        "chair": world.panel[0].pk,
        f"opinion-{row.pk}": "成果突出，一致同意。",
    }
    url = reverse("reviews:consensus-save", args=[world.consensus.pk])
    answer = client.post(url, posted | {"act": "sign"})
    assert answer.status_code == 422
    assert "请上传组长签字的合议意见表扫描件" in answer.content.decode()
    assert "成果突出，一致同意。" in answer.content.decode()
    assert client.post(url, posted | {"act": "sign", "scan": scan()}).status_code == 302
    assert panels.fresh(world.consensus).state == ConsensusState.SIGNED
    assert client.get(reverse("reviews:consensus", args=[world.consensus.pk])).status_code == 200
    kept = client.get(reverse("reviews:consensus-scan", args=[world.consensus.pk]))
    assert b"".join(kept.streaming_content) == PDF
    kept.close()


def test_pages_are_hidden_from_everybody_else(world, client):
    client.force_login(world.panel[1].user)
    assert client.get(reverse("reviews:consensus", args=[world.consensus.pk])).status_code == 404
    assert client.get(reverse("reviews:consensus-chair", args=[world.consensus.pk])).status_code == 404
    assert client.get(reverse("reviews:ranking", args=[world.season.pk])).status_code == 404
    assert client.get(reverse("reviews:scores", args=[world.season.pk, "written"])).status_code == 404


def test_supervisor_reads_and_does_not_write(world, client):
    client.force_login(world.supervisor)
    assert client.get(reverse("reviews:consensus", args=[world.consensus.pk])).status_code == 200
    assert client.post(reverse("reviews:consensus-save", args=[world.consensus.pk])).status_code == 404
    assert client.post(reverse("reviews:rank", args=[world.season.pk, "written"])).status_code == 404


def test_chair_signs_on_the_own_page(world, client):
    meet(world)
    client.force_login(world.panel[0].user)
    url = reverse("reviews:consensus-chair", args=[world.consensus.pk])
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 302
    assert panels.fresh(world.consensus).state == ConsensusState.SIGNED


@pytest.mark.parametrize("form", ["e4", "e6"])
def test_papers_are_built(world, form):
    subject = world.consensus if form == "e4" else world.run
    document = jobs.request(f"reviews.{form}", subject=subject, by=world.officer)
    assert jobs.run(document.pk) is True


def queries_of_dossier(world, client, django_assert_num_queries, number):
    with django_assert_num_queries(number):
        return client.get(reverse("reviews:ranking", args=[world.season.pk]) + "?show=all")


def test_dossier_takes_the_same_few_queries_for_250_rows(world, client, django_assert_num_queries):
    client.force_login(world.officer)
    client.get("/desk/")
    queries_of_dossier(world, client, django_assert_num_queries, 9)
    rows = [panels.nomination(world, "何砺") for _ in range(245)]
    made = Entry.objects.bulk_create(Entry(stage_run=world.run, nomination=one, state="scored") for one in rows)
    Assignment.objects.bulk_create(
        Assignment(entry=row, expert=expert, total=60 + (row.pk % 30), state=AssignmentState.SUBMITTED, source="hand")
        for row in made
        for expert in world.panel
    )
    Entry.objects.filter(pk__in=[row.pk for row in made]).update(assigned_count=3, submitted_count=3)
    ranking.rank_stage(world.run, by=world.officer)
    answer = queries_of_dossier(world, client, django_assert_num_queries, 9)
    assert answer.content.decode().count("<tr") == 251


def test_a_closed_stage_keeps_all_its_rows_whatever_comes_later(world, client):
    meet(world)
    consensus.sign(world.consensus, by=world.officer, scan=scan())
    consensus.finish(world.run, by=world.officer)
    _leave(world.rows[0].nomination)
    client.force_login(world.officer)

    page = client.get(reverse("reviews:scores", args=[world.season.pk, world.run.code]))

    assert [line.name for line in page.context["lines"]] == list(NAMES)
