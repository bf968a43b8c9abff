"""The summary form of a 推荐汇总, and rules about the whole of it (forms.md B2, GS24-22, GS24-46, AMB-11)."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.states import Role
from audit.record import history
from documents.models import Document
from nominations import documents, reports
from nominations.actions import answers, batches, materials
from nominations.models import Batch
from nominations.states import BatchState, NominationState
from programmes.refusal import Refused
from tests.factories import accounts
from tests.factories import chain as made
from tests.factories.nominations import PDF, clerk_of, head_of

pytestmark = pytest.mark.django_db
S = NominationState
WHY = "本区今年以国有企业为主，已列入明年培育计划。"


def docx(*more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            archive.writestr(name, "<x/>")
    return out.getvalue()


@pytest.fixture
def union(db):
    return accounts.recommender("浦江区总工会", is_district_union=True)


@pytest.fixture
def year(sample):
    return sample.season()


def confirmed(sample, year, union, *, is_public=True):
    capital = (
        {"kind": "state", "controlling_capital": "1"} if is_public else {"kind": "private", "controlling_capital": "3"}
    )
    row = sample.nomination(year, S.ENDORSING, recommender=union, employer=accounts.organisation(**capital))
    return made.confirm(made.endorse(row))


@pytest.fixture
def batch(sample, year, union):
    """One state-owned employer, contact and scan there, the summary form still empty."""
    return made.batch(confirmed(sample, year, union))


def fresh(batch):
    return Batch.objects.select_related("season", "recommender").get(pk=batch.pk)


def file(batch, kind, content=PDF, name="a.pdf"):
    upload = ContentFile(content, name=name)
    return materials.store(batch, kind=kind, upload=upload, by=clerk_of(batch.recommender))


def fill(batch, **given):
    changes = [answers.Change(key, value) for key, value in given.items()]
    return answers.save_summary(batch, changes, by=clerk_of(batch.recommender))


def complete(batch):
    fill(batch, ran_activity="no", ws_count=3)
    file(batch, "report", docx(), "汇报.docx")
    return sealed(batch)


def sealed(batch):
    """Printed with all its answers, sealed and uploaded."""
    batches.describe(fresh(batch), by=clerk_of(batch.recommender), scan=ContentFile(PDF, name="sealed.pdf"))
    return fresh(batch)


def rules_of(found):
    return [(finding.rule, finding.field) for finding in found]


# ——— the form ———


def test_answers_are_saved_one_by_one_and_counted(batch):
    outcome = fill(batch, ran_activity="yes", ws_count=3)

    assert outcome.versions == {"ran_activity": 1, "ws_count": 1}
    assert fresh(batch).completeness == 40  # two of two questions and three files that are asked now


def test_a_second_window_gets_both_texts(batch):
    fill(batch, ws_count=3)
    clerk = clerk_of(batch.recommender)

    late = answers.save_summary(batch, [answers.Change("ws_count", 5, 0)], by=clerk)

    assert (late.conflicts["ws_count"].value, late.answers["ws_count"]) == (3, 3)


@pytest.mark.parametrize("who", ["head", "stranger"])
def test_only_the_clerk_fills_it(batch, who):
    by = {"head": head_of(batch.recommender), "stranger": accounts.user()}[who]

    with pytest.raises(Refused):
        answers.save_summary(batch, [answers.Change("ws_count", 3)], by=by)
    with pytest.raises(Refused):
        materials.store(batch, kind="report", upload=ContentFile(PDF, name="a.pdf"), by=by)


def test_an_activity_asks_for_its_plan_and_summary(batch):
    fill(batch, ran_activity="yes", ws_count=3)

    found = rules_of(batches.summary_findings(fresh(batch)))

    assert found == [("S-46", "plan"), ("S-46", "summary"), ("S-31", "report")]


def test_a_word_file_is_taken_without_macros_only(batch):
    kept = file(batch, "report", docx(), "汇报.docx")

    with pytest.raises(Refused) as refused:
        materials.store(
            batch, kind="report", upload=ContentFile(docx("word/vbaProject.bin"), name="b.docx"), replaces=kept,
            by=clerk_of(batch.recommender),
        )  # fmt: skip

    assert (kept.suffix, kept.mime[-8:]) == ("docx", "document") and "宏" in str(refused.value)


def test_nothing_goes_while_the_form_has_gaps(batch):
    with pytest.raises(Refused) as refused:
        batches.dispatch(batch, by=head_of(batch.recommender))

    fields = [finding.field for finding in refused.value.findings]
    assert fields[:3] == ["ran_activity", "ws_count", "report"]


def test_the_pages_walk_from_the_batch_to_the_form_and_back(batch, client):
    client.force_login(clerk_of(batch.recommender))
    page = client.get(reverse("nominations:batch", args=[batch.pk])).content.decode()
    address = reverse("nominations:summary", args=[batch.pk])
    saved = client.post(
        reverse("nominations:summary-answer", args=[batch.pk]), {"key": "ws_count", "value": "12", "version": 0}, "application/json"
    )  # fmt: skip
    uploaded = client.post(
        reverse("nominations:summary-upload", args=[batch.pk]),
        {"kind": "report", "file": ContentFile(PDF, name="a.pdf")},
    )
    form = client.get(address).content.decode()
    back = client.post(address, {"ran_activity": "no", "ran_activity.version": 0, "next": "back:"})

    assert address in page and "填写统计表" in page
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    assert uploaded.status_code == 302 and "a.pdf" in form and 'value="12"' in form
    assert back.url == reverse("nominations:batch", args=[batch.pk])
    material = batch.materials.get()
    assert client.get(reverse("nominations:summary-material", args=[material.pk])).status_code == 200
    client.post(reverse("nominations:summary-remove", args=[material.pk]))
    assert batch.materials.current().count() == 0


# ——— the share of 非公企业 ———


@pytest.mark.parametrize(
    ("total", "non_public", "words"), [(10, 3, "30.0%"), (7, 2, "28.5%"), (3, 1, "33.3%"), (1, 0, "0.0%"), (0, 0, "—")]
)
def test_the_share_is_counted_with_integers(total, non_public, words):
    assert reports.Share(total, non_public).words == words


def test_a_share_that_is_short_needs_words_and_the_heads_word(batch):
    complete(batch)
    clerk, head = clerk_of(batch.recommender), head_of(batch.recommender)

    with pytest.raises(Refused) as refused:
        batches.dispatch(batch, by=head)
    explained = batches.explain(batch, by=clerk, text=WHY)
    assert (
        rules_of(refused.value.findings) == rules_of(batches.dispatch_findings(explained)) == [("S-22", "explanation")]
    )

    batches.confirm_explanation(batch, by=head)
    sent = batches.dispatch(batch, by=head)

    assert (sent.state, sent.explained_by) == (BatchState.DISPATCHED, head)
    assert [event.verb for event in history(sent)][:3] == ["dispatch", "confirm_explanation", "explain"]


def test_the_clerk_cannot_stand_behind_the_own_words(batch):
    batches.explain(batch, by=clerk_of(batch.recommender), text=WHY)

    with pytest.raises(Refused):
        batches.confirm_explanation(batch, by=clerk_of(batch.recommender))
    with pytest.raises(Refused):
        batches.explain(batch, by=head_of(batch.recommender), text=WHY)


def test_ten_characters_at_least(batch):
    with pytest.raises(Refused) as refused:
        batches.explain(batch, by=clerk_of(batch.recommender), text="国企为主")

    assert str(refused.value) == "请用 10 至 500 字说明情况。"


def test_other_rows_ask_the_head_again(sample, year, union, batch):
    batches.explain(batch, by=clerk_of(union), text=WHY)
    batches.confirm_explanation(batch, by=head_of(union))

    batches.add(batch, [confirmed(sample, year, union)], by=clerk_of(union))

    assert (fresh(batch).explained_by, fresh(batch).explanation) == (None, WHY)


def test_enough_of_them_ask_nothing(sample, year, union, batch):
    batches.add(batch, [confirmed(sample, year, union, is_public=False)], by=clerk_of(union))

    assert batches.dispatch_findings(complete(batch)) == []


def test_another_recommender_is_not_asked(sample, year):
    batch = made.batch(confirmed(sample, year, accounts.recommender()))

    assert batches.dispatch_findings(complete(batch)) == []


def test_the_page_shows_the_share_and_asks_the_head(batch, client):
    address = reverse("nominations:batch", args=[batch.pk])
    client.force_login(clerk_of(batch.recommender))
    client.post(reverse("nominations:batch-explain", args=[batch.pk]), {"explanation": WHY})
    clerks = client.get(address).content.decode()
    client.force_login(head_of(batch.recommender))
    heads = client.get(address).content.decode()
    client.post(reverse("nominations:batch-confirm-explanation", args=[batch.pk]))

    assert "0.0%" in clerks and "确认情况说明</button>" not in clerks and WHY in clerks
    assert "确认情况说明</button>" in heads
    assert fresh(batch).explained_by == head_of(batch.recommender)


def test_a_batch_without_rules_has_no_explanation(client):
    plain = made.batch(made.through())
    client.force_login(clerk_of(plain.recommender))

    assert client.post(reverse("nominations:batch-explain", args=[plain.pk]), {"explanation": WHY}).status_code == 404
    assert client.get(reverse("nominations:summary", args=[plain.pk])).status_code == 404


def test_the_summary_is_printed_with_its_rows(batch):
    complete(batch)
    document = Document(subject_id=str(batch.pk))

    built = documents.build_a2(document)

    assert built.body[:5] == PDF[:5] and "统计表" in built.filename


def test_a_dispatched_summary_rests(sample, year, union, batch):
    batches.add(batch, [confirmed(sample, year, union, is_public=False)], by=clerk_of(union))
    sent = batches.dispatch(complete(batch), by=head_of(union))

    with pytest.raises(Refused) as refused:
        fill(sent, ws_count=9)

    assert len(sent.content_hash) == 64 and str(refused.value) == "汇总表已经报送，不能再改。"


def test_the_organiser_reads_it_after_dispatch_only(batch, client):
    complete(batch)
    officer = accounts.member(Role.OFFICER, batch.season.organiser)
    client.force_login(officer)
    before = client.get(reverse("nominations:summary", args=[batch.pk])).status_code
    batches.explain(batch, by=clerk_of(batch.recommender), text=WHY)
    batches.confirm_explanation(batch, by=head_of(batch.recommender))
    batches.dispatch(batch, by=head_of(batch.recommender))

    page = client.get(reverse("nominations:summary", args=[batch.pk]))

    assert (before, page.status_code) == (404, 200) and "汇报.docx" in page.content.decode()
