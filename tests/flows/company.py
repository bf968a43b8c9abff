"""Who takes part in the stories, and what they do more than once."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import Organisation, User
from accounts.states import Role
from audit.record import history
from fixtures.demo.applications import Applicant, applicant, filled, sample, scan
from fixtures.demo.cast import People, Unit
from nominations.models import Nomination, Season
from notifications.models import Message
from programmes import clock
from tests.factories import accounts
from tests.flows.driver import Person, Screen, signed_in
from tests.publicity import calendar2026

APPLICANT = "applicant@example.org"
OPENS, LAST_DAY = "2026-03-02", "2026-04-10"
AGREE = "该同志长期在一线岗位工作，技艺精湛，质量业绩突出，材料经核对属实，同意推荐。"


def at(text: str) -> datetime:
    """``2026-03-02 09:00`` on the clock of Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


@dataclass
class Company:
    """The people of one season: organiser, one group that recommends, its employers."""

    organiser: Organisation
    officer: User
    second: User
    leader: User
    supervisor: User
    group: Unit
    employers: list[Unit]
    people: People = field(default_factory=lambda: People(41))

    def next_applicant(self, trade: str = "hv-test") -> Applicant:
        return applicant(self.people, trade, year=2026)

    def answers(self, who: Applicant, employer: Unit, **changed: Any) -> dict[str, Any]:
        return filled(who, employer, self.people, year=2026) | changed


def gather() -> Company:
    """Organisations and accounts: they are registered by hand long before a season."""
    calendar2026.load(2025, 2027, 2028, 2029)
    organiser = accounts.organiser("浦东质量促进会")
    group = _unit(accounts.recommender("申浦产业集团有限公司"), "集团")
    employers = [
        _unit(accounts.organisation(name, parent=group.organisation, **PLACE), name[:2])
        for name in ("汇浦电力工程有限公司", "临港精密机械有限公司")
    ]
    staff = {"officer": Role.OFFICER, "second": Role.OFFICER, "leader": Role.LEADER, "supervisor": Role.SUPERVISOR}
    held = {name: accounts.member(role, organiser) for name, role in staff.items()}
    return Company(organiser, group=group, employers=employers, **held)


PLACE = {"address": "上海市匠心路 100 号", "postcode": "200000", "phone": "021-00000000"}


def _unit(organisation: Organisation, name: str) -> Unit:
    clerk, head = (accounts.member(role, organisation, name=f"{name}{role.label}") for role in (Role.CLERK, Role.HEAD))
    return Unit(organisation, clerk=clerk, head=head)


SECRET = "月照沪江 2026 工匠精神"


def begun(clerk: Person, name: str, employer: Unit) -> Nomination:
    shown = clerk.open("/desk/nominations/new/")
    shown.press("新建并填写", name=name, employer=employer.organisation.name)
    return Nomination.objects.order_by("-pk").get(name=name, state="draft")


def invited(company: Company, who: Applicant, employer: Unit) -> tuple[Nomination, Person]:
    """A nomination that the recommender's clerk has started, and its applicant signed in by the link in the mail."""
    clerk = signed_in(company.group.clerk)
    nomination = begun(clerk, who.name, employer)
    shown = clerk.open(f"/desk/nominations/{nomination.code}/invite/")
    shown.press("发送邀请", kind="applicant", name=who.name, email=APPLICANT).says(f"邀请已发送给{who.name}")
    link = Message.objects.get(address=APPLICANT).url.removeprefix("http://testserver")
    applicant = Person()
    shown = applicant.open(link).says("申报人")
    shown.press("接受邀请", password="short", repeat="short", expect=422).says("还不能继续")
    shown.press("接受邀请", password=SECRET, repeat=SECRET).says(nomination.code, who.name)
    Person().open(link, expect=410)
    nomination = fresh(nomination)
    applicant.account, applicant.password = nomination.applicant, SECRET
    return nomination, applicant


def fill_by_page(person: Person, code: str, values: dict[str, Any]) -> Screen:
    """The whole form typed on one page and sent with its button, as without script. Tables stay empty."""
    typed = {key: _as_typed(value) for key, value in _controls(values) if not _is_table(value)}
    shown = person.open(f"/desk/nominations/{code}/form/")
    return shown.press("保存草稿", typed).says("已保存")


def _is_table(value):
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _as_typed(value):
    if isinstance(value, bool):
        return "yes" if value else None
    return value if isinstance(value, (list, str)) else str(value)


