"""What can be begun now and by whom: procedures of announced seasons, and of studios each of one's own."""

from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode

from accounts.states import Role
from nominations import permissions
from nominations.models import Nomination, Season
from programmes.facts import Tier
from studios.models import Studio


@dataclass(frozen=True)
class Opening:
    """One procedure of one season that somebody may begin, for one studio where it is about one."""

    season: Any
    procedure: Any
    studio: Any = None

    @property
    def query(self) -> str:
        """What the page that begins it is asked with."""
        chosen = {"season": self.season.pk, "procedure": self.procedure.code}
        return urlencode(chosen | ({"studio": self.studio.pk} if self.studio else {}))

    @property
    def label(self) -> str:
        return f"{self.procedure.title}：{self.studio.name}" if self.studio else f"新建{self.procedure.title}"

    @property
    def is_by_recommender(self) -> bool:
        """Begun by a recommender from a name: what the page of a single season offers at its head."""
        return self.procedure.started_by == Tier.RECOMMENDER and not self.procedure.of_studio


def accepted(seasons) -> list[tuple]:
    """(season, procedure) of everything that is accepted now; of a rolling procedure only in its programme's newest."""
    found, rolling = [], set()
    for season in sorted(seasons, key=lambda one: -one.year):
        for procedure in season.edition.procedures:
            key = (season.programme_code, procedure.code)
            if not season.accepts(procedure) or key in rolling:
                continue
            found.append((season, procedure))
            if procedure.rolling:
                rolling.add(key)
    return found


def openings(user, *, organisation=None, seasons=None) -> list[Opening]:
    """Everything that ``user`` may begin now, or as a clerk of one ``organisation``; ``seasons`` if read already."""
    clerk_of = user.organisation_ids(Role.CLERK)
    if organisation is not None:
        clerk_of &= {organisation.pk}
    if seasons is None:
        seasons = Season.objects.announced().select_related("organiser")
    found = []
    for season, procedure in accepted(seasons):
        if procedure.of_trainee:
            continue  # begun from the page of each person
        if procedure.of_studio:
            found += _of_studios(user, season, procedure, clerk_of, as_leader=organisation is None)
        elif _may_begin(user, season, procedure, clerk_of, organisation):
            found.append(Opening(season, procedure))
    return found


def _may_begin(user, season, procedure, clerk_of, organisation):
    if procedure.started_by == Tier.RECOMMENDER:
        recommends = organisation.is_recommender if organisation else _recommends(clerk_of)
        return bool(clerk_of) and recommends
    return bool(clerk_of) or (organisation is None and permissions.leads_by_honour(user, season.programme))


def _recommends(clerk_of):
    organisations = Season._meta.get_field("organiser").related_model
    return organisations.objects.recommenders().filter(pk__in=clerk_of).exists()


def _of_studios(user, season, procedure, clerk_of, *, as_leader):
    """One opening per own studio that is in a state for it and has none under way."""
    own = [studio for studio in _own(user, season, procedure, clerk_of, as_leader) if _is_ready(studio, procedure)]
    busy = Nomination.objects.under_way().filter(studio__in=own, procedure_code=procedure.code, period="")
    taken = set(busy.values_list("studio", flat=True))
    return [Opening(season, procedure, studio) for studio in own if studio.pk not in taken]


def _own(user, season, procedure, clerk_of, as_leader):
    rows = Studio.objects.visible_to(user).standing().filter(programme_code=season.programme_code)
    unit = "recommender_id" if procedure.started_by == Tier.RECOMMENDER else "employer_id"
    leads = as_leader and procedure.started_by == Tier.EMPLOYER
    rows = rows.select_related("leader").order_by("number")
    return [row for row in rows if getattr(row, unit) in clerk_of or (leads and row.leader.user_id == user.pk)]


def _is_ready(studio, procedure):
    return not procedure.start_states or studio.state in procedure.start_states
