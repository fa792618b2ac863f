"""The mail desk: a mail is received, analysed, reported, joined to its campaign, and decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.place import Place
from bot.core.references import reference
from bot.core.unit import Work
from bot.mail_check.cases import Check, SlackFile, Source, State
from bot.mail_check.findings import Finding
from bot.mail_check.report import Reason, Report
from bot.mail_check.store import MailStore
from bot.mail_check.verdict import Verdict, judge
from knowledge.mail import MailContent

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 4
YES, NO, UNSURE = "yes", "no", "unsure"
SAID = "P_"
"""How the ids of what a person says begin; all others are found by the analysis."""


@dataclass(frozen=True)
class Received:
    """A mail as it came in through one of the doors."""

    team: str
    person: str
    place: Place
    source: Source
    language: str
    file: SlackFile | None = None
    text: str = ""


class MailService:
    """What becomes of a suspicious mail; every write happens on the caller's open unit of work."""

    def __init__(self, content: MailContent) -> None:
        self.content = content
        self.indicators = {one.id: one for one in content.indicators.indicators}

    async def receive(self, work: Work, received: Received) -> Check:
        """Keeps a mail to be analysed."""
        check = Check(
            id=reference("M"),
            team=received.team,
            person=received.person,
            place=received.place,
            source=received.source,
            language=received.language,
            state=State.WAITING,
            created_at=work.now,
            file=received.file,
            text=received.text,
        )
        await MailStore(work.connection).add(check)
        return check

    async def walked(self, work: Work, received: Received, answers: Mapping[str, str]) -> Check:
        """Keeps what somebody told of a mail that we have not seen: there is nothing to wait for."""
        check = await self.receive(work, received)
        return await self.answer(work, check.id, check.person, answers)

    async def analysed(self, work: Work, check_id: str, report: Report) -> Check | None:
        """Keeps what the analysis says; None when somebody else was faster."""
        check = await self._waiting(work, check_id)
        if check is None:
            return None
        return await self._save(work, replace(check, state=State.CHECKED, report=report, text=""))

    async def failed(self, work: Work, check_id: str, failure: str) -> Check | None:
        """Keeps why a mail could not be analysed; None when somebody else was faster."""
        check = await self._waiting(work, check_id)
        if check is None:
            return None
        return await self._save(work, replace(check, state=State.FAILED, failure=failure, text=""))

    async def answer(self, work: Work, check_id: str, person: str, answers: Mapping[str, str]) -> Check:
        """Adds the answers of the walk-through; they and the findings count together."""
        check = await self.own(work, check_id, person)
        if check.state is State.REPORTED:
            raise Refused("mail.already_reported")
        if check.state is State.WAITING and check.source is not Source.WALK:
            raise Refused("mail.still_waiting")
        merged = {**check.answers, **answers}
        known = check.report or Report(Verdict.NO_SIGN, 0.0, ())
        return await self._save(
            work, replace(check, state=State.CHECKED, answers=merged, report=self.weighed(known, merged))
        )

    def weighed(self, report: Report, answers: Mapping[str, str]) -> Report:
        """The report with the answers counted in: an answer adds what the analysis has not counted for that item."""
        found = [one for one in report.reasons if not one.id.startswith(SAID)]
        known: dict[str, float] = defaultdict(float)
        for one in found:
            if one.id in self.indicators:
                known[self.indicators[one.id].policy] += self.indicators[one.id].weight
        said = [self.indicators[item] for item, answer in answers.items() if answer == YES and item in self.indicators]
        more = {
            one.id: one.model_copy(update={"weight": max(0.0, one.weight - (known[one.policy] if one.policy else 0))})
            for one in said
        }
        counted = [Finding(one.id, one.evidence) for one in found if one.id in self.indicators]
        counted += [Finding(one.id) for one in more.values() if one.weight]
        judged = judge(counted, {**self.indicators, **more}, self.content.scale)
        reasons = tuple(Reason(one.finding.id, one.weight, one.finding.evidence) for one in judged.reasons)
        return replace(report, verdict=judged.verdict, score=judged.score, reasons=reasons)

    def items(self, report: Report) -> list[str]:
        """The items of the policy's list that a mail shows: several of them make it suspicious."""
        shown = {self.indicators[one.id].policy for one in report.reasons if one.id in self.indicators}
        return sorted(shown - {""})

    async def own(self, work: Work, check_id: str, person: str) -> Check:
        """Somebody's own check. Raises NotFound, and NotAllowed for anybody else."""
        check = await MailStore(work.connection).check(check_id, lock=True)
        if check is None:
            raise NotFound("mail.check_gone")
        if check.person != person:
            raise NotAllowed("mail.not_yours")
        return check

    async def _waiting(self, work: Work, check_id: str) -> Check | None:
        check = await MailStore(work.connection).check(check_id, lock=True)
        return check if check and check.state is State.WAITING else None

    async def _save(self, work: Work, check: Check) -> Check:
        after = replace(check, revision=check.revision + 1)
        await MailStore(work.connection).save(after)
        return after
