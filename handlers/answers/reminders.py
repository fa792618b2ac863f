"""The clock's door of the policy desk: no question that went to a person is forgotten."""

from __future__ import annotations

from datetime import timedelta

from bot.answers.outcomes import Handover
from bot.answers.patience import goes_up, steps_passed
from bot.answers.store import AnswerStore
from bot.core.people import Role
from bot.core.schedule import Every, Job
from bot.core.unit import Work
from handlers.answers.handover_views import desk_card, reminder_card
from handlers.answers.views import Answers
from handlers.kit import replies
from handlers.kit.desk import Desk

JOB = Job("answers.remind", Every(timedelta(minutes=1)), catch_up="once")


class Reminders:
    def __init__(self, desk: Desk, answers: Answers) -> None:
        self._desk = desk
        self._answers = answers

    async def run(self, work: Work) -> None:
        """Reminds those who were asked, and tells the next person up when that alone does not help."""
        for handover in await AnswerStore(work.connection).open_handovers():
            passed = steps_passed(handover, self._desk.services.days, work.now)
            if passed > handover.reminded:
                await self._remind(work, handover, passed)

    async def _remind(self, work: Work, handover: Handover, passed: int) -> None:
        asker = handover.question.asker
        more = self._desk.people.to_tell(Role.SECURITY_LEAD, None, besides=asker) if goes_up(handover, passed) else []
        joining = [person.id for person in more if person.id not in handover.told]
        after = await self._desk.services.handovers.remind(work, handover, joining, passed)
        if after is None:
            return
        for holder in after.told:
            words = self._desk.speech.in_(self._desk.people.known_language(holder))
            if holder in joining:
                card = desk_card(self._answers, after, words)
                work.outbox.put(replies.direct(holder, card, f"handover:{after.id}:{holder}"))
            nudge = reminder_card(after, words)
            work.outbox.put(replies.direct(holder, nudge, f"reminder:{after.id}:{after.reminded}:{holder}"))
