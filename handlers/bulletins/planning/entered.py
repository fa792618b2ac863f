"""The form of a repetition as it stands: what it begins with, read from what Slack sends, made into a rule."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Final, TypeVar, get_args

from pydantic import ValidationError

from bot.bulletins.cases import Bulletin, Series
from bot.bulletins.recurrence import rule_of
from bot.core.errors import Refused
from handlers.bulletins.planning.labels import ZONES
from handlers.kit.payload import MANGLED, Submission
from knowledge.recurrence import Kind, Recurrence, Shift

T = TypeVar("T")
MOST_AHEAD: Final = 10
FREE_DAYS: Final = (3, 4, 5, 7, 9)
HERE: Final = "-"
"""The zone of the company itself."""


@dataclass(frozen=True)
class Carried:
    """What the window is about: a bulletin to repeat, a series to change, or a series that takes a bulletin's words."""

    bulletin: str = ""
    series: str = ""
    page: int = 0
    """The page of the calendar underneath, where it was opened from there."""

    def text(self) -> str:
        return json.dumps({"b": self.bulletin, "s": self.series, "p": self.page})

    @classmethod
    def of(cls, metadata: str) -> Carried:
        """What was carried; what cannot be read is a bulletin that there is not."""
        try:
            held = json.loads(metadata)
            return cls(str(held.get("b", ""))[:20], str(held.get("s", ""))[:20], int(held.get("p", 0)))
        except MANGLED:
            return cls(bulletin="?")


@dataclass(frozen=True)
class Entered:
    """What was chosen so far, whether or not it makes a rule yet."""

    kind: Kind = "weekly"
    weekdays: tuple[int, ...] = ()
    nth: int = 1
    month: int = 0
    day: int = 1
    free_days: int = 4
    days_before: int = 1
    at: time = time(9, 30)
    zone: str = HERE
    shift: Shift = "after"
    in_hours: bool = True
    drafts: bool = True
    ahead: int = 1

    def rule(self) -> Recurrence:
        """The rule. Raises Refused beside the field where something is missing."""
        if self.kind == "weekly" and not self.weekdays:
            raise Refused("bulletins.weekdays_missing", "weekdays")
        month = self.month or (1 if self.kind == "yearly" else None)
        try:
            return Recurrence(
                kind=self.kind,
                weekdays=self.weekdays if self.kind == "weekly" else self.weekdays[:1] or (0,),
                nth=self.nth,
                month=month if self.kind in {"nth_weekday", "yearly"} else None,
                day=self.day,
                free_days=self.free_days,
                days_before=self.days_before,
                at=self.at,
                zone=None if self.zone == HERE else self.zone,
                shift=self.shift,
                in_hours=self.in_hours,
            )
        except ValidationError:
            raise Refused("bulletins.no_such_rule", "kind") from None


def of_bulletin(bulletin: Bulletin, local: datetime) -> Entered:
    """What stands in the form at first: the weekday and the time at which the bulletin itself goes out, where it does.

    `local` is that moment on the clocks of the company, or now.
    """
    first = Entered(weekdays=(local.weekday(),), month=local.month, day=local.day)
    return replace(first, at=local.time().replace(second=0, microsecond=0)) if bulletin.opens_at else first


def of_series(series: Series) -> Entered:
    """As it repeats now."""
    rule = rule_of(series)
    return Entered(
        rule.kind, rule.weekdays, rule.nth, rule.month or 0, rule.day, rule.free_days, rule.days_before, rule.at,
        rule.zone or HERE, rule.shift, rule.in_hours, series.drafts, series.ahead,
    )  # fmt: skip


def read(form: Submission, first: Entered) -> Entered:
    """What was entered, where it can be; what the form did not ask is as it is at first."""
    values = form.values
    weekdays = tuple(sorted({number for one in form.many["weekdays"] if (number := _number(one, range(7))) is not None}
                            if "weekdays" in form.many else first.weekdays))  # fmt: skip
    weekday = _number(values.get("weekday", ""), range(7))
    kind = _one(values.get("kind"), get_args(Kind), first.kind)
    month = values.get("in_month" if kind == "nth_weekday" else "month")
    every = kind == "nth_weekday" and first.kind != kind  # of each month, unless one is chosen
    return Entered(
        kind=kind,
        weekdays=weekdays if weekday is None else (weekday,),
        nth=_pick(values.get("nth"), (1, 2, 3, 4, 5, -1), first.nth),
        month=_pick(month, range(13), 0 if every else first.month),
        day=_pick(values.get("day"), range(1, 32), first.day),
        free_days=_pick(values.get("free_days"), range(3, 10), first.free_days),
        days_before=_pick(values.get("days_before"), range(1, 11), first.days_before),
        at=_time(values.get("at", "")) or first.at,
        zone=_one(values.get("zone"), (HERE, *ZONES), first.zone),
        shift=_one(values.get("shift"), get_args(Shift), first.shift),
        in_hours="in_hours" in form.many["in_hours"] if "in_hours" in form.many else first.in_hours,
        drafts=values["mode"] != "send" if "mode" in values else first.drafts,
        ahead=_pick(values.get("ahead"), range(21), first.ahead),
    )


def _number(text: str, within: Sequence[int]) -> int | None:
    found = int(text) if text.removeprefix("-").isdecimal() and text.isascii() and len(text) < 4 else None
    return found if found in within else None


def _pick(text: str | None, within: Sequence[int], otherwise: int) -> int:
    found = _number(text or "", within)
    return otherwise if found is None else found


def _one(text: str | None, within: Sequence[T], otherwise: T) -> T:
    return next((one for one in within if one == text), otherwise)


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None