def fill_by_script(person: Person, code: str, values: dict[str, Any]) -> Screen:
    """Every answer as the script of the form page saves it, one after another."""
    shown = person.open(f"/desk/nominations/{code}/form/")
    address = shown.tree.xpath("//form[@id='nomination']/@data-save-url")[0]
    versions = {
        one.get("name"): int(one.get("value")) for one in shown.tree.xpath("//input[contains(@name, '.version')]")
    }
    for key, value in _controls(values):
        place = f"{key}.version" if f"{key}.version" in versions else f"{key.split('.')[0]}.version"
        saved = person.say_json(shown, address, {"key": key, "value": value, "version": versions.get(place, 0)})
        versions[place] = saved["version"]
    return person.open(f"/desk/nominations/{code}/form/")


def _controls(values):
    """(control, value) pairs: an option and the text beside it are two controls, a unit is chosen by its name."""
    for key, value in values.items():
        if key == "employer":
            yield key, Organisation.objects.get(pk=value).name
            continue
        if not isinstance(value, dict):
            yield key, value
            continue
        yield key, value.get("codes", value.get("code"))
        for code, text in value.get("texts", {}).items():
            yield f"{key}.text.{code}", text
        if "text" in value:
            yield f"{key}.text", value["text"]


def upload_everything(person: Person, nomination: Nomination) -> Screen:
    """One file into each place of the form page that must have one; proofs are marked as sealed by the base unit."""
    shown = person.open(f"/desk/nominations/{nomination.code}/form/")
    wanted = {}
    for tile in shown.tree.xpath("//li[@data-slot][not(.//span[@class='muted' and contains(., '选填')])]"):
        for name in tile.xpath(".//input[@type='file']/@name"):
            kind = nomination.form.material(name.split(":")[1])
            wanted[name] = sample(kind, kind.label)
    shown = shown.press("保存草稿", wanted)
    while marks := shown.tree.xpath("//button[starts-with(@value, 'stamp:')]"):
        shown = shown.press(" ".join(marks[0].text_content().split()))
    return shown


def warnings_ticked(shown: Screen) -> dict[str, list[str]]:
    """Every warning of the check page, read and confirmed."""
    codes = shown.tree.xpath("//input[@name='warning']/@value")
    return {"warning": codes} if codes else {}


def submit(person: Person, code: str) -> Screen:
    shown = person.open(f"/desk/nominations/{code}/form/check/")
    return shown.press("提交申报", warnings_ticked(shown))


def sign(person: Person, code: str, *, on: str, unit: str, expect: int = 200) -> Screen:
    """The opinion page of the tier whose turn it is."""
    shown = person.open(f"/desk/nominations/{code}/opinion/")
    typed = {"decision": "agree", "text": AGREE, "signed_on": on, "scan": scan("意见", unit)}
    statements = shown.tree.xpath("//input[@name='statements']/@value")
    if statements:
        typed["statements"] = statements
    return shown.press("签署", typed, expect=expect)


def told(user: User, about: str) -> bool:
    """Whether the inbox of a person holds a message whose subject has these words."""
    return Message.objects.filter(recipient=user, subject__contains=about).exists()


def verbs(subject) -> list[str]:
    return [event.verb for event in history(subject)]


def fresh(row):
    """The row as it stands in the database now."""
    return type(row).objects.get(pk=row.pk)


def open_season(company: Company, *, year: int = 2026, programme: str = "quality-craftsman", **typed: Any) -> Season:
    """The officer's pages: blueprint, notice, parameters, opening. ``typed`` replaces fields of the settings."""
    officer = signed_in(company.officer)
    shown = officer.open("/desk/seasons/new/")
    options = shown.tree.xpath("//select[@name='programme']/option/@value")
    chosen = next(one for one in options if one.startswith(f"{programme}/"))
    shown = shown.press("建立年度", programme=chosen, year=str(year))
    season = Season.objects.get(year=year, organiser=company.organiser)
    shown.says("文件规定", "系统默认", "开放申报前还要完成")
    typed = {
        "number": str(year - 2015),
        "notice_number": "浦质促〔2026〕8号",
        "notice_text": "现开展 2026 年度培养选树工作，请各推荐单位组织申报。",
        "contact": "会员与质量推进部　021-0000 0000",
        "opens_on": OPENS,
        "closes_on": LAST_DAY,
    } | typed
    shown = shown.press("保存设置", typed)
    shown.press("发布并开放").says("通知已发布，申报已经开放。", "申报中")
    return season
