"""The numbers of a year as a window, beside the same stretch of the year before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

from bot.incidents.numbers import Figures, Share, Span, Wait
from bot.incidents.queries import Late
from handlers.incidents import ids
from handlers.incidents.lists.fields import level_name, option
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.words import N_, Words
from knowledge.incidents import IncidentContent

WAITS = {
    Span.REPORT: N_("From what happened to the report"),
    Span.CONFIRM: N_("From the report until somebody confirmed it"),
    Span.CONTAIN: N_("From the report until it was contained"),
    Span.CLOSE: N_("From the report to the closing"),
}
LONGEST_BAR = 12
HOUR, DAY = 60, 24 * 60
T = TypeVar("T")


@dataclass(frozen=True)
class Numbers:
    """A year and the one before; `before` is None when nothing was on record then."""

    year: int
    years: Sequence[int]
    now: Figures
    before: Figures | None
    late: Late


def numbers_modal(numbers: Numbers, content: IncidentContent, words: Words) -> Modal:
    """How many of what, how long it took, and what was done in time."""
    now, before = numbers.now, numbers.before
    chosen = option(str(numbers.year), _year(numbers.year, words))
    menu = {
        "type": "static_select",
        "action_id": ids.NUMBERS_YEAR,
        "options": [option(str(one), _year(one, words)) for one in numbers.years[:100]],
        "initial_option": chosen,
    }
    shown: list[Block] = [
        {"type": "actions", "elements": [menu]},
        b.header(_year(numbers.year, words)),
        b.bullets(_totals(now, before, words)),
        *_table(words.say("By level"), _levels(now, before, words)),
        *_table(words.say("By kind"), _kinds(now, before, content, words)),
        *_table(words.say("By month"), _months(now, words)),
        b.strong(words.say("How long it took")),
        b.bullets(_waits(now, before, words)),
        b.strong(words.say("What was done in time")),
        b.bullets(_shares(now, before, words)),
        b.strong(words.say("Overdue now")),
        b.bullets(_late(numbers.late, words)),
    ]
    if now.drills:
        shown += [b.strong(words.say("Drills, counted apart")), b.bullets(_drills(now, words))]
    shown += [
        b.divider(),
        b.context(*_notes(before, words)),
        b.buttons(Button(ids.CSV, words.say("This year as a file (CSV)"), str(numbers.year))),
    ]
    return Modal(ids.SHOW, words.say("Incidents in numbers"), shown, words.say("Close"))


def lasted(minutes: float, words: Words) -> str:
    """A stretch of time as people say it."""
    if minutes < 2 * HOUR:
        return words.say("{number} min", number=round(minutes))
    if minutes < 2 * DAY:
        return words.say("{number} h", number=f"{minutes / HOUR:.1f}".removesuffix(".0"))
    return words.say("{number} days", number=f"{minutes / DAY:.1f}".removesuffix(".0"))


def _totals(now: Figures, before: Figures | None, words: Words) -> list[str]:
    lines = [
        _line(words.say("Reported in all"), now.total, _past(before, lambda one: one.total), words),
        _line(words.say("Near misses among them"), now.near_misses, _past(before, lambda one: one.near_misses), words),
        _line(words.say("Still being dealt with"), now.open, None, words),
    ]
    if now.rejected or now.merged:
        said = words.say(
            "Not counted: {rejected} that were no incident, {merged} told twice",
            rejected=now.rejected,
            merged=now.merged,
        )
        lines.append(said)
    return lines


def _levels(now: Figures, before: Figures | None, words: Words) -> list[str]:
    levels = [level for level in (3, 2, 1, 0) if now.levels.get(level) or (before and before.levels.get(level))]
    return [
        _line(level_name(level, words), now.levels.get(level, 0), _past(before, partial(_of_level, level)), words)
        for level in levels
    ]


def _kinds(now: Figures, before: Figures | None, content: IncidentContent, words: Words) -> list[str]:
    titles = {one.id: one.title.say(words.language) for one in content.categories.categories}
    kinds = dict.fromkeys((*now.categories, *(before.categories if before else ())))
    often_first = sorted(kinds, key=lambda kind: -now.categories.get(kind, 0))
    return [
        _line(titles.get(kind, kind), now.categories.get(kind, 0), _past(before, partial(_of_kind, kind)), words)
        for kind in often_first
    ]


def _months(now: Figures, words: Words) -> list[str]:
    """A bar for each month up to the last one with a report, and its number beside it."""
    if not now.months:
        return []
    first, last, most = min(now.months), max(now.months), max(now.months.values())
    months = [date(first.year, number, 1) for number in range(1, last.month + 1)]
    lines = []
    for month in months:
        count = now.months.get(month, 0)
        bar = "■" * round(LONGEST_BAR * count / most) or "・"
        lines.append(words.say("{month}: {count} {bar}", month=words.month(month), count=count, bar=bar))
    return lines


def _waits(now: Figures, before: Figures | None, words: Words) -> list[str]:
    return [
        words.say("{name}: {value}", name=words.say(name), value=_wait(now.waits[span], words))
        + _earlier(before.waits[span].median if before else None, words)
        for span, name in WAITS.items()
    ]


def _wait(wait: Wait, words: Words) -> str:
    if wait.median is None or wait.most is None:
        return words.say("nothing to measure yet")
    return words.say(
        "{median}, nine of ten within {most} (median of {count})",
        median=lasted(wait.median, words),
        most=lasted(wait.most, words),
        count=len(wait.minutes),
    )


def _earlier(median: float | None, words: Words) -> str:
    return "" if median is None else words.say(" (year before: {value})", value=lasted(median, words))


def _shares(now: Figures, before: Figures | None, words: Words) -> list[str]:
    names = (
        (words.say("Confirmed within the wait of its level"), now.confirmed, _past(before, lambda one: one.confirmed)),
        (words.say("Reviewed by the due day"), now.reviews, _past(before, lambda one: one.reviews)),
    )
    return [
        words.say("{name}: {value}", name=name, value=_share(share, words)) + _earlier_share(past, words)
        for name, share, past in names
    ]


def _share(share: Share, words: Words) -> str:
    if share.percent is None:
        return words.say("nothing to measure yet")
    return words.say(
        "{percent} % ({timely} of {judged})", percent=share.percent, timely=share.timely, judged=share.judged
    )


def _earlier_share(past: Share | None, words: Words) -> str:
    if past is None or past.percent is None:
        return ""
    return words.say(" (year before: {value})", value=words.say("{percent} %", percent=past.percent))


def _late(late: Late, words: Words) -> list[str]:
    rows = (
        (N_("Steps of the response"), late.steps),
        (N_("Follow-up actions"), late.actions),
        (N_("Notifications"), late.duties),
        (N_("Reviews"), late.reviews),
    )
    return [words.say("{name}: {value}", name=words.say(name), value=value) for name, value in rows]


def _drills(now: Figures, words: Words) -> list[str]:
    confirmed = words.say("Confirmed within the wait of its level")
    return [
        words.say("{name}: {value}", name=words.say("Drills"), value=now.drills),
        words.say("{name}: {value}", name=confirmed, value=_share(now.drills_confirmed, words)),
    ]


def _notes(before: Figures | None, words: Words) -> Iterable[str]:
    yield words.say(
        "Counted are the incidents that you may see, by the day of the report. Times are without near misses."
    )
    if before:
        yield words.say("The year before is counted up to the same day.")


def _line(name: str, value: int, before: int | None, words: Words) -> str:
    if before is None:
        return words.say("{name}: {value}", name=name, value=value)
    change = value - before
    sign = f"+{change}" if change > 0 else str(change).replace("-", "−") if change else "±0"
    return words.say(
        "{name}: {value} (year before: {before}, {change})", name=name, value=value, before=before, change=sign
    )


def _past(before: Figures | None, pick: Callable[[Figures], T]) -> T | None:
    return pick(before) if before else None


def _of_level(level: int, one: Figures) -> int:
    return one.levels.get(level, 0)


def _of_kind(kind: str, one: Figures) -> int:
    return one.categories.get(kind, 0)


def _table(title: str, lines: Sequence[str]) -> list[Block]:
    return [b.strong(title), b.bullets(lines)] if lines else []


def _year(number: int, words: Words) -> str:
    return words.say("The year {year}", year=number)
