"""One small world with every role and something in every state, against which the rows of the matrix ask.

Made once per worker inside a transaction that is rolled back at the end; ``rolled_back()`` gives each row its savepoint.
"""

import datetime as dt
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client

from academy.actions import feeds, teaching
from accounts.states import Role
from certificates.models import Certificate
from craftsmen import actions as craftsmen
from craftsmen.actions import status_reviews
from craftsmen.actions.answers import Given
from craftsmen.models import Honour, StatusReview, TargetIndustry
from cultivation.actions import records
from nominations.actions import answers, batches, confirmations, corrections, decisions, materials
from nominations.models import Nomination, Season
from nominations.states import NominationState, SeasonState
from notifications.models import Message
from pathways.actions import packs
from programmes import clock
from programmes.spec import StageKind
from publicity import actions as publishing
from publicity.actions import deciding, objections
from publicity.tasks import end_periods
from reviews.actions import assigning, drawing, formality, meetings, stages, visits
from reviews.models import Consensus, DefenceSession, Entry, StageRun
from studios.actions import entering, events, exchange, life, members, proofs, services
from studios.models import DutyItem
from tests.factories import (
    academy,
    accounts,
    chain,
    cultivation,
    nominations,
    pathways,
    publicity,
    reviews,
    studio_programme,
    trial_studios,
    workbench,
)
from tests.factories import craftsmen as register
from tests.permissions.matrix import ROLES

S = NominationState
NOW = dt.datetime(2026, 4, 30, 10, tzinfo=clock.SHANGHAI)
REASON = "单位情况特殊，材料齐全，请予考虑。"


def fresh(row):
    """The row as it is stored now; a protected state cannot be refreshed in place."""
    return type(row)._base_manager.get(pk=row.pk)


