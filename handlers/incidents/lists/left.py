"""What closed incidents left to do, on the App Home of those who respond."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.incidents.cases import Incident
from bot.incidents.checklist import Checklist
from bot.incidents.command import waiting_review
from bot.incidents.duties import Need
from bot.incidents.queries import Rest
from handlers.incidents import ids
from handlers.incidents.lists.views import titled
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button
from handlers.kit.words import Words

SHOWN = 3
"""The heading counts them all; the list of all incidents has the others."""


@dataclass(frozen=True)
class Left:
    """A closed incident with what is still open of it, and the next date."""

    incident: Incident
    duties: int
    actions: int
    due: datetime | None

    @property
    def is_open(self) -> bool:
        return bool(self.duties or self.actions or waiting_review(self.incident))


def left_of(rest: Rest, case: Checklist) -> Left:
    """Of the duties only those count that are needed for certain."""
    needed = [item for item in case.items if item.open and item.due.need is Need.NEEDED]
    dates = [line.run.dates.extended for item in needed for line in item.open if line.run]
    dates += [step.due_at for step in rest.actions if step.due_at]
    if waiting_review(rest.incident) and rest.incident.review_due:
        dates.append(rest.incident.review_due)
    return Left(rest.incident, len(needed), len(rest.actions), min(dates, default=None))


def left_blocks(left: Sequence[Left], due: Callable[[datetime | None], str], words: Words) -> list[Block]:
    """The next dates first; `due` says a date. Nothing where nothing is left."""
    if not left:
        return []
    dated = sorted(left, key=lambda one: (one.due is None, one.due.timestamp() if one.due else 0))
    shown: list[Block] = [b.strong(words.say("Still open of closed incidents ({count})", count=len(left)))]
    for one in dated[:SHOWN]:
        said = words.say("Left to do: {parts}", parts=words.say(", ").join(_parts(one, words)))
        lines = (titled(one.incident, words), said, due(one.due))
        opens = Button(f"{ids.OPEN}.left.{one.incident.id}", words.say("Open"), one.incident.id)
        shown.append(b.row("\n".join(filter(None, lines)), opens))
    return shown


def _parts(one: Left, words: Words) -> Iterator[str]:
    if one.duties:
        yield words.say("notifications: {count}", count=one.duties)
    if waiting_review(one.incident):
        yield words.say("the review")
    if one.actions:
        yield words.say("follow-ups: {count}", count=one.actions)
