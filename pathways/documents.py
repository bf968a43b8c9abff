"""What is handed on: a ZIP with the list, one page per person, and the hashes of all of it (QC26-52)."""

import hashlib
import io
import zipfile

from documents import jobs, report
from documents.jobs import Built, builder
from documents.models import Document
from documents.pdf import Footer
from documents.report import OnePage, Section, Table
from documents.workbooks import write_workbook
from pathways.actions.packs import KIND
from pathways.facts import next_kind, path_of, recent_services
from pathways.models import Nominee, Pack
from pathways.states import NomineeState
from programmes import clock
from studios.models import Studio
from studios.states import LIVE

MOST_SERVICES = 3
MOST_LETTERS = 36
HEADS = (
    "序号", "姓名", "性别", "出生年月", "所在单位", "称号", "证书编号", "近十二个月助企行", "领衔工作室", "推荐理由", "本人同意时间",
)  # fmt: skip
HANDED_ON = (NomineeState.PACKED, NomineeState.NAMED, NomineeState.NOT_NAMED)


def may_take(user, document) -> bool:
    """Officers and leaders of the organiser, not everybody who sees the round."""
    return Pack.objects.visible_to(user).filter(pk=document.subject_id).exists()


@builder(KIND, "推荐材料包", visible=may_take)
def build_pack(document: Document) -> Built:
    """The pack as it stands: who fell out before it was made is left out."""
    pack = Pack.objects.select_related("round__organiser").get(pk=document.subject_id)
    rows = list(nominees_of(pack))
    files = [("人选名单.xlsx", workbook(pack, rows))]
    for place, nominee in enumerate(rows, 1):
        jobs.progress(document, place - 1, len(rows))
        files.append((f"{place:02d} {nominee.person.name} 推荐简表.pdf", summary_pdf(nominee)))
    files.append(("校验清单.txt", hashes(files)))
    return Built(_zipped(files), f"{pack.round.year}年度上海工匠培育对象推荐材料（第{pack.number}批）.zip")


def nominees_of(pack):
    """Those in the pack whose consent and honour stood when it went out, in the order of the workbook."""
    rows = Nominee.objects.filter(pack=pack, state__in=HANDED_ON).for_page().prefetch_related("person__honours")
    return rows.order_by("honour__stroke_order", "pk")


def workbook(pack, rows) -> bytes:
    """One line per person, every cell text."""
    lines = [(place, *_cells(nominee)) for place, nominee in enumerate(rows, 1)]
    about = [
        ("推荐单位", pack.round.organiser.name),
        ("用途", pack.reason),
        ("打包时间", f"{pack.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"),
        ("人数", len(lines)),
    ]
    return write_workbook([("人选名单", HEADS, lines), ("说明", ("事项", "内容"), about)])


def _cells(nominee):
    person, honour = nominee.person, nominee.honour
    return (
        person.name, person.get_gender_display(), _month(person.birth_on), _unit(honour), honour.title, _number(honour),
        f"{nominee.service_count} 次", _studios(person) or "无", nominee.reason, _moment(nominee.consent.given_at),
    )  # fmt: skip


def summary_pdf(nominee) -> bytes:
    """推荐简表 on one page: the person, the path, services, reason, consent."""
    footer = Footer(form="推荐简表", season=f"{nominee.round.year} 年度", number=f"{nominee.round_id}-{nominee.pk}")
    return report.as_pdf(summary(nominee), footer=footer)


def summary(nominee) -> OnePage:
    person, round_ = nominee.person, nominee.round
    facts = [
        ("姓名", f"{person.name}　{person.get_gender_display()}　{_month(person.birth_on)}".rstrip("　")),
        ("所在单位", _unit(nominee.honour)),
        ("领衔工作室", _studios(person) or "无"),
        ("本人同意", f"{_moment(nominee.consent.given_at)}，同意将本表内容提供给{next_kind(round_.programme).issuer}"),
    ]
    return OnePage(
        title="上海工匠培育对象推荐简表",
        subtitle=f"{round_.year} 年度　{round_.scheme_words}",
        facts=facts,
        sections=[_path_section(person), _service_section(nominee), Section("推荐理由", [nominee.reason])],
        signature=round_.organiser.name,
        date=f"{clock.today():%Y 年 %-m 月 %-d 日}",
    )


def _path_section(person):
    rows = [
        (stage.kind.title, stage.words, _number(stage.honour) if stage.honour else "", _day(stage))
        for stage in path_of(person)
    ]
    return Section("成长路径", table=Table(("称号", "情况", "证书编号", "命名日期"), rows, (4, 2, 5, 3)))


def _day(stage):
    return f"{stage.honour.granted_on:%Y-%m-%d}" if stage.honour else ""


def _service_section(nominee):
    """The latest services of the twelve months before choosing; how many there were stands in the first line."""
    since = nominee.selected_at.astimezone(clock.SHANGHAI).date()
    rows = recent_services(since).filter(person=nominee.person)[:MOST_SERVICES]
    cells = [(f"{row.happened_on:%Y-%m-%d}", shortened(row.host), shortened(row.problem)) for row in rows]
    said = [f"选定前十二个月经服务对象确认 {nominee.service_count} 次。"]
    return Section("助企行", said, Table(("日期", "服务对象", "解决的问题"), cells, (2, 4, 6)))


def shortened(text: str) -> str:
    """At most two lines of a narrow column; the whole text stays in the portal."""
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"


def hashes(files) -> bytes:
    """One line per file, as ``sha256sum -c`` reads it."""
    return "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in files).encode()


def _zipped(files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files:
            archive.writestr(name, body)
    return buffer.getvalue()


def _studios(person) -> str:
    rows = Studio.objects.filter(leader=person, state__in=LIVE).order_by("code").values_list("name", flat=True)
    return "、".join(rows)


def _unit(honour) -> str:
    return honour.employer.name if honour.employer else honour.unit_at_award


def _number(honour) -> str:
    return honour.certificate.number if honour.certificate else honour.outside_number


def _month(day) -> str:
    return f"{day:%Y-%m}" if day else ""


def _moment(at) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
