"""The page of a published list at 100, 1,000 and 10,000 entries: as a written file and live, beside a bare Django.

.venv/bin/python -m benchmarks.public_list
"""

import shutil
import subprocess
from contextlib import ExitStack

from benchmarks import place

SIZES = (100, 1_000, 10_000)
HITS = 150  # rows that the live search finds at any size (100 in the smallest list)
WORD = "磨削"


def main() -> None:
    place.introduce("Public list under granian, two workers, PostgreSQL; one visitor, ms (median)")
    with place.portal(), ExitStack() as stack:
        lists = {size: published(size) for size in SIZES}
        ours = stack.enter_context(place.web("config.wsgi:application"))
        bare = stack.enter_context(place.web("benchmarks.bare:application"))
        rows = []
        for size, pk in lists.items():
            rows += measure(size, pk, place.Visitor(ours), place.Visitor(bare))
        place.show(rows, heads=("entries", "request", "ms", "× plain response", "bytes"))
        if shutil.which("wrk"):
            place.show(many(ours, bare, lists[SIZES[-1]]), heads=("8 visitors", "requests a second"))


def published(size: int) -> int:
    """A list in publication, published by the actions with one entry and filled up by rows; its page is written again."""
    from publicity import pages
    from publicity.models import Entry
    from tests.factories import accounts, publicity

    desk = publicity.Desk(accounts.organiser())
    season = publicity.season(desk.organiser, year=2026 - SIZES.index(size))
    made = publicity.published(desk, season, names=("王砚舟",))
    model = made.entries.get().nomination
    shared = {"season": model.season, "recommender": model.recommender, "created_by": model.created_by}
    rows = (
        type(model)(number=100 + n, code=f"{made.pk}-{n:05d}", name=f"王砚{n:05d}", **shared)
        for n in range(2, size + 1)
    )
    nominations = type(model).objects.bulk_create(rows, batch_size=1_000)
    Entry.objects.bulk_create(
        [entry(made, nomination, number) for number, nomination in enumerate(nominations, start=2)], batch_size=1_000
    )
    pages.write_list(made.pk)
    return made.pk


def entry(publicity, nomination, number):
    from publicity.models import Entry

    unit = f"浦江第{number}{WORD if number <= HITS + 1 else '精密'}机械有限公司"
    values = {"position": number, "name": nomination.name, "unit": unit, "recommender": "上海市示例产业工会"}
    return Entry(publicity=publicity, nomination=nomination, **values)


def measure(size, pk, ours, bare):
    from urllib.parse import quote

    address = f"/publicity/{pk}/"
    found: dict[str, int] = {}

    def ask(name, visitor, path, headers="", status=200):
        def call():
            code, _head, body = visitor.get(path, headers=headers)
            assert code == status, (path, code)
            found[name] = len(body)

        return call

    tag = ours.get(address)[1].partition("etag: ")[2].split("\r\n")[0]
    subjects = {
        "written page": ask("written page", ours, address),
        "written page, gzip": ask("written page, gzip", ours, address, "Accept-Encoding: gzip\r\n"),
        "written page, brotli": ask("written page, brotli", ours, address, "Accept-Encoding: br\r\n"),
        "not modified (304)": ask("not modified (304)", ours, address, f"If-None-Match: {tag}\r\n", 304),
        "live, 150 rows": ask("live, 150 rows", ours, f"{address}?q={quote(WORD)}"),
        "limit: plain response": ask("limit: plain response", bare, "/plain"),
        "limit: one query": ask("limit: one query", bare, "/query"),
    }
    taken = place.interleaved(subjects, rounds=12, each=10)
    limit = taken["limit: plain response"]
    return [(f"{size:,}", name, ms, ms / limit, f"{found[name]:,}") for name, ms in taken.items()]


def many(ours, bare, pk):
    """Requests a second with eight visitors for three seconds each, by wrk."""
    addresses = {
        "written page of 10,000, brotli": f"http://127.0.0.1:{ours}/publicity/{pk}/",
        "limit: plain response": f"http://127.0.0.1:{bare}/plain",
        "limit: one query": f"http://127.0.0.1:{bare}/query",
    }
    return [(name, _wrk(address)) for name, address in addresses.items()]


def _wrk(address):
    command = ["wrk", "-t1", "-c8", "-d3s", "-H", "Accept-Encoding: br", address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return next(line.split()[1] for line in said.splitlines() if line.startswith("Requests/sec"))


if __name__ == "__main__":
    main()
