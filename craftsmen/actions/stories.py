"""事迹和照片: written by the craftsman or the unit, published by the organiser, public while the craftsman agrees (G1)."""

import hashlib
import re

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.actions import give_consent, withdraw_consent
from accounts.models import Consent
from audit.record import record
from craftsmen import permissions
from craftsmen.models import Person, Story
from craftsmen.states import STORY_CONSENT
from documents import images
from notifications.actions import send
from programmes import catalogue, clock
from programmes.refusal import Finding, Refused
from programmes.text import count_chars, normalise

LEAST, MOST = 20, 800  # 字
PHOTO_MB = 5
#: Runs of digits that look like an identity or a telephone number; neither stands on a public page (E8).
_PRIVATE = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?!\d)")


@transaction.atomic
def tell(person, *, text, photo=None, without_photo=False, by) -> Story:
    """Keep a new wording and photo (JPG or PNG, at most 5 MB); what is published stays until the organiser publishes."""
    person = _locked(person)
    if not permissions.may_tell(by, person):
        raise Refused.because("事迹由本人或命名时所在单位的人员填写。")
    text = normalise(text).strip()
    found = _against_text(text)
    try:
        picture = _picture(photo)
    except Refused as refused:
        found += [Finding(f.rule, f.sentence, "photo") for f in refused.findings]
    if found:
        raise Refused(found)
    story = Story.objects.filter(person=person).first() or Story(person=person)
    story.text, story.edited_by, story.edited_at = text, by, clock.now()
    if picture:
        story.photo.save("photo.jpg", ContentFile(picture), save=False)
    elif without_photo:
        story.photo = ""
    story.save()
    record(person, "tell_story", by=by, label="填写事迹和照片", content_hash=_hash(story.text, story.photo))
    if by.pk != person.user_id:
        _send(story, "story-told", "单位填写了您的事迹，请核对", "公开照片和事迹须经您本人同意，同意可以随时撤回。")
    return story


def _against_text(text):
    found = []
    if not LEAST <= count_chars(text) <= MOST:
        found.append(Finding("G1", f"事迹须为 {LEAST} 至 {MOST} 字。", "text"))
    if _PRIVATE.search(text):
        found.append(Finding("E8", "事迹里有像证件号码或手机号码的数字，请删去。", "text"))
    return found


def _picture(upload) -> bytes:
    """The photo as JPEG of at most 1280 px, without what the camera wrote into it; empty without an upload."""
    if not upload:
        return b""
    images.check_upload(upload, formats=("jpg", "png"), max_mb=PHOTO_MB)
    upload.seek(0)
    return images.previews(upload.read())["large"]


def _locked(person) -> Person:
    return Person.objects.select_for_update().prefetch_related("honours").get(pk=person.pk)


def _hash(text, photo) -> str:
    return hashlib.sha256(f"{text}\n{photo.name}".encode()).hexdigest()


def consent_text(person):
    """Version and wording of the consent, from the rules of the person's newest honour (G1, tick 4)."""
    text_code, tick_code = STORY_CONSENT.split(".")
    programme = catalogue.get(person.conferred[0].programme_code)
    forms = [procedure.form for procedure in programme.latest.procedures]
    return next(
        (text.version, tick.label)
        for form in forms
        for text in form.consents
        for tick in text.ticks
        if (text.code, tick.code) == (text_code, tick_code)
    )


def agree(person, *, by) -> Consent:
    """The craftsman agrees that photo and story are public."""
    if not permissions.may_consent(by, person):
        raise Refused.because("公开照片和事迹只能由本人同意。", rule="G1")
    version, wording = consent_text(person)
    return give_consent(by, kind=STORY_CONSENT, version=version, wording=wording)


def disagree(person, *, by) -> None:
    """The craftsman takes the consent back; photo and story are gone from the public pages at once."""
    if not permissions.may_consent(by, person):
        raise Refused.because("同意只能由本人撤回。", rule="G1")
    for consent in Consent.objects.live().filter(user=by, kind=STORY_CONSENT):
        withdraw_consent(consent, by=by)


@transaction.atomic
def publish(story, *, by) -> Story:
    """Put the present wording and photo on the public register; a second call changes nothing."""
    person = _locked(story.person)
    story = Story.objects.with_consent().get(pk=story.pk)
    if not permissions.may_publish_story(by, person):
        raise Refused.because("事迹由授予单位的工作人员发布，本人的事迹须由他人发布。")
    if not story.is_agreed:
        raise Refused.because("本人还没有同意公开照片和事迹，不能发布。请本人登录后在这一页同意。", rule="G1")
    if not story.is_waiting:
        return story
    story.published_text, story.published_photo = story.text, story.photo.name
    story.published_by, story.published_at = by, clock.now()
    story.save()
    record(person, "publish_story", by=by, label="发布事迹和照片", content_hash=_hash(story.text, story.photo))
    _send(story, "story-published", "您的事迹已发布", "事迹已在荣誉名册公开。您可以随时撤回同意，撤回后立即不再显示。")
    return story


@transaction.atomic
def retract(story, *, reason, by) -> Story:
    """Take the story off the public register, with a reason; the wording stays for another publication."""
    person = _locked(story.person)
    if not permissions.may_publish_story(by, person):
        raise Refused.because("事迹由授予单位的工作人员撤下。")
    if len(reason.strip()) < 4:
        raise Refused.because("请写明撤下的理由。", field="reason")
    story = Story.objects.get(pk=story.pk)
    story.published_text, story.published_photo = "", ""
    story.published_by, story.published_at = None, None
    story.save()
    record(person, "retract_story", by=by, label="撤下事迹和照片", note=reason.strip())
    _send(story, "story-retracted", "您的事迹已从名册撤下", f"理由：{reason.strip()}")
    return story


def _send(story, code, subject, body):
    """One message to the craftsman's account, when there is one."""
    user = story.person.user
    if user is not None:
        key, url = f"{code}-{story.pk}-{clock.now():%Y%m%d%H%M%S%f}", f"/desk/honours/people/{story.person_id}/story/"
        send(to=user, code=code, subject=subject, body=body, key=key, url=url, about=story.person)
