"""Papers of an activity: the sheet on which people sign at the door, and the cells of its workbook."""

import datetime as dt

from academy.models import Activity
from academy.states import EnrolmentState
from documents import jobs, papers
from documents.jobs import Built, builder
from documents.models import Document
from documents.papers.academy import PaperRoll
from documents.pdf import Footer, page_count
from programmes import clock

ROLL = "academy.roll"
HEADERS = ["姓名", "报名状态", "报名时间", "到场时间", "同步时间", "计入学时", "评分", "意见"]


def _runs(user, document: Document) -> bool:
    return Activity.objects.run_by(user).filter(pk=document.subject_id).exists()


@builder(ROLL, "签到表", visible=_runs)
def build_roll(document: Document) -> Built:
    """Everybody with a place, and room to sign; who has been seen already is marked with the time."""
    activity = Activity.objects.select_related("room", "organiser").get(pk=document.subject_id)
    rows = activity.enrolments.enrolled().for_roll()
    paper = PaperRoll(
        title=f"{activity.title}签到表",
        facts=(
            ("时间", activity.when),
            ("地点", activity.place),
            ("主办", activity.organiser.name),
            ("教师", "、".join(map(str, activity.teachers.select_related("person"))) or "—"),
        ),
        rows=tuple((one.person.name, time_of(one.present.arrived_at) if one.present else "") for one in rows),
    )
    footer = Footer(form="签到表", season=f"{clock.today():%Y-%m-%d} 打印", number=activity.code)
    body = papers.print_paper(paper, footer=footer)
    return Built(body, f"{activity.code} {activity.title} 签到表.pdf", page_count(body))


def request_roll(activity, *, by) -> Document:
    """Ask for the sheet; twice within one second is one."""
    key = f"{activity.pk}:{clock.now().astimezone(dt.UTC):%Y%m%d%H%M%S}"
    return jobs.request(ROLL, subject=activity, by=by, key=key)


def papers_of(activity) -> list[Document]:
    """The last two sheets. One query."""
    return list(Document.objects.for_subject(activity).filter(kind=ROLL)[:2])


def time_of(moment) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%H:%M}"


def cells(enrolment, activity) -> list:
    """One line of the workbook."""
    seen, said = enrolment.present, getattr(enrolment, "feedback", None)
    full = "%Y-%m-%d %H:%M"
    is_placed = enrolment.state == EnrolmentState.ENROLLED
    return [
        enrolment.person.name,
        str(enrolment.get_state_display()),
        enrolment.at.astimezone(clock.SHANGHAI).strftime(full),
        seen.arrived_at.astimezone(clock.SHANGHAI).strftime(full) if seen else "",
        seen.synchronised_at.astimezone(clock.SHANGHAI).strftime(full) if seen else "",
        str(activity.hours) if seen and is_placed else "0",
        str(said.score) if said else "",
        said.text if said else "",
    ]
