"""The answers slice in SQL: questions, walks, ratings and handovers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL as LABELS
from sqlalchemy import ColumnElement, RowMapping, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.outcomes import Handover, HandoverStatus, Kind, Outcome, Question, Walk
from bot.answers.tables import handovers, questions, ratings, walks
from bot.core.db import insert_new, upsert
from bot.core.place import Place

WORK_LIST = (Kind.UNSURE.value, Kind.UNKNOWN.value)


class AnswerStore:
    """Everything the answers slice reads and writes, on the connection of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_question(self, question: Question, digest: str) -> None:
        outcome, place = question.outcome, question.place
        await self._connection.execute(
            questions.insert(),
            {
                "id": question.id,
                "team": question.team,
                "asker": question.asker,
                "text": question.text,
                "channel": place.channel,
                "thread_ts": place.thread_ts,
                "response_url": place.response_url,
                "via": question.via,
                "outcome": outcome.kind.value,
                "language": outcome.language,
                "entry": outcome.entry,
                "alternatives": list(outcome.alternatives),
                "confidence": outcome.confidence,
                "emergency": outcome.emergency,
                "content_digest": digest,
                "asked_at": question.asked_at,
            },
        )

    async def question(self, question_id: str) -> Question | None:
        row = await self._row(select(questions).where(questions.c.id == question_id))
        return _question(row) if row else None

    async def last_in_thread(self, team: str, channel: str, thread_ts: str) -> Question | None:
        """The latest question of a thread: what a follow-up follows, and the sign that the bot belongs there."""
        where = (questions.c.team == team) & (questions.c.channel == channel) & (questions.c.thread_ts == thread_ts)
        row = await self._row(select(questions).where(where).order_by(questions.c.asked_at.desc()).limit(1))
        return _question(row) if row else None

    async def unanswered(self, team: str, limit: int) -> Sequence[Question]:
        """The work list: questions without a sure answer that nobody has settled yet, newest first."""
        where = _on_work_list(team)
        rows = await self._connection.execute(
            select(questions).where(where).order_by(questions.c.asked_at.desc()).limit(limit)
        )
        return [_question(row) for row in rows.mappings()]

    async def count_unanswered(self, team: str) -> int:
        where = _on_work_list(team)
        return int((await self._connection.execute(select(func.count()).where(where))).scalar_one())

    async def count_by_outcome(self) -> dict[str, int]:
        rows = await self._connection.execute(select(questions.c.outcome, func.count()).group_by(questions.c.outcome))
        return {str(outcome): int(count) for outcome, count in rows}

    async def settle(self, question_id: str, at: datetime, asker: str | None = None) -> None:
        """Takes a question off the work list; with `asker` only when it is this person's."""
        where = (questions.c.id == question_id) & questions.c.settled_at.is_(None)
        if asker is not None:
            where &= questions.c.asker == asker
        await self._connection.execute(update(questions).where(where).values(settled_at=at))

    async def save_walk(self, walk: Walk, values: dict[str, Any]) -> None:
        """Writes a walk as it now stands; `values` holds verdict, permit, digest and times."""
        row = {
            "id": walk.id,
            "question": walk.question,
            "team": walk.team,
            "walker": walk.walker,
            "decision": walk.decision,
            "language": walk.language,
            "channel": walk.place.channel,
            "thread_ts": walk.place.thread_ts,
            "taps": dict(walk.taps),
            "ended_at": walk.ended_at,
            **values,
        }
        await upsert(self._connection, walks, row)

    async def walk(self, walk_id: str) -> Walk | None:
        row = await self._row(select(walks).where(walks.c.id == walk_id))
        return _walk(row) if row else None

    async def open_walk(self, question_id: str, walker: str) -> Walk | None:
        """The walk that this person began on this question and has not ended."""
        where = (walks.c.question == question_id) & (walks.c.walker == walker) & walks.c.ended_at.is_(None)
        row = await self._row(select(walks).where(where))
        return _walk(row) if row else None

    async def rate(self, question_id: str, rater: str, values: dict[str, Any]) -> None:
        """Keeps one rating a person and question; a later one replaces the earlier."""
        await upsert(self._connection, ratings, {"question": question_id, "rater": rater, **values})

    async def add_handover(self, handover: Handover) -> bool:
        """Keeps a handover; False when its question has one already."""
        added = await self._connection.execute(
            insert_new(self._connection, handovers),
            {
                "id": handover.id,
                "question": handover.question.id,
                "team": handover.question.team,
                "role": handover.role,
                "urgent": handover.urgent,
                "note": handover.note,
                "status": handover.status.value,
                "reminded": 0,
                "told": list(handover.told),
                "opened_at": handover.opened_at,
            },
        )
        return added.rowcount == 1

    async def handover(self, handover_id: str, *, lock: bool = False) -> Handover | None:
        """The handover; with `lock` nobody else changes it before this transaction ends."""
        found = await self._handovers(handovers.c.id == handover_id, lock=lock)
        return found[0] if found else None

    async def handover_of(self, question_id: str) -> Handover | None:
        found = await self._handovers(handovers.c.question == question_id)
        return found[0] if found else None

    async def open_handovers(self, team: str | None = None) -> Sequence[Handover]:
        """Every handover that still waits for its end, oldest first."""
        where = handovers.c.status != HandoverStatus.RESOLVED.value
        return await self._handovers(where if team is None else where & (handovers.c.team == team))

    async def change_handover(self, handover: Handover, before: HandoverStatus, at: datetime) -> bool:
        """Moves a handover on; False when somebody else was faster."""
        resolved = at if handover.status is HandoverStatus.RESOLVED else None
        where = (handovers.c.id == handover.id) & (handovers.c.status == before.value)
        changed = await self._connection.execute(
            update(handovers)
            .where(where)
            .values(
                status=handover.status.value,
                assignee=handover.assignee,
                reply=handover.reply,
                reminded=handover.reminded,
                told=list(handover.told),
                resolved_at=resolved,
            )
        )
        return bool(changed.rowcount)

    async def _handovers(self, where: Any, *, lock: bool = False) -> Sequence[Handover]:
        joined = select(handovers, questions).join(questions, questions.c.id == handovers.c.question)
        statement = joined.where(where).order_by(handovers.c.opened_at).set_label_style(LABELS)
        statement = statement.with_for_update(of=handovers) if lock else statement
        rows = await self._connection.execute(statement)
        return [_handover(row) for row in rows.mappings()]

    async def _row(self, statement: Select[Any]) -> RowMapping | None:
        row: RowMapping | None = (await self._connection.execute(statement)).mappings().first()
        return row


