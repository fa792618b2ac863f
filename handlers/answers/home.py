"""The policy desk on the App Home: first questions, what one waits for, and what waits for those who answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.outcomes import Handover, HandoverStatus, Question
from bot.answers.store import AnswerStore
from bot.core.people import Permission, Person
from handlers.answers import ids
from handlers.answers.handover_views import desk_buttons
from handlers.answers.library import shelf_buttons
from handlers.answers.open_questions import open_rows
from handlers.answers.views import Answers
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button
from handlers.kit.desk import Desk
from handlers.kit.words import N_, Words

SHOWN = 5
INVITATION = N_(
    "Write your question in the Messages tab, or start with one of these. The answer arrives in the Messages tab."
)
STATES = {
    HandoverStatus.OPEN: N_("waiting for somebody to take it"),
    HandoverStatus.TAKEN: N_("somebody is on it"),
}


class HomeCard:
    def __init__(self, desk: Desk, answers: Answers) -> None:
        self._desk = desk
        self._answers = answers

    async def __call__(self, person: Person, words: Words) -> Sequence[Block]:
        triages = person.may(Permission.TRIAGE_ANSWERS)
        async with self._desk.services.database.read() as connection:
            store = AnswerStore(connection)
            waiting = await store.open_handovers(person.team)
            unanswered = await store.unanswered(person.team, SHOWN) if triages else []
            count = await store.count_unanswered(person.team) if triages else 0
        mine = [one for one in waiting if one.question.asker == person.id]
        given = [one for one in waiting if person.id in one.told]
        return [
            *self._given(given, words),
            *self._mine(mine, words),
            b.header(words.say("Ask the security desk")),
            b.paragraph(words.say(INVITATION)),
            self._answers.prompt_buttons(words, "home"),
            *(self._work_list(unanswered, count, words) if triages else []),
        ]

    async def shelf(self, _person: Person, words: Words) -> Sequence[Block]:
        """What there is to read; at the end of the page, below what cannot wait."""
        return [b.header(words.say("To read")), shelf_buttons(words)]

    def _given(self, given: Sequence[Handover], words: Words) -> list[Block]:
        if not given:
            return []
        shown = [b.header(words.say("Waiting for your answer ({count})", count=len(given)))]
        for one in given[:SHOWN]:
            text = b.cut(one.question.text, 300)
            shown += [
                b.quote(words.say("Urgent: {text}", text=text) if one.urgent else text),
                b.context(words.say("Reference {id}, asked {moment}", id=one.id, moment=words.moment(one.opened_at))),
                *desk_buttons(one, words),
            ]
        return [*shown, b.divider()]

    def _mine(self, mine: Sequence[Handover], words: Words) -> list[Block]:
        if not mine:
            return []
        lines = [
            words.say(
                "{text} ({state}, {id})",
                text=b.cut(one.question.text, 120),
                state=words.say(STATES[one.status]),
                id=one.id,
            )
            for one in mine[:SHOWN]
        ]
        return [b.header(words.say("Your questions with a person")), b.bullets(lines), b.divider()]

    def _work_list(self, unanswered: Sequence[Question], count: int, words: Words) -> list[Block]:
        shown = [b.divider(), b.header(words.say("Questions without a sure answer ({count})", count=count))]
        shown += open_rows(unanswered, words)
        hint = words.say("Add a phrasing or an answer to the content, then press Done. docs/content.md shows how.")
        if count > len(unanswered):
            every = Button(ids.OPEN_LIST, words.say("Show all ({count})", count=count), "home")
            return [*shown, b.row(hint, every)]
        return [*shown, b.context(hint)] if unanswered else shown
