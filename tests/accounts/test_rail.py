"""The rail marks one link, and devices are named as people know them."""

import datetime as dt

import pytest

from accounts.navigation import Entry, _entries, rail, register
from accounts.templatetags.device import device
from accounts.templatetags.weekday import weekday
from tests.factories import accounts as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def covering():
    before = dict(_entries)
    name = "accounts:profile"
    register(
        Entry(
            group="甲", label="我的", icon="user", url_name=name, visible=lambda user: True, covers="/desk/nominations/"
        )
    )
    yield
    _entries.clear()
    _entries.update(before)


@pytest.mark.parametrize("path", ["/account/", "/account/password/", "/desk/nominations/2028-0001/"])
def test_a_link_stands_for_its_own_address_and_what_it_covers(covering, path):
    marked = [link.label for group in rail(make.user(), path) for link in group.entries if link.current]
    assert marked == ["我的"]


def test_no_link_is_marked_elsewhere(covering):
    assert not [link for group in rail(make.user(), "/inbox/") for link in group.entries if link.current]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
            "Edge，Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 MicroMessenger/8.0", "微信，安卓"),
        ("curl/8.0", "未知设备"),
        ("", "未知设备"),
    ],
)
def test_devices_are_named_as_people_know_them(line, words):
    assert device(line) == words


def test_a_weekday_is_one_short_word():
    assert weekday(dt.date(2026, 12, 3)) == "周四"
    assert weekday(None) == ""


def test_batches_are_for_recommending_units():
    links = {
        unit.name: [
            link.label
            for group in rail(make.member("clerk", unit), "/")
            if group.title not in ("培育", "工匠学院")
            for link in group.entries
        ]
        for unit in (make.recommender("申浦产业集团有限公司"), make.organisation("汇浦电力工程有限公司"))
    }

    assert links == {
        "申浦产业集团有限公司": ["工作台", "申报人", "推荐汇总", "工匠事迹", "在岗情况核对"],
        "汇浦电力工程有限公司": ["工作台", "申报人", "工匠事迹", "在岗情况核对"],
    }


def test_top_of_a_desk_says_where_and_as_what_one_works(client, django_assert_num_queries):
    person = make.member("head", make.recommender("申浦产业集团有限公司"))
    client.force_login(person)

    assert "申浦产业集团有限公司　负责人" in client.get("/desk/unit/").content.decode()
    with django_assert_num_queries(1):
        fresh = type(person).objects.none().model(pk=person.pk, is_active=True)
        assert (fresh.post_words, fresh.holds("head"), fresh.is_of_recommender) == (
            "申浦产业集团有限公司　负责人",
            True,
            True,
        )
