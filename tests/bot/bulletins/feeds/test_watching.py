"""The round of the sources: nothing lost, nothing told twice, and one bad source is nobody else's trouble."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.bulletins.feeds.feed_store import FeedStore
from bot.bulletins.feeds.fetching import Fetcher
from bot.bulletins.feeds.looking import Lookout
from bot.bulletins.feeds.reading import read as told_by
from bot.bulletins.feeds.sources import Standing
from bot.bulletins.feeds.watching import Collected, Collector
from bot.core.db import Database
from bot.core.errors import Refused
from bot.core.unit import Unit, Work
from knowledge.bulletins import FeedSource
from tests.bot.bulletins.feeds.shapes import rss, shape, source
from tests.kit.database import NOON, TestClock
from tests.kit.feed_server import FeedServer, answer, feed_server

HOUR = timedelta(hours=1)


class Round:
    """A company with its sources, and what it was told."""

    def __init__(self, server: FeedServer, unit: Unit, database: Database) -> None:
        self.server = server
        self.told: list[Collected] = []
        self.fails = False
        self._parts = (unit, database, Lookout(Fetcher(server.allow, seconds=0.5), pause=0))
        self.collector = Collector([], *self._parts)

    def follow(self, *sources: FeedSource) -> None:
        self.collector = Collector(sources, *self._parts)

    async def keep(self, work: Work, collected: Collected) -> None:
        if self.fails:
            raise RuntimeError("somebody tripped")
        self.told.append(collected)

    async def look(self) -> list[str]:
        """The titles that this round brought, updates with a star."""
        found = await self.collector.collect(self.keep)
        return [each.title for one in found for each in one.new] + [f"*{u.title}" for one in found for u in one.updated]

    async def standing(self) -> Standing:
        return (await self.collector.status())[0]


@pytest.fixture
async def rounds(unit: Unit, database: Database) -> AsyncIterator[Round]:
    async with feed_server() as server:
        yield Round(server, unit, database)


def entry(title: str, day: str = "Wed, 01 Apr 2026 09:00:00 +0900", guid: str = "") -> str:
    return f"<title>{title}</title><guid>{guid or title}</guid><pubDate>{day}</pubDate>"


async def test_what_was_there_before_us_is_not_news_and_what_comes_after_is(rounds: Round, clock: TestClock) -> None:
    rounds.follow(source("a", rounds.server.url("/a")))
    rounds.server.pages["/a"] = rss(entry("one"), entry("two"))
    assert await rounds.look() == []
    assert await rounds.look() == []
    assert len(rounds.server.asked) == 1
    clock.move(hours=1.2)
    rounds.server.pages["/a"] = rss(entry("three"), entry("one"), entry("two"))
    assert await rounds.look() == ["three"]
    clock.move(hours=1.2)
    assert await rounds.look() == []
    assert rounds.server.asked[-1].headers["if-none-match"]
    standing = await rounds.standing()
    assert (standing.items, standing.error, standing.checked_at) == (3, "", clock.now())


async def test_a_newer_word_is_told_as_an_update_and_a_date_to_come_hides_nothing(
    rounds: Round, clock: TestClock
) -> None:
    rounds.follow(source("a", rounds.server.url("/a")))
    later, mistake = "Wed, 01 Apr 2026 10:00:00 +0900", "Wed, 01 Apr 2062 10:00:00 +0900"
    rounds.server.pages["/a"] = rss(entry("注意 (公開)", guid="x"), entry("other", mistake, guid="y"))
    await rounds.look()
    clock.move(hours=2)
    rounds.server.pages["/a"] = rss(entry("注意 (更新)", later, guid="x"), entry("other (更新)", mistake, guid="y"))
    assert await rounds.look() == ["*注意 (更新)", "*other (更新)"]
    clock.move(hours=2)
    rounds.server.pages["/a"] += b" "
    assert await rounds.look() == []


async def test_a_bad_source_is_asked_less_and_less_and_keeps_nobody_else_waiting(
    rounds: Round, clock: TestClock
) -> None:
    server = rounds.server
    server.raw["/slow"] = b"HTTP/1.1 200 OK\r\n\r\n<rss>"
    server.raw["/huge"] = answer(200, b"", {"Content-Length": "50000000"})
    server.raw["/page"] = answer(200, shape("maintenance.html"))
    server.dawdling.add("/slow")
    bad = [source(name, server.url(f"/{name}")) for name in ("slow", "huge", "page")]
    rounds.follow(*bad, source("good", server.url("/good")))
    server.pages["/good"] = rss(entry("one"))
    await rounds.look()
    server.pages["/good"] = rss(entry("one"), entry("two"))
    clock.move(hours=1.2)
    assert await rounds.look() == ["two"]
    standings = await rounds.collector.status()
    assert [one.error for one in standings] == ["timeout", "too_large", "not_a_feed", ""]
    assert all(2 * HOUR <= one.next_at - clock.now() <= 2.2 * HOUR for one in standings[:3] if one.next_at)
    assert standings[0].failures == 2
    server.dawdling.clear()
    server.raw["/slow"] = answer(200, rss(entry("at last")))
    clock.move(hours=2.5)
    await rounds.look()
    assert (await rounds.standing()).failures == 0


def test_pauses_double_up_to_a_day_and_never_undercut_what_the_source_asks() -> None:
    standing, pauses = Standing("a"), []
    for _ in range(9):
        standing = standing.failed(NOON, HOUR, "server")
        assert standing.next_at
        pauses.append(round((standing.next_at - NOON) / HOUR, 2))
    assert pauses == sorted(pauses)
    assert pauses[-1] == 24
    asked = replace(standing, failures=0).failed(NOON, HOUR, "busy", timedelta(hours=5))
    assert asked.next_at == NOON + timedelta(hours=5)
    ever = replace(standing, failures=0).failed(NOON, HOUR, "busy", timedelta(days=900))
    assert ever.next_at == NOON + timedelta(days=1)


async def test_whoever_trips_over_an_item_gets_it_again(rounds: Round, clock: TestClock) -> None:
    rounds.follow(source("a", rounds.server.url("/a")))
    rounds.server.pages["/a"] = rss(entry("one"))
    await rounds.look()
    rounds.server.pages["/a"] = rss(entry("one"), entry("two"))
    clock.move(hours=2)
    rounds.fails = True
    assert await rounds.look() == []
    assert (await rounds.standing()).error == "internal"
    rounds.fails = False
    clock.move(hours=2)
    assert await rounds.look() == ["two"]


async def test_two_processes_at_once_ask_a_source_once(rounds: Round, unit: Unit, database: Database) -> None:
    rounds.server.pages["/a"] = rss(entry("one"))
    other = Round(rounds.server, unit, database)
    for each in (rounds, other):
        each.follow(source("a", rounds.server.url("/a")))
    await asyncio.gather(rounds.look(), other.look())
    assert len(rounds.server.asked) == 1


async def test_a_clock_that_was_a_year_ahead_for_a_while_keeps_no_source_waiting(
    rounds: Round, clock: TestClock
) -> None:
    rounds.follow(source("a", rounds.server.url("/a")))
    rounds.server.pages["/a"] = rss(entry("one"))
    clock.move(days=365)
    await rounds.look()
    clock.move(days=-364)
    rounds.server.pages["/a"] = rss(entry("one"), entry("two"))
    assert await rounds.look() == ["two"]


async def test_an_address_that_is_none_is_one_source_s_trouble(rounds: Round) -> None:
    rounds.follow(
        source("a", "https://[not", "nvd"), source("b", "https://a:99999/"), source("c", rounds.server.url("/"))
    )
    rounds.server.pages["/"] = rss(entry("one"))
    await rounds.look()
    assert [(one.error, one.items) for one in await rounds.collector.status()] == [
        ("internal", 0),
        ("broken", 0),
        ("", 1),
    ]


async def test_a_source_that_is_off_is_never_asked(rounds: Round) -> None:
    rounds.follow(source("a", rounds.server.url("/a"), on=False))
    await rounds.look()
    assert rounds.server.asked == []
    assert await rounds.collector.status() == []


async def test_nvd_is_asked_for_what_has_changed_page_by_page(rounds: Round, clock: TestClock) -> None:
    rounds.follow(source("n", rounds.server.url("/n"), "nvd", minutes=120))
    rounds.server.pages["/n"] = shape("nvd.json").replace(b'"totalResults": 5', b'"totalResults": 3')
    await rounds.look()
    clock.move(hours=3)
    rounds.server.pages["/n"] = shape("nvd.json").replace(b"2026-00016", b"2026-00099").replace(b" 5,", b" 3,")
    assert await rounds.look() == ["CVE-2026-00099"]
    first, second = (one.path for one in rounds.server.asked)
    assert "lastModStartDate=2026-03-31T02:50:00.000%2B00:00&lastModEndDate=2026-04-01T03:00:00.000%2B00:00" in first
    assert "lastModStartDate=2026-04-01T02:50:00.000%2B00:00&lastModEndDate=2026-04-01T06:00:00.000%2B00:00" in second
    clock.move(hours=3)
    rounds.server.pages["/n"] = shape("nvd.json")
    await rounds.look()
    assert "startIndex=3" in rounds.server.asked[3].path


async def test_a_file_from_hand_is_news_at_once_and_only_once(rounds: Round) -> None:
    rounds.follow(source("k", "https://www.cisa.gov/kev.json", "kev"), source("j", "https://jvn.jp/rss/jvn.rdf", "jvn"))
    first = await rounds.collector.take_file(shape("kev.json"), "kev.json", rounds.keep)
    again = await rounds.collector.take_file(shape("kev.json"), "kev.json", rounds.keep)
    assert (first.source, len(first.new), len(again.new)) == ("k", 2, 0)
    assert (await rounds.collector.take_file(shape("jvn.rdf"), "a", rounds.keep)).source == "j"
    odd = shape("jvn.rdf").replace(b"https://jvn.jp/rss/jvn.rdf", b"https://a..b:99999/")
    assert (await rounds.collector.take_file(odd, "d", rounds.keep)).source == "file"
    assert (await rounds.collector.take_file(shape("jvndb_new.rdf"), "b", rounds.keep)).source == "file"
    with pytest.raises(Refused, match="feed_not_a_feed"):
        await rounds.collector.take_file(b"\x00", "c", rounds.keep)


class Cut(BaseException):
    """The power fails: nothing that runs may notice."""


@pytest.mark.parametrize("last", range(1, 4))
async def test_much_news_comes_in_parts_and_a_power_cut_between_two_loses_and_doubles_nothing(
    rounds: Round, clock: TestClock, monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    monkeypatch.setattr("bot.bulletins.feeds.watching.PART", 3)
    rounds.follow(source("a", rounds.server.url("/a")))
    rounds.server.pages["/a"] = rss(entry("old"))
    await rounds.look()
    tag, news = (await rounds.standing()).etag, [f"new {number}" for number in range(10)]
    rounds.server.pages["/a"] = rss(*map(entry, news), entry("old"))
    clock.move(hours=2)

    async def dies(work: Work, collected: Collected) -> None:
        if len(rounds.told) == last:
            raise Cut
        await rounds.keep(work, collected)

    with pytest.raises(Cut):
        await rounds.collector.collect(dies)
    standing = await rounds.standing()
    assert (standing.etag, standing.items) == (tag, 1 + 3 * last), "what is kept of the look is what is in"
    clock.move(hours=2)
    await rounds.look()
    assert [one.title for each in rounds.told for one in each.new] == news
    assert [each.more for each in rounds.told[last:]] == [True] * (3 - last) + [False]
    standing = await rounds.standing()
    assert (standing.items, standing.error, standing.etag != tag) == (11, "", True)
    clock.move(hours=2)
    assert await rounds.look() == []


async def test_a_first_look_that_breaks_off_makes_no_news_of_the_rest(
    rounds: Round, clock: TestClock, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.bulletins.feeds.watching.PART", 3)
    one = source("a", rounds.server.url("/a"))
    rounds.follow(one)
    rounds.server.pages["/a"] = rss(*(entry(f"old {number}") for number in range(10)))
    async with unit() as work:  # as a process leaves it that dies after the first part
        store = FeedStore(work.connection)
        await store.claim("a", work.now)
        known = told_by(rounds.server.pages["/a"], "rss", "a").items[:3]
        await store.take("a", known, work.now)
        await store.advance("a", len(known), work.now)
    assert await rounds.look() == []
    assert rounds.server.asked == [], "somebody may still be at it"
    clock.move(hours=1)
    assert await rounds.look() == []
    assert (await rounds.standing()).items == 10


async def test_a_large_file_from_hand_is_one_answer(rounds: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.bulletins.feeds.watching.PART", 3)
    data = rss(*(entry(f"item {number}") for number in range(10)))
    found = await rounds.collector.take_file(data, "a.rss", rounds.keep)
    assert (len(found.new), found.known, found.more) == (10, 0, False)
    assert [(len(each.new), each.more) for each in rounds.told] == [(3, True), (3, True), (3, True), (1, False)]
    again = await rounds.collector.take_file(data, "a.rss", rounds.keep)
    assert (again.new, again.known) == ((), 10)
    assert len(rounds.told) == 5, "whoever hands it in again is answered, too"