class World:
    """Roles and objects as attributes; ``build()`` fills it."""

    def __init__(self):
        self.sessions = {}

    def build(self) -> "World":
        with clock.at(NOW):
            self.make_people()
            self.make_open_season()
            self.make_review()
            self.make_panels()
            self.make_batches()
            self.make_studio_forms()
        self.make_honours()
        with clock.at(NOW - dt.timedelta(days=1)):
            self.make_publicity()
        with clock.at(NOW):
            self.make_objection()
            self.make_cases()
            self.make_workbench()
            self.make_studios()
            self.make_cultivation()
            self.make_register()
            self.make_upwards()
            self.make_academy()
            self.sign_in()
        return self

    def make_people(self):
        self.organiser, self.other_organiser = accounts.organiser("沪上质量协会"), accounts.organiser("江畔质量协会")
        self.recommender, self.other_recommender = accounts.recommender(), accounts.recommender()
        self.employer, self.other_employer = accounts.organisation(), accounts.organisation()
        places = {
            "employer_clerk": (Role.CLERK, self.employer),
            "employer_head": (Role.HEAD, self.employer),
            "other_employer_head": (Role.HEAD, self.other_employer),
            "recommender_clerk": (Role.CLERK, self.recommender),
            "recommender_head": (Role.HEAD, self.recommender),
            "other_recommender_clerk": (Role.CLERK, self.other_recommender),
            "officer": (Role.OFFICER, self.organiser),
            "second_officer": (Role.OFFICER, self.organiser),
            "leader": (Role.LEADER, self.organiser),
            "supervisor": (Role.SUPERVISOR, self.organiser),
            "other_officer": (Role.OFFICER, self.other_organiser),
            "admin": (Role.ADMIN, self.organiser),
        }
        for name, (role, organisation) in places.items():
            setattr(self, name, accounts.member(role, organisation, name=name))
        self.applicant, self.other_applicant = accounts.user("陆衡仲"), accounts.user("沈知行")
        self.expert_row, self.other_expert_row = reviews.expert("评审甲"), reviews.expert("评审乙")
        self.expert, self.other_expert = self.expert_row.user, self.other_expert_row.user

    def nomination(self, season, state, **fields) -> Nomination:
        chain = {"recommender": self.recommender, "employer": self.employer, "applicant": self.applicant}
        return nominations.nomination(season, state, signed=True, **chain | fields)

    def make_open_season(self):
        self.prepared = nominations.season(SeasonState.DRAFT, organiser=self.organiser, year=2029)
        self.season = season = nominations.season(organiser=self.organiser, year=2028)
        self.other_season = nominations.season(organiser=self.other_organiser, year=2030)
        self.draft = self.nomination(season, S.DRAFT)
        self.endorsing = self.nomination(season, S.ENDORSING)
        self.recommending = self.nomination(season, S.RECOMMENDING)
        self.confirmed = self.nomination(season, S.CONFIRMED)
        self.submitted = self.nomination(season, S.SUBMITTED)
        self.returned = self.nomination(season, S.SUBMITTED)
        for made in (self.submitted, self.returned):
            stages.enter_formality(made)
        self.correction = corrections.request(
            self.returned, by=self.officer, items=[{"target": "union_card", "note": "看不清，请重新上传。"}]
        )
        self.asked_again = self._put_to_heads(self.nomination(season, S.SUBMITTED))
        others = {"employer": self.other_employer, "recommender": self.other_recommender}
        self.foreign = self.nomination(season, S.DRAFT, **others | {"applicant": self.other_applicant})
        self.material = self.submitted.materials.get(kind="union_card")
        self.draft_material = self.draft.materials.get(kind="union_card")
        self.stampable = self.endorsing.materials.filter(kind__startswith="indicator_proof").first()
        self.exception = decisions.request_exception(
            self.draft, rule="QC23-08", reason=REASON, by=self.recommender_clerk
        )

    def _put_to_heads(self, made):
        """A correction of a printed cell that waits for the employer's head (AMB-22)."""
        stages.enter_formality(made)
        corrections.request(made, by=self.officer, items=[{"target": "post", "note": "岗位与证明不一致。"}])
        given = made.answers.get(key="post")
        change = answers.Change("post", "试验班班长", given.version)
        answers.save(fresh(made), [change], by=self.recommender_clerk)
        return confirmations.put_to_heads(made, by=self.recommender_clerk)

    def make_batches(self):
        """An open batch, and one that was dispatched before it with its receipt."""
        people = {"recommender": self.recommender, "employer": self.employer, "applicant": self.applicant}
        self.sent_batch = chain.dispatched(chain.through(self.season, **people))
        self.in_batch = chain.through(self.season, **people)
        self.batch = chain.batch(self.in_batch)

    def make_studio_forms(self):
        """A studio season: a plan by a chain without a recommender, and an open batch with its summary form."""
        season = studio_programme.season(organiser=self.organiser, year=2031, edition="1")
        procedure, clerk = season.edition.procedure("plan"), self.employer_clerk
        self.alone = answers.begin(
            season, procedure=procedure, by=clerk, employer=self.employer, name="闻人既白", applicant=self.applicant
        )
        self.summary_batch = batches.open_batch(season, self.recommender, by=self.recommender_clerk)
        report = ContentFile(nominations.PDF, name="report.pdf")
        self.summary_file = materials.store(self.summary_batch, kind="report", upload=report, by=self.recommender_clerk)
        batches.explain(self.summary_batch, by=self.recommender_clerk, text=REASON)

    def make_review(self):
        """书面初评 of a season whose filing has ended: one nomination, ``expert`` has declared, the draw is recorded."""
        season = nominations.season(organiser=self.organiser, year=2027)
        made, second = self.nomination(season, S.SUBMITTED), self.nomination(season, S.SUBMITTED)
        ended = {"state": SeasonState.REVIEWING, "deadline_at": NOW - dt.timedelta(hours=1)}
        Season.objects.filter(pk=season.pk).update(**ended)
        Nomination.objects.filter(pk__in=[made.pk, second.pk]).update(state=S.IN_REVIEW)
        self.review_season = Season.objects.get(pk=season.pk)
        self.in_review = Nomination.objects.get(pk=made.pk)
        self.stage = reviews.in_written(season=self.review_season, nominations_=[self.in_review, second])
        self.entry = Entry.objects.get(stage_run=self.stage, nomination=self.in_review)
        self.draw = drawing.draw(self.stage, by=self.officer, wanted={"": 1}, seed="2026-04-30")
        self.assignment = assigning.assign_by_hand(self.entry, self.expert_row, by=self.officer)
        reviews.declare(self.expert_row, self.review_season)
        self.assignment = fresh(self.assignment)
        self.review_material = self.in_review.materials.get(kind="union_card")
        other = Entry.objects.get(stage_run=self.stage, nomination=second)
        self.undeclared = assigning.assign_by_hand(other, self.other_expert_row, by=self.officer)
        self.waiting_stage = reviews.run(self.review_season, StageKind.DEFENCE)

    def make_panels(self):
        """A defence session whose order is drawn, an approval meeting that is planned, a consensus in writing."""
        self.consensus = Consensus.objects.create(stage_run=self.stage, chair=self.expert_row, created_by=self.officer)
        self.defence = self._opened(2023, "formality written", "defence")
        self.session = DefenceSession.objects.create(
            stage_run=self.defence, number=1, starts_at=NOW, place="三楼会议室", chair=self.expert_row,
            created_by=self.officer,
        )  # fmt: skip
        talk = Entry.objects.create(stage_run=self.defence, nomination=reviews.bare_nomination(self.defence.season, 1))
        self.slot = self.session.slots.create(entry=talk)
        self.approval = self._opened(2022, "formality written defence", "approval")
        agenda = meetings.Agenda("名单审定会议", NOW, "三楼会议室", "秦衡", "许可", 9)
        self.meeting = meetings.plan(self.approval, agenda, by=self.officer)

    def _opened(self, year, closed, code):
        opened = NOW - dt.timedelta(days=40)
        dates = {"opens_at": opened, "deadline_at": opened + dt.timedelta(days=30)}
        season = nominations.season(SeasonState.REVIEWING, organiser=self.organiser, year=year, **dates)
        runs = {run.code: run for run in stages.prepare(season)}
        StageRun.objects.filter(season=season, code__in=closed.split()).update(state="closed", closed_at=NOW)
        return stages.open_stage(fresh(runs[code]), by=self.officer, due_on=None)

    def _candidate(self, season, name):
        made = publicity.candidate(season, name, recommender=self.recommender, applicant=self.applicant)
        Nomination.objects.filter(pk=made.pk).update(employer=self.employer)
        return Nomination.objects.get(pk=made.pk)

    def make_honours(self):
        """A season of last year that ended with a naming, and a list that is still a draft."""
        with clock.at(dt.datetime(2025, 4, 29, 10, tzinfo=clock.SHANGHAI)):
            season = publicity.season(self.organiser, year=2025)
            self.conferred = self._candidate(season, "王砚舟")
            listed = publishing.check(publishing.draft(season, by=self.officer), by=self.second_officer)
            self.ended_list = publishing.publish(listed, by=self.officer, channels=[publicity.CHANNEL])
        with clock.at(dt.datetime(2025, 5, 20, 10, tzinfo=clock.SHANGHAI)):
            end_periods()
            self.ended_list = fresh(self.ended_list)
            day = dt.date(2025, 5, 20)
            number = "沪质协〔2025〕31号"
            self.conferral = publishing.confer(self.ended_list, by=self.leader, decision_number=number, decided_on=day)
        self.conferred = fresh(self.conferred)
        self.honour = Honour.objects.get()
        self.outside_honour = craftsmen.record_honour(
            organiser=self.organiser, honour_code="municipal_craftsman", name="谢知砚", id_number=register.ID_NUMBERS[3],
            year=2022, granted_on=dt.date(2022, 12, 1), unit="申岚精密机械有限公司", by=self.officer,
            evidence=ContentFile(nominations.PDF, name="evidence.pdf"),
        )  # fmt: skip
        with clock.at(NOW):
            picture = ContentFile(nominations.picture(), name="photo.jpg")
            craftsmen.tell(self.honour.person, text=register.STORY, photo=picture, by=self.employer_clerk)
            craftsmen.agree(self.honour.person, by=self.applicant)
            craftsmen.publish(self.honour.person.story, by=self.officer)
        self.certificate = Certificate.objects.get()
        self.certificate.file.save("certificate.pdf", ContentFile(nominations.PDF))
        with clock.at(NOW):
            season = publicity.season(self.organiser, year=2024)
            self.candidate = self._candidate(season, "方既明")
            self.draft_list = publishing.draft(season, by=self.officer)

    def make_publicity(self):
        """A running list with an attachment and a correction that waits for its second officer."""
        season = publicity.season(self.organiser, year=2026)
        self.publicised = self._candidate(season, "丁禾川")
        drafted = publishing.draft(season, by=self.officer)
        publishing.attach(drafted, name="说明.txt", content="名单说明".encode(), by=self.officer)
        checked = publishing.check(drafted, by=self.second_officer)
        self.running_list = publishing.publish(checked, by=self.officer, channels=[publicity.CHANNEL])
        self.attachment = self.running_list.attachments.get()
        self.publicised = fresh(self.publicised)
        self.correction_notice = publishing.draft_correction(
            self.running_list.entries.get(), field="unit", after="申岚精密机械有限公司", reason="单位名称录入有误",
            by=self.second_officer,
        )  # fmt: skip

    def make_objection(self):
        """Received, taken and accepted by ``officer``, with one file of evidence."""
        made = publicity.objection(self.running_list, files=[ContentFile(nominations.PDF, name="evidence.pdf")])
        made = objections.take(made, by=self.officer)
        self.objection = objections.accept(made, by=self.officer, gist="请说明专利的发明人情况。")
        self.evidence = self.objection.files.get()

    def make_cases(self):
        self.case = craftsmen.notify(register.case(self.honour, by=self.officer), by=self.officer)
        self.checkin = craftsmen.open_checkin(
            self.organiser, "quality-craftsman", due_on=dt.date(2026, 5, 31), by=self.officer
        )
        self.check_row = self.checkin.rows.get(honour=self.honour)
        away = {"presence": "absent", "since_on": dt.date(2025, 9, 1), "note": "外派"}
        craftsmen.answer(self.checkin, {self.check_row.pk: Given(**away)}, by=self.employer_clerk)
        status_reviews.open_due(today=NOW.date())
        self.status_review = StatusReview.objects.get()
        self.industry = TargetIndustry.objects.first()

    def make_workbench(self):
        """A studio led by ``applicant`` with something in each of its books, and another that it may talk to."""
        around = {"employer": self.employer, "organiser": self.organiser, "recommender": self.recommender}
        real = {"programme_code": "quality-studio", "edition_code": "2024"}
        self.bench = workbench.studio(leader=self.honour.person, **around, **real)
        stranger = workbench.studio(organiser=self.other_organiser, **real)
        self.bench_member = workbench.member(self.bench)
        photo = {"photo": [workbench.photo()]}
        dated = {"happened_on": "2026-04-20"}
        self.bench_entry = workbench.entry(self.bench, uploads=photo, **dated)
        self.bench_late_entry = workbench.entry(self.bench, happened_on="2026-02-10")
        self.bench_outcome = workbench.entry(self.bench, "outcome")
        self.bench_file = self.bench_entry.files.get()
        self.bench_service = workbench.service(self.bench, uploads={"photo": [workbench.photo()]}, **dated)
        self.bench_photo = self.bench_service.files.get()
        self.own_service = workbench.service(None, person=self.bench.leader, **dated)
        self.bench_milestone = workbench.plan(self.bench).milestones.first()
        by = self.bench.leader.user
        self.bench_proof = proofs.issue(self.bench_outcome, target="quality_technology", by=by)
        announced = {"title": "求热变形测量办法", "field": "热变形", "text": "不停机测量。", "until_on": "2026-09-30"}
        self.bench_offer = exchange.announce(self.bench, raw={"kind": "need", **announced}, by=by)
        self.other_offer = exchange.announce(stranger, raw={"kind": "offer", **announced}, by=stranger.leader.user)
        self.bench_interest = exchange.answer(
            self.bench_offer, studio=stranger, text="我们有经验。", by=stranger.leader.user
        )
        members.tell(self.bench_member, by=by)
        services.ask_host(self.bench_service, by=by)
        self.bench_member_token, self.bench_service_token = (
            Message.objects.get(code=code).url.rstrip("/").rsplit("/", 1)[1]
            for code in ("studio-member", "studio-service")
        )

    def make_cultivation(self):
        """A year whose season is under review, a list that is filed with ``applicant`` on it, another that is being drawn up."""
        officer, head, clerk = self.officer, self.recommender_head, self.recommender_clerk
        self.cohort = cultivation.cohort(organiser=self.organiser, year=2028, by=officer)
        draft = cultivation.roster(self.cohort, unit=self.recommender, clerk=clerk)
        known = {"id_number": self.honour.person.id_number, "employer": self.employer, "name": self.honour.person.name}
        self.trainee = cultivation.trainee(draft, **known)
        cultivation.confirmed(draft, head=head)
        self.filed_roster = cultivation.filed(fresh(draft), officer=officer)
        self.trainee = cultivation.with_plan(fresh(self.trainee), by=head)
        self.measure = self.trainee.plan.measures.first()
        proof = ContentFile(nominations.PDF, name="证书.pdf")
        entry = {"kind": "outcome", "happened_on": NOW.date(), "title": "主轴磨削改进"}
        self.growth_entry = records.add_entry(self.trainee, by=clerk, proof=proof, **entry)
        content = "指导装夹与误差分析。"
        self.growth_note = records.add_note(self.trainee, happened_on=NOW.date(), content=content, by=clerk)
        later = cultivation.cohort(organiser=self.organiser, year=2029, by=officer)
        self.drawn_roster = cultivation.roster(later, unit=self.recommender, clerk=clerk)
        self.proposed = cultivation.trainee(self.drawn_roster)

    def make_studios(self):
        """Studios of a small programme: cases in every step, a visit, a list to be named, and a season decided elsewhere."""
        units = {"organiser": self.organiser, "employer": self.employer, "recommender": self.recommender}
        place = trial_studios.world(**units)
        place.officer, place.second, place.leader = self.officer, self.second_officer, self.leader
        self.studio_season = place.season
        self.rolling = trial_studios.sent(place, "plan", "贺望舒")
        self.decidable = self._checked(trial_studios.sent(place, "plan", "叶知秋"))
        done = self._checked(trial_studios.sent(place, "plan", "苏景行"))
        given = deciding.Given(result="start", decided_on=clock.today(), document_number="沪试〔2026〕9号")
        self.decision = deciding.decide(done, given, by=self.leader)
        self.decision.document.save("decision.pdf", ContentFile(nominations.PDF))
        self.to_name = trial_studios.sent(place, leader="卫之远", state=S.CANDIDATE)
        visited = trial_studios.sent(place, leader="李守中", state=S.IN_REVIEW)
        runs = {run.code: run for run in stages.prepare(place.season)}
        Entry.objects.create(stage_run=runs["formality"], nomination=visited, state="selected")
        StageRun.objects.filter(pk=runs["formality"].pk).update(state="closed", closed_at=NOW)
        self.visiting = stages.open_stage(fresh(runs["visit"]), by=self.officer)
        self.visit = visits.plan(
            self.visiting.entries.get(), by=self.officer, planned_on=clock.today(), visitors=[self.expert]
        )
        self.photo = self.visit.photos.create(sha256="0" * 64, size_bytes=1, added_by=self.expert)
        self.photo.file.save("a.jpg", ContentFile(b"photo"))
        self.outside = trial_studios.world(trial_studios.PUBLIC, decided_here=False, **units).season
        self.awaited = trial_studios.sent(SimpleNamespace(**vars(place) | {"season": self.outside}), leader="周克勤")

    def _checked(self, case):
        formality.decide(case, by=self.officer, outcome="pass")
        formality.confirm(case.entries.get().reviews.get(), by=self.second_officer)
        return fresh(case)

    def make_register(self):
        """What is due of the studio, what was decided about it, its leader's leaving, and a title from outside."""
        with clock.at(NOW - dt.timedelta(days=200)):
            self.bench_verdict = life.record_assessment(
                self.bench, year=2025, result="qualified", opinion="", conditions={}, figures={},
                decided_on=NOW.date(), by=self.leader,
            )  # fmt: skip
        self.bench_duty = DutyItem.objects.create(
            studio=self.bench, code="progress", period="2026", title="半年进展",
            opens_on=NOW.date(), due_on=NOW.date() + dt.timedelta(days=30),
        )  # fmt: skip
        self.bench_event = events.report(self.bench, kind="retired", happens_on=NOW.date(), by=self.employer_clerk)
        self.outside_title = entering.enter_title(
            honour_code="model_worker_studio", name="谢知砚劳模创新工作室", leader_name="谢知砚", unit="申岚精密机械有限公司",
            named_year=2020, organiser=self.organiser, by=self.officer,
        )  # fmt: skip

    def make_upwards(self):
        """A round with the applicant asked, another packed, and a third whose result is known."""
        self.round = pathways.round_(self.organiser, by=self.officer)
        self.asked = pathways.asked(self.round, self.honour.person, by=self.officer)
        self.upwards_token = pathways.token_of(self.asked)
        self.choosable = register.honour(register.person("穆知微"), organiser=self.organiser, year=2021).person
        others = [
            pathways.consented(
                self.round, pathways.craftsman(name, organiser=self.organiser, year=2021), by=self.officer
            )
            for name in ("俞长庚", "温故知")
        ]
        self.pack = packs.make_pack(self.round, reason="报送培育对象推荐材料", by=self.officer)
        self.packed, self.decided = (fresh(one) for one in others)
        self.decided = pathways.decided(self.decided, is_named=False, by=self.officer)

    def make_academy(self):
        """An activity of each level: one with a roll, a teacher and a material, one of a unit, one that is still a plan."""
        of_body = {"organiser": self.organiser, "by": self.officer}
        self.course, self.room = academy.course(**of_body), academy.room(**of_body)
        self.activity = academy.opened(**of_body, course=self.course, room=self.room, capacity=20)
        self.unit_activity = academy.opened(self.recommender, level="organising", by=self.recommender_clerk)
        self.planned_activity = academy.planned(**of_body)
        self.enrolment = academy.enrolled(self.activity, self.honour.person)
        self.activity_teacher = teaching.add_teacher(self.activity, name="何远道", is_outside=True, by=self.officer)
        material = ContentFile(nominations.PDF, name="讲义.pdf")
        self.activity_file = teaching.add_file(self.activity, upload=material, by=self.officer)
        self.calendar_key = feeds.key_of(self.applicant)

    def sign_in(self):
        """One session per role, made once; a row's request starts from its cookie."""
        for role in ROLES[1:]:
            client = Client()
            client.force_login(getattr(self, role), backend="django.contrib.auth.backends.ModelBackend")
            self.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value

    def client(self, role) -> Client:
        client = Client(raise_request_exception=False)
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    @contextmanager
    def rolled_back(self):
        """A savepoint that is undone; signals and rows of one answer never reach the next."""
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


@contextmanager
def standing():
    """The world, with the clock at its moment, until the block ends; then nothing of it is left in the database."""
    with ExitStack() as stack:
        stack.enter_context(studio_programme.registered())
        stack.callback(trial_studios.registered())
        stack.enter_context(transaction.atomic())
        stack.callback(transaction.set_rollback, True)
        world = World().build()
        stack.enter_context(clock.at(NOW))
        yield world
