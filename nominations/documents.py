"""Papers of the chain: A1 for one nomination, A2 and the receipt for one batch (QC23-32, forms.md A1, A2, G5)."""

from documents import jobs, papers
from documents.jobs import Built, builder
from documents.models import Document
from documents.pdf import page_count
from nominations import facts, paperwork, permissions, printed
from nominations.folders import safe_name
from nominations.formprint import paper_of, printed_opinion, summary_paper
from nominations.models import Batch, Nomination
from nominations.states import Tier
from programmes import clock

A1, A2, RECEIPT, FORM = "nominations.a1", "nominations.a2", "nominations.receipt", "nominations.form"
G5 = "nominations.g5"


def paper_a1(nomination: Nomination) -> papers.PaperA1:
    """The form as it stands now, with the opinions that stand."""
    answers = facts.answers_of(nomination)
    opinions = {opinion.tier: opinion for opinion in nomination.live_opinions}
    return papers.PaperA1(
        year=str(nomination.season.year),
        recommender_name=nomination.recommender.name,
        cells=printed.cells(nomination.form, answers, nomination.employer_name),
        base_opinion=printed_opinion(opinions.get(Tier.EMPLOYER)),
        rec_opinion=printed_opinion(opinions.get(Tier.RECOMMENDER)),
    )


def footer_of(nomination: Nomination) -> papers.Footer:
    """Form, season and number left; version and eight digits right; what differs from the version is a draft (COM-08)."""
    version = facts.version_in_hand(nomination)
    is_frozen = facts.is_as_frozen(nomination, version)
    return papers.Footer(
        form=nomination.form.code if is_frozen else f"{nomination.form.code} 草稿",
        season=f"{nomination.season.year} 年度",
        number=nomination.code,
        version=version.number if is_frozen else 0,
        digest=version.content_hash if is_frozen else "",
    )


def _may_print(user, document: Document) -> bool:
    """A1 carries the identity number: only for those who may print it, not for everybody who may read the page."""
    rows = Nomination.objects.visible_to(user).select_related("season").filter(pk=document.subject_id)
    return any(permissions.may_print(user, nomination) for nomination in rows)


def _may_print_batch(user, document: Document) -> bool:
    rows = Batch.objects.visible_to(user).select_related("season").filter(pk=document.subject_id)
    return any(permissions.may_print_batch(user, batch) for batch in rows)


@builder(A1, "申报表", visible=_may_print)
def build_a1(document: Document) -> Built:
    rows = Nomination.objects.select_related("season", "recommender", "employer")
    nomination = rows.prefetch_related("opinions", "answers").get(pk=document.subject_id)
    footer = footer_of(nomination)
    body = papers.print_paper(paper_a1(nomination), footer=footer)
    name = f"{nomination.code} {nomination.name} 申报表 {f'第{footer.version}版' if footer.version else '草稿'}.pdf"
    return Built(body, name, page_count(body))


@builder(FORM, "表格打印件", visible=_may_print)
def build_form(document: Document) -> Built:
    """Any other form of the chain, in the paper that its template names."""
    rows = Nomination.objects.select_related("season", "recommender", "employer", "studio__leader", "trainee")
    nomination = rows.prefetch_related("opinions", "answers").get(pk=document.subject_id)
    footer = footer_of(nomination)
    body = papers.print_paper(paper_of(nomination), footer=footer)
    version = f"第{footer.version}版" if footer.version else "草稿"
    name = safe_name(f"{nomination.code} {nomination.name} {nomination.procedure.title} {version}")
    return Built(body, f"{name}.pdf", page_count(body))


def request_print(nomination: Nomination, *, by) -> Document:
    """Ask for the form as PDF; the same version with the same opinions is made once."""
    kind = A1 if nomination.is_application else FORM
    return jobs.request(kind, subject=nomination, by=by, key=print_key(nomination))


def _rows(batch: Batch) -> list[Nomination]:
    return list(batch.nominations.order_by("batch_position").prefetch_related("answers").select_related("season"))


def row_a2(nomination: Nomination) -> papers.RowA2:
    """A row of 附件 2."""
    return papers.RowA2(*printed.summary_row(nomination, facts.answers_of(nomination)))


