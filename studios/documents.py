"""Papers of the workbench: F4 ledgers, F5 the priority proof, F6 services, and the year report as PDF and DOCX."""

import base64
import datetime as dt

from django.conf import settings

from documents import jobs, papers, report
from documents.jobs import Built, builder
from documents.models import Document
from documents.papers.workbench import PaperF4, PaperF5, PaperF6
from documents.pdf import Footer, page_count
from documents.report import Table
from programmes import clock, ledgers
from programmes.rows import shown
from programmes.spec import Kind, LedgerSubject
from programmes.studio_rows import SERVICE
from studios.facts import figures, year
from studios.models import PriorityProof, Service, Studio
from studios.states import FilePurpose

LEDGER, SERVICES, SERVICE_RECORD = "studios.ledger", "studios.services", "studios.service"
PROOF, YEAR_PDF, YEAR_DOCX = "studios.proof", "studios.year-pdf", "studios.year-docx"
MOST_PHOTOS = 4
ON_PAPER = tuple(column for column in SERVICE if column.kind is not Kind.EMAIL and column.key != "name_text")
#: How wide the long columns of a list are beside one of a date.
WIDTHS = {"title": 6, "members": 4, "summary": 9, "place": 4, "kind": 3, "award": 4, "ip_owner": 4, "happened_on": 3}
SERVICE_WIDTHS = {"host": 5, "problem": 6, "content": 8, "result": 6}


def headers(ledger) -> list[str]:
    """The columns of a ledger as list, print and workbook name them."""
    return [column.label for column in ledgers.columns_of(ledger)] + ["成员", "备注"]


def cells(ledger, entry) -> list[str]:
    """One line of a ledger in words; the last cell says 补记, what it corrects or why it no longer counts."""
    values = entry.values
    texts = [shown(column, values.get(column.key)) for column in ledgers.columns_of(ledger)]
    return [*texts, "、".join(member.name for member in entry.members.all()), remark(entry)]


def remark(entry) -> str:
    """补记, 更正, 已更正 or 作废, as the ledger marks them (F4)."""
    marks = ["补记"] if entry.is_late else []
    if getattr(entry, "replaces", None):
        marks.append("更正记录")
    if entry.replaced_by_id:
        marks.append(f"已由 {entry.replaced_by.created_at.astimezone(clock.SHANGHAI):%Y-%m-%d} 的记录更正")
    if entry.voided_at:
        marks.append(f"作废：{entry.void_note}")
    return "；".join(marks)


def entries_of(studio, ledger, year_=None):
    """Every line of a ledger, the struck ones too: a ledger shows what it was. Four queries."""
    rows = studio.entries.of_ledger(ledger.code).select_related("studio", "replaced_by", "replaces")
    rows = rows.in_year(year_) if year_ else rows
    return rows.prefetch_related("members").order_by("happened_on", "pk")


@builder(LEDGER, "台账")
def build_ledger(document: Document) -> Built:
    """F4: a ledger on A4 landscape, of one year or of all."""
    studio, wanted = _studio(document), document.parameters.get("year")
    ledger = studio.terms.ledger(document.parameters["ledger"])
    rows = entries_of(studio, ledger, wanted)
    columns = [*(column.key for column in ledgers.columns_of(ledger)), "members", "remark"]
    table = Table(headers(ledger), [cells(ledger, row) for row in rows], [_width(key, WIDTHS) for key in columns])
    totals = figures.ledger_totals(rows.order_by())
    period = f"{wanted} 年" if wanted else "全部"
    paper = PaperF4(
        title=ledger.title,
        subtitle=f"{studio.name}　{studio.employer.name}　{studio.code}　期间：{period}",
        table=table,
        totals=_totals(ledger, totals),
        notes=("补记：季度锁定以后登记。更正和作废的记录保留，不计入合计。",),
    )
    return _printed(paper, "F4", studio, f"{studio.name} {ledger.title} {period}.pdf")


def _width(key, widths):
    return widths.get(key, 3)


def _totals(ledger, totals):
    words = [f"合计 {totals['count']} 条"]
    if ledger.subject == LedgerSubject.ACTIVITY:
        words.append(f"参加 {totals['people']} 人次")
    if ledger.subject == LedgerSubject.OUTCOME:
        words.append(f"经济效益 {totals['benefit']} 万元")
    return "，".join([*words, f"其中补记 {totals['late']} 条"]) + "。"


@builder(SERVICES, "助企行记录表")
def build_services(document: Document) -> Built:
    """The list of a studio's services of one year or of all."""
    studio, wanted = _studio(document), document.parameters.get("year")
    rows = studio.services.standing().order_by("happened_on", "pk")
    rows = list(rows.in_year(wanted) if wanted else rows)
    columns = [column for column in ON_PAPER if column.key not in ("content", "result")]
    table = Table(
        [*(column.label for column in columns), "对方确认"],
        [[*_service_cells(row, columns), _confirmation(row)] for row in rows],
        [*(_width(column.key, SERVICE_WIDTHS) for column in columns), 5],
    )
    period = f"{wanted} 年" if wanted else "全部"
    paper = PaperF4(
        title="助企行活动记录表",
        subtitle=f"{studio.name}　{studio.employer.name}　期间：{period}",
        table=table,
        totals=f"合计 {len(rows)} 次，其中 {len([one for one in rows if one.confirmed_at])} 次由服务对象确认。",
    )
    return _printed(paper, "F6", studio, f"{studio.name} 助企行活动记录表 {period}.pdf")


