"""A form about a studio in the browser: a long table on the phone, “about n” characters, photos and a film, the summary form."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import expect

from nominations.actions import answers, materials
from nominations.models import Material, Nomination
from nominations.states import NominationState
from tests.documents.test_videos import film
from tests.factories import accounts, nominations, studio_programme
from tests.factories import chain as made

pytestmark = pytest.mark.django_db(transaction=True)
MEMBERS = [
    {"row": f"m{n}", "name": f"顾言{'舟衡既白知行'[n % 6]}", "age": 30 + n % 20, "education": "31"} for n in range(50)
]


@pytest.fixture
def sample():
    with studio_programme.registered():
        yield studio_programme


@pytest.fixture
def row(sample):
    employer = accounts.organisation("申岚精密机械有限公司", kind="state", controlling_capital="1")
    union = accounts.recommender("浦江区总工会", is_district_union=True)
    return sample.nomination(employer=employer, recommender=union, members=MEMBERS)


def picture():
    out = io.BytesIO()
    Image.new("RGB", (1600, 1200), "white").save(out, "JPEG")
    return out.getvalue()


def test_the_long_form_of_a_studio(page, site, enter, accessible, row):
    clerk = nominations.clerk_of(row.employer)
    row.materials.all().delete()
    for kind, content, name in (("photos", picture(), "现场.jpg"), ("film", film(90), "介绍.mp4")):
        materials.store(row, kind=kind, upload=ContentFile(content, name=name), by=clerk)
    enter(clerk)
    for path in ("/desk/unit/", "/desk/nominations/new/", "/desk/nominations/new/?procedure=nomination"):
        page.goto(f"{site}{path}")
        accessible(page)
    page.goto(f"{site}/desk/nominations/{row.code}/form/")
    accessible(page)

    _counts_about(page)
    _folds_many_rows(page)
    _describes_a_photo(page, row)
    page.goto(f"{site}/desk/nominations/{row.code}/")
    accessible(page)


def _counts_about(page):
    counter = page.locator("#ws_intro-c")
    page.locator("#ws_intro").fill("匠" * 25)
    expect(counter).to_have_text("25 / 约 20 字，多 1 字")
    page.locator("#ws_intro").fill("匠" * 41)
    expect(counter).to_have_class("num over")
    page.locator("#ws_intro").fill("匠" * 20)
    expect(counter).to_have_text("20 / 约 20 字")
    expect(page.locator("#autosave")).to_contain_text("已保存")


def _folds_many_rows(page):
    page.set_viewport_size({"width": 390, "height": 844})
    folded = page.locator("#members-rows details")
    expect(folded).to_have_count(50)
    folded.nth(2).locator("summary").click()
    folded.nth(2).get_by_label("年龄").fill("61")
    expect(page.locator("#autosave")).to_contain_text("已保存")
    assert answers.plain(Nomination.objects.get().answers.get(key="members"))[2]["age"] == 61


def _describes_a_photo(page, row):
    photo = Material.objects.get(nomination=row, kind="photos")
    page.locator(f'[name="file.{photo.pk}.variant"]').select_option("team")
    page.locator(f'[name="file.{photo.pk}.caption"]').fill("团队在车间攻关")
    page.locator(f'[name="file.{photo.pk}.caption"]').blur()
    expect(page.locator("#autosave")).to_contain_text("已保存")
    expect(page.locator("video")).to_have_count(1)
    photo.refresh_from_db()
    assert (photo.variant, photo.caption) == ("team", "团队在车间攻关")


def test_the_summary_form_and_the_share(page, site, enter, accessible, sample, row):
    row = nominations.advance(Nomination.objects.get(pk=row.pk), NominationState.CONFIRMED, signed=True)
    batch = made.batch(row)
    enter(nominations.clerk_of(batch.recommender))
    page.goto(f"{site}/desk/batches/{batch.pk}/")
    accessible(page)
    expect(page.get_by_text("0.0%")).to_be_visible()
    page.get_by_label("情况说明").fill("本区今年以国有企业为主，已列入明年培育计划。")
    page.get_by_role("button", name="保存情况说明").click()
    expect(page.get_by_text("等待负责人确认", exact=True)).to_be_visible()

    page.get_by_role("link", name="填写统计表").click()
    accessible(page)
    page.get_by_label("否").check()
    page.get_by_label("创建数").fill("12")
    page.get_by_label("创建数").blur()
    expect(page.locator("#autosave")).to_contain_text("已保存")
    page.get_by_role("button", name="保存并返回汇总表").first.click()
    expect(page).to_have_url(f"{site}/desk/batches/{batch.pk}/")
    assert {a.key: a.value for a in batch.answers.all()} == {"ran_activity": "no", "ws_count": 12}
