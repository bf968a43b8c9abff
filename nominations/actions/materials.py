"""Files of a nomination: taken in after a look at what they really are, replaced, removed, marked as stamped (COM-13).

Nothing is deleted: a replaced or removed file keeps its row and its bytes (rules.md §3).
"""

import hashlib
from contextlib import contextmanager

from django.core.files.base import ContentFile, File
from django.db import transaction

from audit.record import record
from documents import images, videos
from nominations import facts, permissions
from nominations.actions import answers
from nominations.models import Batch, BatchMaterial, Material, Nomination
from nominations.states import NominationState
from programmes import clock, validation
from programmes.refusal import Finding, Refused
from programmes.text import count_chars, normalise_line

ID_FRONT, ID_BACK = "id_front", "id_back"
PICTURES = frozenset({"jpg", "png"})
MODELS = {Nomination: Material, Batch: BatchMaterial}
#: Who files what along the chain, and in which state.
TIERS = {
    "employer": (permissions.is_employer_head | permissions.is_employer_clerk, NominationState.ENDORSING),
    "recommender": (permissions.is_recommender_head | permissions.is_recommender_clerk, NominationState.RECOMMENDING),
}


@transaction.atomic
def store(nomination, *, kind, upload, by, item="", stamped=False, replaces=None) -> Material:
    """Take a file in: sniffed, limited, without EXIF, an identity copy with its watermark (COM-13, COM-14).

    ``item`` is the declared item it proves; ``replaces`` a material whose place it takes. The same file again for the
    same item is the same material (COM-12). Raises ``Refused`` with the sentence for the person.
    """
    locked = _locked(nomination)
    wanted = _kind(locked, kind)
    _require(locked, wanted, by)
    _require_item(locked, wanted, item)
    found = _looked_at(upload, wanted)
    with kept(locked, wanted, found, upload) as (content, sha256):
        return _store(locked, wanted, item, found, content, sha256, upload, by, stamped, replaces)


def _locked(filled):
    return type(filled).objects.select_for_update(of=("self",)).select_related("season").get(pk=filled.pk)


def _store(locked, wanted, item, found, content, sha256, upload, by, stamped, replaces):
    kind = wanted.code
    there = list(locked.materials.current().filter(kind=kind, item=item))
    same = next((material for material in there if material.sha256 == sha256), None)
    if same:
        return same
    old = _replaced(there, replaces)
    if old is None and len(there) >= wanted.at_most:
        raise Refused.because(
            f"“{wanted.label}”最多 {wanted.at_most} 个文件。请先替换或移除原来的。", "COM-13", slot(kind, item)
        )
    material = _saved(locked, wanted, item, found, content, sha256, upload, by, stamped)
    if old:
        _retire(old, by)
    details = {"kind": kind, "item": item, "sha256": sha256, "replaces": old.pk if old else None}
    record(locked, "file", by=by, label=f"{'替换' if old else '上传'}材料：{wanted.label}", details=details)
    answers.remeasure(locked)
    return material


def slot(kind, item="") -> str:
    """The field of a finding about the files of one item."""
    return f"{kind}.{item}" if item else kind


def _kind(nomination, code):
    try:
        return nomination.form.material(code)
    except KeyError:
        raise Refused.because("申报材料中没有这一类。", field=code) from None


def refusal_to_file(nomination, kind, *, by) -> Finding | None:
    """Why this person may not add or change files of a kind now; None when they may."""
    if isinstance(nomination, Batch):
        return answers.refusal_to_summarise(nomination, by=by)
    if kind.provided_by not in TIERS:
        against = answers.refusal_to_fill(nomination, by=by)
        if against or answers.is_unlocked(answers.unlocked(nomination), kind.code):
            return against
        return Finding("AMB-22", "补正期间只能更换补正通知列明的材料。", kind.code)
    if TIERS[kind.provided_by][0](by, nomination) and _is_turn_of(kind.provided_by, nomination):
        return None
    return Finding("COM-13", f"现在不能上传“{kind.label}”。", kind.code)