def _service_cells(service, columns=ON_PAPER):
    values = service.values | {"name": service.name}
    texts = {column.key: shown(column, values.get(column.key)) for column in columns}
    return list((texts | {"name": str(service.title)}).values())


SERVICE_TITLES = ["服务人", *(column.label for column in ON_PAPER), "对方确认"]


def service_cells(service) -> list[str]:
    """One line of the workbook of services."""
    return [service.person.name, *_service_cells(service), _confirmation(service) or str(service.standing[1])]


def service_rows(service) -> list[tuple[str, str]]:
    """(label, words) of a service, as page and paper show it."""
    who = [("工作室", service.studio.name)] if service.studio else []
    labels = [column.label for column in ON_PAPER]
    return [*who, ("服务人", service.person.name), *zip(labels, _service_cells(service), strict=True)]


def _confirmation(service) -> str:
    if not service.confirmed_at:
        return ""
    return f"{service.confirmed_by}，{service.confirmed_at.astimezone(clock.SHANGHAI):%Y-%m-%d} 在线确认"


@builder(SERVICE_RECORD, "助企行活动记录")
def build_service(document: Document) -> Built:
    """F6: one service with its photos."""
    service = Service.objects.select_related("studio__employer", "person").get(pk=document.subject_id)
    photos = service.files.current().filter(purpose=FilePurpose.PHOTO)[:MOST_PHOTOS]
    paper = PaperF6(
        rows=service_rows(service),
        photos=[(_picture(photo), photo.original_name) for photo in photos],
        confirmation=_confirmation(service),
    )
    footer = Footer(form="F6", season=f"{service.happened_on:%Y} 年", number=f"S{service.pk:06d}")
    body = papers.print_paper(paper, footer=footer)
    return Built(body, f"{service.happened_on} {service.host} 助企行活动记录.pdf", page_count(body))


def _picture(photo) -> str:
    with (photo.preview or photo.file).open("rb") as file:
        return "data:image/jpeg;base64," + base64.b64encode(file.read()).decode("ascii")


@builder(PROOF, "优先申报证明")
def build_proof(document: Document) -> Built:
    """F5 on one page, with the code that leads to its state."""
    rows = PriorityProof.objects.select_related("studio__leader", "studio__employer", "outcome")
    proof = rows.get(pk=document.subject_id)
    studio, outcome = proof.studio, proof.outcome
    people = "、".join(member.name for member in outcome.members.all()) or studio.leader.name
    paper = PaperF5(
        number=proof.number,
        studio=studio.name,
        studio_code=studio.code,
        leader=studio.leader.name,
        unit=studio.employer.name,
        outcome=outcome.title,
        outcome_kind=studio.terms.ledger(outcome.ledger).kind_label(outcome.kind),
        people=people,
        target=proof.target_label,
        year=proof.year,
        valid_until=f"{proof.valid_until:%Y 年 %-m 月 %-d 日}",
        issued_on=f"{proof.issued_at.astimezone(clock.SHANGHAI):%Y 年 %-m 月 %-d 日}",
        verify_url=proof_url(proof),
    )
    footer = Footer(form="F5", season=f"{proof.year} 年度", number=proof.number, code=proof_url(proof))
    body = papers.print_paper(paper, footer=footer)
    return Built(body, f"{proof.number} {outcome.title[:30]} 优先申报证明.pdf", page_count(body))


def proof_url(proof) -> str:
    """The public address of a proof; it belongs to a floor above, beside that of certificates."""
    return f"{settings.SITE_URL.rstrip('/')}/verify/proof/{proof.token}"


@builder(YEAR_PDF, "年度报告（PDF）")
def build_year_pdf(document: Document) -> Built:
    studio, made, wanted = _year_report(document)
    footer = Footer(form="年度报告", season=f"{wanted} 年度", number=studio.code)
    body = report.as_pdf(made, footer=footer)
    return Built(body, f"{studio.name} {wanted}年度工作报告.pdf", page_count(body))


@builder(YEAR_DOCX, "年度报告（Word）")
def build_year_docx(document: Document) -> Built:
    from documents import word  # noqa: PLC0415  loads python-docx, which web pages never need

    studio, made, wanted = _year_report(document)
    return Built(word.as_docx(made), f"{studio.name} {wanted}年度工作报告.docx")


def _year_report(document):
    studio, wanted = _studio(document), int(document.parameters["year"])
    made = year.report(
        studio, wanted, today=clock.today(), step=lambda done, total: jobs.progress(document, done, total)
    )
    return studio, made, wanted


def _studio(document) -> Studio:
    return Studio.objects.select_related("employer", "leader").get(pk=document.subject_id)


def _printed(paper, form, studio, filename):
    footer = Footer(form=form, season=f"{clock.today():%Y-%m-%d} 打印", number=studio.code)
    body = papers.print_paper(paper, footer=footer)
    return Built(body, filename, page_count(body))


def request(kind: str, studio, *, by, **parameters) -> Document:
    """Ask for a paper of a studio; twice within one second is one paper."""
    stamp = f"{clock.now().astimezone(dt.UTC):%Y%m%d%H%M%S}"
    key = ":".join([str(studio.pk), *(f"{name}={value}" for name, value in sorted(parameters.items())), stamp])
    return jobs.request(kind, subject=studio, by=by, parameters=parameters, key=key)


def of_studio(studio, *kinds: str, most: int = 4, **parameters) -> list[Document]:
    """The last papers of these kinds that were asked for with these parameters. One query."""
    asked = {f"parameters__{name}": value for name, value in parameters.items()}
    return list(Document.objects.for_subject(studio).filter(kind__in=kinds, **asked)[:most])
