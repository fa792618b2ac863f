"""Questions that go to a person: given once, answered by one of those told, never forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.outcomes import TRANSITIONS, Handover, HandoverAct, HandoverStatus, Question
from bot.answers.service import AnswerService
from bot.answers.store import AnswerStore
from bot.core.audit import Entry
from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.references import reference
from bot.core.unit import Work


class HandoverService:
    """What becomes of a question that a person is to answer; writes happen on the caller's open unit of work."""

    def __init__(self, answers: AnswerService) -> None:
        self._answers = answers

    async def hand_over(
        self, work: Work, question: Question, told: Sequence[str], note: str = "", *, urgent: bool = False
    ) -> tuple[Handover, bool]:
        """Gives the question to those told; the second value is False when it had been given already."""
        store = AnswerStore(work.connection)
        before = await store.handover_of(question.id)
        if before:
            return before, False
        role = self._answers.role_for(question.outcome, urgent=urgent)
        handover = Handover(
            id=reference("H"),
            question=question,
            role=role,
            urgent=urgent,
            note=note,
            status=HandoverStatus.OPEN,
            opened_at=work.now,
            told=tuple(told),
        )
        if not await store.add_handover(handover):  # another replica was faster by a breath
            return _there(await store.handover_of(question.id)), False
        about = {"question": question.id, "role": role, "urgent": urgent}
        work.audit.put(Entry(question.team, question.asker, "answers.handed_over", handover.id, about))
        return handover, True

    async def act(self, work: Work, handover_id: str, act: HandoverAct, by: str, reply: str | None = None) -> Handover:
        """Takes, answers or closes a handover. Raises Refused when somebody else was faster."""
        store = AnswerStore(work.connection)
        before = await self.given_to(work.connection, handover_id, by, lock=True)
        status = TRANSITIONS.get((before.status, act))
        if status is None:
            raise Refused("answers.handover_already", status=before.status.value)
        after = replace(before, status=status, assignee=by, reply=reply or before.reply)
        if not await store.change_handover(after, before.status, work.now):
            raise Refused("answers.handover_already", status=before.status.value)
        if status is HandoverStatus.RESOLVED:
            await store.settle(after.question.id, work.now)
        work.audit.put(Entry(after.question.team, by, f"answers.handover_{act.value}", after.id))
        return after

    async def given_to(self, connection: AsyncConnection, handover_id: str, by: str, *, lock: bool = False) -> Handover:
        """The handover, for one of those it was given to. Raises NotAllowed for others, and for who asked."""
        handover = _there(await AnswerStore(connection).handover(handover_id, lock=lock))
        if by not in handover.told or by == handover.question.asker:
            raise NotAllowed("people.not_allowed")
        return handover

    async def remind(self, work: Work, handover: Handover, joining: Sequence[str], passed: int) -> Handover | None:
        """Counts the reminders up to `passed` and who was told; None when the handover has moved on meanwhile."""
        store = AnswerStore(work.connection)
        now = await store.handover(handover.id, lock=True)
        if now is None or (now.status, now.reminded) != (handover.status, handover.reminded):
            return None
        after = replace(now, reminded=passed, told=(*now.told, *joining))
        return after if await store.change_handover(after, now.status, work.now) else None


def _there(handover: Handover | None) -> Handover:
    if handover is None:
        raise NotFound("answers.handover_gone")
    return handover