def _is_turn_of(tier, nomination) -> bool:
    """Whether this tier signs now: in its own state, or again in a correction (AMB-22)."""
    correction = nomination.open_correction if nomination.state == NominationState.RETURNED else None
    return nomination.state == TIERS[tier][1] or bool(correction and correction.due_tier == tier)


def checks_stamps(nomination, by) -> bool:
    """Whether this person now checks the seals on the proofs: the employer's people while it signs (QC23-28)."""
    return TIERS["employer"][0](by, nomination) and _is_turn_of("employer", nomination)


def _require(nomination, kind, by):
    against = refusal_to_file(nomination, kind, by=by)
    if against:
        raise Refused([against])


def _require_item(nomination, kind, item):
    declared = {one.key for one in kind.items(facts.answers_of(nomination))}
    if item and item not in declared:
        raise Refused.because("所证明的事项已不在表中，请刷新页面。", field=slot(kind.code, item))


def _looked_at(upload, kind):
    """What the file really is, or the sentence for the person: its format, its size, its sides, its length."""
    try:
        if videos.FORMATS & set(kind.formats):
            return _film(upload, kind)
        return _with_side(kind, _checked(upload, kind))
    except Refused as refused:
        raise Refused(Finding("COM-13", f.sentence, kind.code) for f in refused.findings) from None


def _film(upload, kind):
    film = videos.check_film(upload, formats=kind.formats, max_mb=kind.max_mb)
    against = [found for found in validation.film_findings(kind, film.seconds) if found.blocks]
    if against:
        raise Refused(against)
    return film


def _with_side(kind, found):
    if max(found.width, found.height) < kind.min_side_px:
        sentence = f"照片长边须不少于 {kind.min_side_px} 像素，这张是 {found.width}×{found.height}。请上传原图。"
        raise Refused.because(sentence)
    return found


def _checked(upload, kind):
    return images.check_upload(upload, formats=kind.formats, max_mb=kind.max_mb, most_pages=kind.max_pages or 0)


@contextmanager
def kept(filled, kind, found, upload):
    """(file, SHA-256) of what is kept: a film in a copy on disk without its place, everything else as ``prepared``."""
    if isinstance(found, videos.Film):
        copy, sha256 = videos.kept_copy(upload, found)
        with copy:
            yield copy, sha256
        return
    content = prepared(filled, kind, found, upload)
    yield content, hashlib.sha256(content).hexdigest()


def prepared(nomination, kind, found, upload) -> bytes:
    """The bytes that are kept: a picture upright and without EXIF, an identity copy with 仅用于…申报 across it."""
    upload.seek(0)
    content = upload.read()
    if found.kind not in PICTURES:
        return content
    if kind.watermark:
        season = nomination.season
        return images.watermark(content, season=f"{season.year}年度", programme=season.programme.title)
    return images.strip_metadata(content)


def _saved(filled, kind, item, found, content, sha256, upload, by, stamped):
    suffix = "jpg" if kind.watermark and found.kind in PICTURES else found.kind
    owner = {"batch": filled} if isinstance(filled, Batch) else {"nomination": filled}
    material = MODELS[type(filled)](
        **owner,
        kind=kind.code,
        item=item,
        original_name=str(getattr(upload, "name", "") or kind.label)[-200:],
        suffix=suffix,
        mime=(images.CONTENT_TYPES | videos.CONTENT_TYPES)[suffix],
        sha256=sha256,
        size_bytes=found.size if isinstance(found, videos.Film) else len(content),
        pages=found.pages,
        width_px=found.width or None,
        height_px=found.height or None,
        seconds=getattr(found, "seconds", None),
        stamped=stamped,
        uploaded_by=by,
    )
    material.file.save("file", File(content) if suffix in videos.FORMATS else ContentFile(content), save=False)
    if suffix in PICTURES:
        material.preview.save(f"{sha256[:32]}.jpg", ContentFile(images.previews(content)["large"]), save=False)
    material.save()
    return material


def _replaced(there, replaces):
    if replaces is None:
        return None
    old = next((material for material in there if material.pk == replaces.pk), None)
    if old is None:
        raise Refused.because("要替换的文件已经不在，请刷新页面。")
    return old


