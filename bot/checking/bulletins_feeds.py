"""What those who follow the feeds would see, drawn with long and hostile words: for `mamori check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from bot.bulletins.feeds.advisories import Digest
from bot.bulletins.feeds.items import LONGEST_TITLE, Advisory, Mention, Reason
from bot.bulletins.feeds.rules import LONGEST, MOST_PROPOSALS, Rule, Teaching
from bot.bulletins.feeds.sources import Standing
from bot.checking.mail import TRAP, Drawn
from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.people import Directory
from handlers.bulletins.feeds import files, views
from handlers.bulletins.feeds.labels import REASONS, STATES, Labels
from handlers.bulletins.feeds.lists import MOST_RULES, At, irrelevant_form, list_modal, one_modal, rules_modal
from handlers.bulletins.feeds.sources import ERRORS, sources_modal
from handlers.kit.people import People
from handlers.kit.words import Words
from knowledge.reading import Knowledge

NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
MANY = 40


def bulletins_feeds_drawn(known: Knowledge, words: Words, trap: str = TRAP * 60) -> Iterator[Drawn]:
    """Every card and window; whatever comes from a feed or a person is the trap."""
    people = People(known.company, Directory(()), Database("sqlite://"), SystemClock())
    labels = Labels(known.bulletins, people)
    for state in STATES:
        for score in (None, 3.1, 5.0, 7.5, 9.8):
            seen = _advisory(known, trap, state, score)
            yield f"advisory {state} {score}", views.advisory_card(seen, labels, words, urgent=seen.exploited)
        listed = [(replace(seen, id=f"AD-{number}"), True) for number in range(20)]
        yield f"advisories {state}", list_modal(listed, At(state, 2), {state: 999}, labels, words)
        yield f"advisory {state}, window", one_modal(seen, labels, words, At(state).text, urgent=True)
    for back in views.BACK:
        again = replace(seen, state="new", back=back)
        yield f"advisory, back {back}", views.advisory_card(again, labels, words, urgent=True)
    yield "advisories, none", list_modal([], At(), {}, labels, words)
    yield "advisory, worse", views.worse_card(seen, labels, words)
    yield "advisories, digest", views.digest_card(Digest((seen,) * 10, 999), words)
    yield from _taught(known, seen, labels, words, trap)
    yield from _sources(known, words)
    for code in (*files.TROUBLE, "other"):
        yield f"feed file, {code}", files.trouble_card(code, trap[:200], words)


def _advisory(known: Knowledge, trap: str, state: str, score: float | None) -> Advisory:
    interests = [one.id for one in known.bulletins.interests.interests]
    reasons = tuple(Reason(one, how, trap[:400]) for one in interests for how in REASONS)
    links = ("https://jvn.jp/1", "javascript:alert(1)", "https://" + "a" * 3000, "https://[broken", "")
    mentions = tuple(Mention("jvn", trap[:LONGEST_TITLE], links[one % len(links)], NOW) for one in range(MANY))
    mentions += (Mention("nowhere", "", "", None),)
    cves = tuple(f"CVE-2026-{number}" for number in range(MANY))
    about = (trap[:LONGEST_TITLE], cves, mentions, reasons, score, score is not None and score > 9, NOW, NOW)
    return Advisory(
        "AD-22222222", "T1", *about, state=state, decided_by="U1", decided_at=NOW, bulletin="BL-22222222", updates=3
    )


def _taught(known: Knowledge, seen: Advisory, labels: Labels, words: Words, trap: str) -> Iterator[Drawn]:
    interests = [one.id for one in known.bulletins.interests.interests]
    taught = [Teaching("line", interests[0], trap[:LONGEST]), Teaching("source", "gone", source="gone")]
    taught += [Teaching("words", one, trap[:LONGEST]) for one in interests]
    yield "irrelevant", irrelevant_form(seen, taught[:MOST_PROPOSALS], labels, words, "quiet.12")
    yield "irrelevant, nothing to learn", irrelevant_form(seen, [], labels, words, "")
    examples = (trap[:LONGEST_TITLE],) * 3
    rules = [Rule(n, "T1", taught[n % len(taught)], "U1", NOW, hidden=n, examples=examples) for n in range(MOST_RULES)]
    yield "rules", rules_modal(rules, labels, words, trap)
    yield "rules, none", rules_modal([], labels, words)


def _sources(known: Knowledge, words: Words) -> Iterator[Drawn]:
    sources = known.bulletins.feeds.sources
    for error in (*ERRORS, "new", ""):
        standing = Standing("", checked_at=NOW, succeeded_at=NOW, next_at=NOW, failures=3, error=error, items=12345)
        found = [replace(standing, id=one.id) for one in sources]
        yield f"sources {error}", sources_modal(sources, found, words, on=True)
    yield "sources, never", sources_modal(sources, [], words, on=True)
    yield "sources, off", sources_modal(sources, [], words, on=False)
