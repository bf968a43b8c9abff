"""A programme is named in its catalogue file, its templates, fixtures and tests, and nowhere else (architecture.md §3)."""

import re
from pathlib import Path

import pytest

from programmes import catalogue

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "accounts", "audit", "certificates", "config", "craftsmen", "documents", "nominations", "notifications", "publicity",
    "reviews", "studios",
)  # fmt: skip
STUDIO_PROGRAMMES = [programme for programme in catalogue.all() if programme.studio]
#: Words that only one programme uses: its code, its document, its organiser where that is not everybody's.
WORDS = {
    "quality-studio": ("quality-studio", "quality_studio", "质量工匠创新工作室"),
    "technician-studio": ("technician-studio", "technician_studio", "技师创新工作室", "职工技术协会"),
    "municipal-studio": ("municipal-studio", "municipal_studio", "上海市工匠创新工作室", "创建命名办公室"),
}


def sources():
    for app in APPS:
        yield from (path for path in (ROOT / app).rglob("*.py") if not {"migrations", "papers"} & set(path.parts))
    yield from (path for path in (ROOT / "programmes").glob("*.py"))
    yield from (ROOT / "programmes" / "spec").glob("*.py")
    yield from (ROOT / "static" / "js").glob("*.js")


@pytest.mark.parametrize("programme", [pytest.param(one, id=one.code) for one in STUDIO_PROGRAMMES])
def test_a_studio_programme_is_named_nowhere_else(programme):
    pattern = re.compile("|".join(map(re.escape, WORDS[programme.code])))
    found = [str(path.relative_to(ROOT)) for path in sources() if pattern.search(path.read_text(encoding="utf-8"))]
    assert found == []
