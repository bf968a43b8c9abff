"""Who stands behind a nomination's name: a studio is listed by its own name, with its leader beside it."""

from nominations.models import Answer
from programmes import catalogue
from programmes.spec import Subject


def is_studio(season) -> bool:
    """Whether what the season honours is a studio and not a person."""
    return catalogue.get(season.programme_code).subject is Subject.STUDIO


def counted(season) -> str:
    """The word after a number of them."""
    return "个" if is_studio(season) else "人"


def heading(season) -> str:
    """What the column of names is called."""
    return "工作室" if is_studio(season) else "姓名"


def leaders_of(nominations) -> dict[int, str]:
    """Nomination id → name of the leader, for those about a studio. One query, none where all are about persons."""
    keys = {row.pk: row.procedure.person_question for row in nominations if is_studio(row.season)}
    if not keys:
        return {}
    rows = Answer.objects.filter(nomination__in=keys, key__in=set(keys.values()))
    return {pk: value or "" for pk, key, value in rows.values_list("nomination_id", "key", "value") if keys[pk] == key}


def with_leaders(nominations) -> None:
    """Give each nomination ``leader``, "" for a person."""
    found = leaders_of(nominations)
    for nomination in nominations:
        nomination.leader = found.get(nomination.pk, "")


def name_of(nomination) -> str:
    """In one line, as minutes and workbooks print it: a studio with its leader in brackets. One query for a studio."""
    leader = leaders_of([nomination]).get(nomination.pk)
    return f"{nomination.name}（{leader}）" if leader else nomination.name
