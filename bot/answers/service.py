"""The policy desk: records what was asked and answered, and walks decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.finder import CLAUSE, DOOR, Finder
from bot.answers.outcomes import Asked, Kind, Outcome, Question, Walk
from bot.answers.store import AnswerStore
from bot.core.audit import Entry
from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.place import Place
from bot.core.references import reference
from bot.core.unit import Work
from knowledge.documents import Answer, Decision, Door, RoleId
from knowledge.reading import Knowledge
from knowledge.walk import Position, position

ASK_DEFAULT: RoleId = "security_lead"
URGENT_ROLE: RoleId = "system_admin"
LONGEST_QUESTION = 2_000


@dataclass(frozen=True)
class Turn:
    """A walk and where it now stands."""

    walk: Walk
    decision: Decision
    position: Position


class AnswerService:
    """What the bot does with a question; every write happens on the caller's open unit of work."""

    def __init__(self, known: Knowledge, finder: Finder) -> None:
        self.known = known
        self._finder = finder

    def find(self, text: str, before: str | None = None, locale: str | None = None) -> Outcome:
        """The outcome for a message; pure CPU, so that the caller can run it off the event loop."""
        return self._finder.find(text[:LONGEST_QUESTION], before, locale)

    async def record(self, work: Work, asked: Asked, outcome: Outcome) -> Question:
        """Keeps the question with what was answered: the evidence, and the work list of what was not."""
        question = Question(
            id=reference("Q"),
            team=asked.team,
            asker=asked.asker,
            text=asked.text[:LONGEST_QUESTION],
            place=asked.place,
            via=asked.via,
            outcome=outcome,
            asked_at=work.now,
        )
        await AnswerStore(work.connection).add_question(question, self.known.digest)
        return question

    async def question(self, connection: AsyncConnection, question_id: str) -> Question:
        found = await AnswerStore(connection).question(question_id)
        if found is None:
            raise NotFound("answers.question_gone")
        return found

    async def readable(self, connection: AsyncConnection, question_id: str, reader: str) -> Question:
        """The question, for its asker and whoever could read it; for anybody else it does not exist."""
        question = await self.question(connection, question_id)
        if not question.seen_by(reader):
            raise NotFound("answers.question_gone")
        return question

    async def start_walk(
        self, work: Work, question: Question, walker: str, taps: Mapping[str, str], place: Place
    ) -> tuple[Turn, bool]:
        """Begins the decision of a question's answer; the second value is False when one was open and goes on."""
        decision = self._decision_of(question)
        before = await AnswerStore(work.connection).open_walk(question.id, walker)
        if before and before.decision != decision.id:  # the content has changed since
            before = None
        walk = before or Walk(
            id=reference("W"),
            question=question.id,
            team=question.team,
            walker=walker,
            decision=decision.id,
            language=question.outcome.language,
            place=place,
        )
        return await self._save_walk(work, walk, taps), before is None

    async def tap(self, work: Work, walk_id: str, walker: str, taps: Mapping[str, str]) -> Turn:
        """Sets the taps of a walk, one more or fewer. An ended walk is evidence and never changes.

        Raises NotAllowed for somebody else's walk, Refused when other taps come after its end.
        """
        walk = await AnswerStore(work.connection).walk(walk_id)
        if walk is None or walk.decision not in self.known.decisions:
            raise NotFound("answers.walk_gone")
        if walk.walker != walker:
            raise NotAllowed("answers.not_your_walk")
        if walk.ended_at is None:
            return await self._save_walk(work, walk, taps)
        if dict(taps) != dict(walk.taps):
            raise Refused("answers.walk_ended")
        decision = self.known.decisions[walk.decision]
        return Turn(walk, decision, position(decision, walk.taps))

    async def walk_again(self, work: Work, walk_id: str, walker: str, place: Place) -> tuple[Turn, bool]:
        """Begins the decision of an ended walk anew, as a record of its own; False when that was done already."""
        walk = await AnswerStore(work.connection).walk(walk_id)
        if walk is None:
            raise NotFound("answers.walk_gone")
        question = await self.readable(work.connection, walk.question, walker)
        return await self.start_walk(work, question, walker, {}, place)

    async def rate(
        self, work: Work, question: Question, rater: str, helpful: bool, why: tuple[str, str] | None = None
    ) -> None:
        """Keeps a 👍 or 👎; `why` is the reason's code and a comment."""
        reason, comment = why or (None, None)
        values = {"helpful": helpful, "reason": reason, "comment": comment, "rated_at": work.now}
        await AnswerStore(work.connection).rate(question.id, rater, values)

    async def settle_own(self, work: Work, question_id: str, asker: str) -> None:
        """Takes a question off the work list because its asker has found the answer."""
        await AnswerStore(work.connection).settle(question_id, work.now, asker)

    async def settle(self, work: Work, question_id: str, by: str) -> None:
        """Takes a question off the work list."""
        question = await self.question(work.connection, question_id)
        await AnswerStore(work.connection).settle(question_id, work.now)
        work.audit.put(Entry(question.team, by, "answers.settled", question_id))

    def role_for(self, outcome: Outcome, *, urgent: bool = False) -> str:
        """Who answers when the bot could not: the answer's own role, else the clause's owner."""
        if urgent:
            return URGENT_ROLE
        entry = outcome.entry or (outcome.alternatives[0] if outcome.alternatives else None)
        answer = self.known.answers.get(entry or "")
        if answer and answer.ask:
            return answer.ask
        clauses = self.clauses_of(entry)
        return self.known.clauses[clauses[0]].owner if clauses and outcome.kind is Kind.FOUND else ASK_DEFAULT

    def knows(self, entry: str) -> bool:
        """Whether the content still has this answer, clause or door; buttons and records live longer than rules."""
        return entry in self.known.answers or self.door(entry) is not None or bool(self.clauses_of(entry))

    def door(self, entry: str | None) -> Door | None:
        return self.known.doors.get(entry.removeprefix(DOOR)) if entry and entry.startswith(DOOR) else None

    def answer(self, entry: str | None) -> Answer | None:
        return self.known.answers.get(entry or "")

    def clauses_of(self, entry: str | None) -> Sequence[str]:
        """The clause ids an entry rests on, the deciding one first; none when the content no longer has it."""
        if entry is None:
            return ()
        if entry.startswith(CLAUSE):
            clause = entry.removeprefix(CLAUSE)
            return (clause,) if clause in self.known.clauses else ()
        found = self.known.answers.get(entry)
        return tuple(found.clauses) if found else ()

    def _decision_of(self, question: Question) -> Decision:
        answer = self.answer(question.outcome.entry)
        decision = self.known.decisions.get(answer.decision or "") if answer else None
        if decision is None:
            raise NotFound("answers.walk_gone")
        return decision

    async def _save_walk(self, work: Work, walk: Walk, taps: Mapping[str, str]) -> Turn:
        decision = self.known.decisions[walk.decision]
        here = position(decision, taps)
        ended: datetime | None = work.now if here.result else None
        after = replace(walk, taps=here.taps, ended_at=ended)
        values = {
            "verdict": here.result.verdict.value if here.result else None,
            "permit": here.result.permit if here.result else None,
            "content_digest": self.known.digest,
            "started_at": work.now,
        }
        await AnswerStore(work.connection).save_walk(after, values)
        if here.result:
            evidence = {
                "question": after.question,
                "decision": decision.id,
                "taps": dict(here.taps),
                "verdict": values["verdict"],
                "permit": values["permit"],
                "content": self.known.digest,
            }
            work.audit.put(Entry(after.team, after.walker, "answers.decided", after.id, evidence))
        return Turn(after, decision, here)