def _paper_a2(batch: Batch) -> papers.PaperA2:
    return papers.PaperA2(
        recommender_name=batch.recommender.name,
        rows=[row_a2(nomination) for nomination in _rows(batch)],
        contact_name=batch.contact_name,
        contact_phone=batch.contact_phone,
    )


@builder(A2, "推荐汇总表", visible=_may_print_batch)
def build_a2(document: Document) -> Built:
    batch = Batch.objects.select_related("season", "recommender").get(pk=document.subject_id)
    paper = summary_paper(batch, _rows(batch)) if batch.form else _paper_a2(batch)
    footer = papers.Footer(
        form=batch.form.code if batch.form else "A2",
        season=f"{batch.season.year} 年度",
        number=f"第{batch.sequence}批",
        digest=batch.content_hash,
    )
    body = papers.print_paper(paper, footer=footer)
    title = batch.form.title.format(year=batch.season.year) if batch.form else "推荐汇总表"
    name = safe_name(f"{batch.recommender.name} {title} 第{batch.sequence}批")
    return Built(body, f"{name}.pdf", page_count(body))


@builder(RECEIPT, "报送回执")
def build_receipt(document: Document) -> Built:
    batch = Batch.objects.select_related("season__organiser", "recommender").get(pk=document.subject_id)
    at = batch.dispatched_at.astimezone(clock.SHANGHAI)
    paper = papers.PaperReceipt(
        number=batch.receipt_number,
        season=batch.season.title,
        sender=batch.recommender.name,
        receiver=batch.season.organiser.name,
        received_at=f"{at:%Y 年 %-m 月 %-d 日 %H:%M}",
        items=[(row.code, row.name, row.employer_name) for row in _rows(batch)],
        issuer=batch.season.organiser.name,
        code=f"{batch.receipt_number}/{batch.content_hash[:8]}",
    )
    footer = papers.Footer(
        form="回执", season=f"{batch.season.year} 年度", number=batch.receipt_number, digest=batch.content_hash
    )
    body = papers.print_paper(paper, footer=footer)
    return Built(body, f"{batch.receipt_number} 报送回执.pdf", page_count(body))


@builder(G5, "收件回执")
def build_paper_receipt(document: Document) -> Built:
    """What of a batch has come in on paper, and what is missing (G5)."""
    batch = Batch.objects.select_related("season__organiser", "recommender").get(pk=document.subject_id)
    lines = paperwork.lines_of(batch)
    number = f"{batch.receipt_number}-纸"
    at = document.created_at.astimezone(clock.SHANGHAI)
    paper = papers.PaperReceipt(
        number=number,
        season=batch.season.title,
        sender=batch.recommender.name,
        receiver=batch.season.organiser.name,
        received_at=f"截至 {at:%Y 年 %-m 月 %-d 日 %H:%M}",
        items=[(line.code, line.name, line.unit) for line in lines if line.is_in],
        missing=[f"{line.name}：{line.words}" for line in lines if line.words],
        issuer=batch.season.organiser.name,
        code=f"{number}/{batch.content_hash[:8]}",
        title="纸质材料收件回执",
        wording="纸质材料",
    )
    footer = papers.Footer(
        form="G5", season=f"{batch.season.year} 年度", number=batch.receipt_number, digest=batch.content_hash
    )
    body = papers.print_paper(paper, footer=footer)
    return Built(body, f"{batch.receipt_number} 纸质材料收件回执.pdf", page_count(body))


def print_key(nomination: Nomination) -> str:
    """The same version with the same opinions prints once; a draft prints anew whenever it has changed."""
    signed = "-".join(str(opinion.pk) for opinion in nomination.live_opinions)
    version = facts.version_in_hand(nomination)
    number, digest = (version.number, version.content_hash) if version else (0, "")
    changed = "" if facts.is_as_frozen(nomination, version) else f"{nomination.changed_at:%Y%m%d%H%M%S%f}"
    return f"{nomination.pk}:v{number}:{digest[:16]}:{signed}:{changed}"


def batch_documents(batch: Batch):
    """Files made for a batch, newest first. One query."""
    return Document.objects.for_subject(batch)