def _retire(material, by):
    material.removed_at, material.removed_by = clock.now(), by
    material.save(update_fields=["removed_at", "removed_by"])


@transaction.atomic
def describe(material, *, by, variant, caption) -> Material:
    """Say what a file shows: its kind of those that are offered, and a caption (GS24-34). What is too long is refused."""
    filled = _locked(_owner(material))
    material = filled.materials.current().get(pk=material.pk)
    kind = _kind(filled, material.kind)
    _require(filled, kind, by)
    caption = normalise_line(caption)
    found = []
    if variant and kind.variant(variant) is None:
        found.append(Finding("COM-13", "请从所列类别中选择。", kind.code))
    if count_chars(caption) > kind.caption_limit:
        found.append(Finding("COM-13", f"说明不超过 {kind.caption_limit} 字。", kind.code))
    if found:
        raise Refused(found)
    if (material.variant, material.caption) != (variant, caption):
        material.variant, material.caption = variant, caption
        material.save(update_fields=["variant", "caption"])
        details = {"material": material.pk, "variant": variant, "caption": caption}
        record(filled, "describe_file", by=by, label=f"说明材料：{kind.label}", details=details)
        answers.remeasure(filled)
    return material


def _owner(material):
    return material.batch if isinstance(material, BatchMaterial) else material.nomination


@transaction.atomic
def remove(material, *, by) -> Material:
    """Take a file out of the nomination or the summary; it stays in history. A second call changes nothing."""
    nomination = _locked(_owner(material))
    material = nomination.materials.get(pk=material.pk)
    kind = _kind(nomination, material.kind)
    _require(nomination, kind, by)
    if material.removed_at:
        return material
    _retire(material, by)
    record(nomination, "unfile", by=by, label=f"移除材料：{kind.label}", details={"sha256": material.sha256})
    answers.remeasure(nomination)
    return material


@transaction.atomic
def set_stamped(material, *, stamped, by) -> Material:
    """Say whether the base unit's seal is on a proof (QC23-28): claimed by who fills, checked by the employer's people."""
    nomination = _locked(material.nomination)
    material = nomination.materials.current().get(pk=material.pk)
    kind = _kind(nomination, material.kind)
    checks = checks_stamps(nomination, by)
    if not checks:
        _require(nomination, kind, by)
    material.stamped = stamped
    material.stamp_checked_at = clock.now() if checks and stamped else None
    material.save(update_fields=["stamped", "stamp_checked_at"])
    label = "核对盖章" if checks else "标注盖章"
    record(
        nomination,
        "stamp",
        by=by,
        label=f"{label}：{kind.label}",
        details={"stamped": stamped, "material": material.pk},
    )
    answers.remeasure(nomination)
    return material


def id_sheet(nomination) -> bytes | None:
    """Both sides of the identity card on one A4 page as PDF (QC23-25); None while a side is missing. Marked at upload."""
    sides = {m.kind: m for m in nomination.materials.current().filter(kind__in=(ID_FRONT, ID_BACK)).order_by("pk")}
    if len(sides) < 2 or any(side.suffix == "pdf" for side in sides.values()):
        return None
    front, back = (_bytes(sides[kind]) for kind in (ID_FRONT, ID_BACK))
    season = nomination.season
    return images.id_sheet(front, back, season=f"{season.year}年度", programme=season.programme.title, is_marked=True)


def record_identity_opened(nomination, *, by) -> None:
    """Keep who of the organiser looked at a copy of the identity card; the chain's own people made it (practice.md §10)."""
    if permissions.is_officer(by, nomination) or permissions.is_leader(by, nomination):
        record(nomination, "open_identity_copy", by=by, label="查看身份证件影像")


def _bytes(material):
    with material.file.open("rb") as file:
        return file.read()


def download_name(material) -> str:
    """The Chinese name of a file: number, person, kind, item in the order of filing."""
    filled = _owner(material)
    kind = next((kind.label for kind in filled.form.materials if kind.code == material.kind), material.kind)
    whose = f"{filled.recommender.name} {filled.title}" if isinstance(filled, Batch) else f"{filled.code} {filled.name}"
    return f"{whose} {kind} {material.pk}.{material.suffix}"