def _on_work_list(team: str) -> ColumnElement[bool]:
    """Questions of the team that we could not answer, and that do not belong elsewhere."""
    waiting = questions.c.outcome.in_(WORK_LIST) & questions.c.settled_at.is_(None) & questions.c.entry.is_(None)
    return (questions.c.team == team) & waiting


def _question(row: RowMapping, prefix: str = "") -> Question:
    def of(name: str) -> Any:
        return row[prefix + name]

    outcome = Outcome(
        kind=Kind(of("outcome")),
        language=of("language"),
        entry=of("entry"),
        alternatives=tuple(of("alternatives")),
        confidence=of("confidence"),
        emergency=of("emergency"),
    )
    place = Place(of("channel"), of("thread_ts"), of("response_url"))
    return Question(of("id"), of("team"), of("asker"), of("text"), place, of("via"), outcome, of("asked_at"))


def _walk(row: RowMapping) -> Walk:
    return Walk(
        id=row["id"],
        question=row["question"],
        team=row["team"],
        walker=row["walker"],
        decision=row["decision"],
        language=row["language"],
        place=Place(row["channel"], row["thread_ts"]),
        taps=row["taps"],
        ended_at=row["ended_at"],
    )


def _handover(row: RowMapping) -> Handover:
    return Handover(
        id=row["handover_id"],
        question=_question(row, "question_"),
        role=row["handover_role"],
        urgent=row["handover_urgent"],
        note=row["handover_note"],
        status=HandoverStatus(row["handover_status"]),
        opened_at=row["handover_opened_at"],
        assignee=row["handover_assignee"],
        reply=row["handover_reply"],
        reminded=row["handover_reminded"],
        told=tuple(row["handover_told"]),
    )
