"""What a scanner types into an address is answered, never an error of the server."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
SEARCHES = ("publicity:register", "publicity:studios", "publicity:lookup", "publicity:home")


@pytest.mark.parametrize("page", SEARCHES)
def test_a_null_character_in_a_question_finds_no_page(client, page):
    response = client.get(f"{reverse(page)}?q=%00&no=%00&name=%00")

    assert response.status_code == 404
    assert "没有找到这一页" in response.content.decode()


def test_a_null_character_in_a_path_finds_no_page(client):
    assert client.get("/verify/%00").status_code == 404


@pytest.mark.parametrize("page", SEARCHES)
@pytest.mark.parametrize("words", ["%25", "%F0%AC%AD%8E", "'%22%3B--", "%E4"])
def test_odd_words_are_searched_for(client, page, words):
    assert client.get(f"{reverse(page)}?q={words}").status_code == 200
