"""What somebody is asked and began alone, on the App Home and in the answer to `/mamori survey`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.people import Person
from bot.surveys.cases import Answers, SheetState
from bot.surveys.store import SurveyStore
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button
from handlers.kit.desk import Desk
from handlers.kit.words import Words
from handlers.surveys import ids
from handlers.surveys.filling.cards import go_on, left
from handlers.surveys.filling.doors import ALONE
from handlers.surveys.filling.labels import title, until
from handlers.surveys.filling.own import verdict
from handlers.surveys.filling.targets import target
from knowledge.surveys import Survey

MOST = 4
"""Sheets with a row of their own."""


class HomeCard:
    """The open sheets first, then the own diagnosis."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def blocks(self, person: Person, words: Words) -> list[Block]:
        """At most a dozen; none where there is nothing to answer."""
        survey = self._desk.services.surveys.newest(ALONE)
        asked, begun, finished = await self._mine(person)
        return drawn(asked, begun, finished, survey, words)

    async def _mine(self, person: Person) -> tuple[list[Answers], Answers | None, Answers | None]:
        """What is asked, soonest first; the own diagnosis that was begun, and the latest that was finished."""
        async with self._desk.services.database.read() as connection:
            store = SurveyStore(connection)
            sheets = await store.mine(person.team, person.id)
            own = [one for one in sheets if one.campaign is None]
            begun = next((one for one in own if one.state is not SheetState.DONE), None)
            done = next((one for one in own if one.state is SheetState.DONE), None)
            open_ones = [one for one in sheets if one.campaign and one.state is not SheetState.DONE]
            asked = [found for one in open_ones if (found := await store.answers(one.id)) and not person.is_guest]
            last = [await store.answers(one.id) if one else None for one in (begun, done)]
        return sorted(asked, key=_due), last[0], last[1]


def drawn(
    asked: Sequence[Answers], begun: Answers | None, finished: Answers | None, survey: Survey | None, words: Words
) -> list[Block]:
    """What is asked, then the own diagnosis that was begun, the last one, and the way into a new one."""
    shown = list(_asked(asked, words))
    if begun:
        line = words.say("Your own diagnosis, begun on {day}", day=_day(begun, words))
        shown.append(b.row(line, go_on(begun, begun.answered, words, MOST)))
    if finished:
        shown.append(_last(finished, words))
    if survey and not begun:
        shown.append(_alone(survey, words))
    return shown


def _asked(asked: Sequence[Answers], words: Words) -> Iterator[Block]:
    for place, one in enumerate(asked[:MOST]):
        if one.campaign:
            how_far = left(one.campaign, one.sheet, one.answered, words)
            moment = words.say("Until {moment}", moment=until(one.campaign, words))
            yield b.row(f"{title(one, words)}\n{how_far}\n{moment}", go_on(one, one.answered, words, place))
    if len(asked) > MOST:
        yield b.context(words.say("{count} more in your messages from me", count=len(asked) - MOST))


def _last(finished: Answers, words: Words) -> Block:
    line = words.say("Your last own diagnosis, {day}", day=_day(finished, words))
    said = verdict(finished, words)
    button = Button(f"{ids.BEGIN}.last", words.say("See the result"), target(finished).carried())
    return b.row(f"{line}\n{said}" if said else line, button)


def _alone(survey: Survey, words: Words) -> Block:
    label = words.say("Try the self-diagnosis alone ({minutes} min)", minutes=survey.minutes)
    return b.buttons(Button(f"{ids.ALONE}.home", label, "alone"))


def _day(found: Answers, words: Words) -> str:
    moment = found.sheet.done_at or found.sheet.created_at
    return words.day_of(moment) if moment else ""


def _due(found: Answers) -> str:
    return found.campaign.due_at.isoformat() if found.campaign else ""
