"""What the stories of studios share: titles entered by staff, forms with tables, photos and a film, procedures decided one by one."""

import io
from functools import lru_cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from craftsmen.models import Honour
from fixtures.demo.applications import sample
from fixtures.demo.cast import Unit
from nominations.models import Nomination
from studios.models import Studio
from tests.documents.test_videos import film
from tests.factories.nominations import PDF
from tests.flows.company import Company, fill_by_page, fill_by_script, fresh, sign, warnings_ticked
from tests.flows.driver import Person, Screen, signed_in


def register_honour(company: Company, name: str, number: str, *, code: str, title: str, day: str, unit: str) -> Honour:
    """登记荣誉: an officer enters a title of a person with its evidence."""
    shown = signed_in(company.officer).open("/desk/honours/new/")
    typed = {
        "honour_code": code,
        "name": name,
        "id_number": number,
        "year": day[:4],
        "granted_on": day,
        "unit": unit,
        "evidence": SimpleUploadedFile("证书.pdf", PDF),
    }
    shown.press("登记", typed).says(f"已登记{name}的“{title}”")
    return Honour.objects.get(name=name, honour_code=code)


def begin(clerk: Person, procedure: str, *, studio: Studio | None = None, **typed: Any) -> Nomination:
    """From the clerk's home to the form: the procedure and, where it is about one, the studio are named in the address."""
    chosen = {"procedure": procedure} | ({"studio": studio.pk} if studio else {})
    before = set(Nomination.objects.values_list("pk", flat=True))
    clerk.open("/desk/nominations/new/", chosen).press("新建并填写", typed)
    return Nomination.objects.exclude(pk__in=before).get()


def fill(clerk: Person, code: str, values: dict[str, Any]) -> Screen:
    """What has one place on the page by the page; tables row by row as the script saves them."""
    tables = {key: value for key, value in values.items() if _is_table(value)}
    fill_by_page(clerk, code, {key: value for key, value in values.items() if key not in tables})
    return fill_by_script(clerk, code, {key: _numbered(rows) for key, rows in tables.items()})


def _is_table(value):
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _numbered(rows):
    return [{"row": str(place), **row} for place, row in enumerate(rows, 1)]


def attach(clerk: Person, case: Nomination, *, photos: dict[str, int] | None = None) -> Screen:
    """A file into each place that must have one; photos of each kind with a caption, and a film of 90 seconds."""
    form = fresh(case).form
    shown = clerk.open(f"/desk/nominations/{case.code}/form/")
    wanted: dict[str, Any] = {}
    for name in shown.tree.xpath(
        "//li[@data-slot][not(.//span[@class='muted' and contains(., '选填')])]//input[@type='file']/@name"
    ):
        kind = form.material(name.split(":")[1])
        wanted[name] = _files(kind, photos or {})
    shown = shown.press("保存草稿", wanted).says("已保存")
    variants = [code for code, count in (photos or {}).items() for _ in range(count)]
    selects = shown.tree.xpath("//select[contains(@name, '.variant')]/@name")
    if not selects:
        return shown
    assert len(selects) == len(variants)
    typed = dict(zip(selects, variants, strict=True))
    typed |= {name.replace(".variant", ".caption"): f"第{place}张：现场攻关" for place, name in enumerate(selects, 1)}
    return shown.press("保存草稿", typed).says("已保存")


def _files(kind, photos):
    if "mp4" in kind.formats:
        return SimpleUploadedFile("介绍.mp4", film(90.0), "video/mp4")
    if kind.variants:
        total = sum(photos.values())
        return [SimpleUploadedFile(f"照片{place}.jpg", picture(place), "image/jpeg") for place in range(total)]
    return sample(kind, kind.label)


def photo(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(0), "image/jpeg")


@lru_cache(maxsize=8)
def picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1600, 1067), (190 - shade * 9, 184, 170 + shade * 9)).save(out, "JPEG", quality=60)
    return out.getvalue()


def mistakes(clerk: Person, case: Nomination) -> list[str]:
    """What the check page says stands against handing in."""
    return clerk.open(f"/desk/nominations/{case.code}/form/check/").mistakes()


def hand_in(clerk: Person, case: Nomination) -> Nomination:
    """Every warning read and confirmed."""
    shown = clerk.open(f"/desk/nominations/{case.code}/form/check/")
    shown.press(f"提交{case.procedure.title}", warnings_ticked(shown))
    done = fresh(case)
    assert done.state == "endorsing", shown
    return done


def refused_in_hand(clerk: Person, case: Nomination, sentence: str) -> None:
    """The check page says so, and posting past it changes nothing."""
    shown = clerk.open(f"/desk/nominations/{case.code}/form/check/")
    assert shown.mistakes() == [sentence], shown.mistakes()
    assert not shown.can(f"提交{case.procedure.title}")
    token = {"csrfmiddlewaretoken": shown.open_token()} | warnings_ticked(shown)
    clerk.post(f"/desk/nominations/{case.code}/form/submit/", token, expect=422)
    assert fresh(case).state == "draft"


def sign_in_order(case: Nomination, employer: Unit, union: Unit, *, on: str) -> Nomination:
    """Two opinions by two people; the second tier has nothing to sign before the first."""
    signed_in(union.head).hidden(f"/desk/nominations/{case.code}/opinion/")
    sign(signed_in(employer.head), case.code, on=on, unit=employer.organisation.name)
    sign(signed_in(union.head), case.code, on=on, unit=union.organisation.name)
    return fresh(case)


def decide(company: Company, case: Nomination, result: str, day: str, *, number: str, **typed: Any) -> None:
    """The organiser's leader decides one case."""
    shown = signed_in(company.leader).open(f"/desk/cases/{case.code}/").follow("作出决定")
    shown.press("决定", {"result": result, "decided_on": day, "document_number": number} | typed)
    assert fresh(case).state == "conferred"
