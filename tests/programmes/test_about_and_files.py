"""“n 字左右” (forms.md §0.1), photos by kind (GS24-34) and films by length (GS24-35)."""

import pytest

from programmes.facts import Attachment
from programmes.refusal import Mark
from programmes.spec import Form, Kind, MaterialKind, OpinionTier, Option, Question, Section, Tier
from programmes.validation import check_answer, check_form, completeness, film_findings

INTRO = Question(key="intro", label="介绍", kind=Kind.LONG_TEXT, limit=10, is_about=True, rule="GS24-37")
PHOTOS = MaterialKind(
    code="photos",
    label="照片",
    article="GS24 三(五)",
    rule="GS24-34",
    formats=("jpg", "png"),
    exactly=5,
    variants=(Option("scene", "工作场景照"), Option("team", "团队攻关照"), Option("other", "其他")),
    wanted_variants=("scene", "team"),
    caption_limit=30,
)
FILM = MaterialKind(
    code="film",
    label="视频",
    article="GS24 三(五)",
    rule="GS24-35",
    formats=("mp4", "mov"),
    max_seconds=120,
    short_seconds=60,
    required=False,
)
FORM = Form(
    code="T",
    title="表",
    article="试",
    sections=(Section(code="all", title="全部", questions=(INTRO,), materials=("photos", "film")),),
    materials=(PHOTOS, FILM),
)


def photos(*variants, caption="班组攻关"):
    return [Attachment("photos", variant=variant, caption=caption) for variant in variants]


def said(found):
    return [(finding.rule, finding.sentence, finding.mark) for finding in found]


@pytest.mark.parametrize(
    ("length", "mark"), [(7, Mark.WARN), (8, None), (12, None), (13, Mark.WARN), (20, Mark.WARN), (21, Mark.HARD)]
)
def test_about_n_bears_a_fifth_more_or_less_and_refuses_twice_as_much(length, mark):
    found = check_answer(INTRO, "匠" * length, {})
    assert [finding.mark for finding in found] == ([mark] if mark else [])


def test_about_n_follows_the_limit_of_the_season():
    assert check_answer(INTRO, "匠" * 16, {}, limit=20) == []
    assert check_answer(INTRO, "匠" * 15, {}, limit=20)[0].sentence == "介绍：要求 20 字左右，现为 15 字"


def test_a_text_off_its_target_counts_as_done():
    [section] = completeness(FORM, {"intro": "短"}, photos(*["scene"] * 5))
    assert (section.done, section.total) == (2, 2)


@pytest.mark.parametrize("count", [1, 4, 6])
def test_exactly_five_photos(count):
    found = check_form(FORM, {"intro": "匠" * 10}, photos(*["scene"] * count))
    sentence = f"照片须为 5 个文件，现有 {count} 个"
    assert said(found) == [("GS24-34", sentence, Mark.HARD)]


def test_no_photo_is_said_once():
    assert said(check_form(FORM, {"intro": "匠" * 10}, ())) == [("GS24-34", "请上传照片", Mark.HARD)]


def test_photos_of_one_kind_warn():
    found = check_form(FORM, {"intro": "匠" * 10}, photos(*["scene"] * 5))
    assert said(found) == [("GS24-34", "照片中没有团队攻关照", Mark.WARN)]


def test_photos_without_kind_or_caption_are_refused():
    files = [*photos("scene", "team", "other"), *photos("", "scene", caption="")]
    found = check_form(FORM, {"intro": "匠" * 10}, files)
    assert [f.sentence for f in found] == [
        "请为照片逐个选择类别，还有 1 个没有选",
        "请为照片逐个写说明，还有 2 个没有写",
    ]


def test_captions_have_a_limit():
    found = check_form(FORM, {"intro": "匠" * 10}, photos("scene", "team", "team", "team", "team", caption="字" * 31))
    assert [f.sentence for f in found] == ["照片的说明每个不超过 30 字"]


@pytest.mark.parametrize(("seconds", "mark"), [(59, Mark.WARN), (60, None), (125, None), (126, Mark.HARD)])
def test_a_film_of_two_minutes_has_five_seconds_grace(seconds, mark):
    assert [finding.mark for finding in film_findings(FILM, seconds)] == ([mark] if mark else [])


def test_a_tier_has_its_own_words_for_waiting():
    tier = OpinionTier(
        tier=Tier.EMPLOYER, title="本单位工会", opinion_label="本单位工会意见", minimum=10, maximum=300,
        agree_label="同意", refuse_label="不同意", article="GS24 附1",
    )  # fmt: skip
    assert tier.state_label == "本单位工会审核"
