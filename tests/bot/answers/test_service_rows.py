"""What the policy desk keeps, on both engines."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.answers.handovers import HandoverService
from bot.answers.outcomes import Asked, Handover, HandoverAct, HandoverStatus, Kind, Outcome, Question
from bot.answers.service import AnswerService
from bot.answers.store import AnswerStore
from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.place import Place
from bot.core.unit import Unit, Work

HERE = Place("D1")
FOUND = Outcome(Kind.FOUND, "ja", "takeout", ("discard",), 0.9)
UNKNOWN = Outcome(Kind.UNKNOWN, "ja")


async def _ask(service: AnswerService, work: Work, outcome: Outcome = FOUND, thread: str | None = None) -> Question:
    asked = Asked("T1", "U1", "パソコンを持ち出したい", replace(HERE, thread_ts=thread), "dm", "key")
    return await service.record(work, asked, outcome)


async def test_a_question_is_kept_as_it_was_asked_and_answered(service: AnswerService, unit: Unit) -> None:
    async with unit() as work:
        asked = await _ask(service, work)
        assert await service.question(work.connection, asked.id) == asked


async def test_a_thread_remembers_its_last_question(service: AnswerService, unit: Unit) -> None:
    async with unit() as work:
        asked = await _ask(service, work, thread="1.2")
        store = AnswerStore(work.connection)
        assert await store.last_in_thread("T1", "D1", "1.2") == asked
        assert await store.last_in_thread("T2", "D1", "1.2") is None


async def test_an_unanswered_question_stands_on_the_work_list_until_it_is_settled(
    service: AnswerService, unit: Unit
) -> None:
    async with unit() as work:
        asked = await _ask(service, work, UNKNOWN)
        await _ask(service, work, FOUND)
        store = AnswerStore(work.connection)
        assert [one.id for one in await store.unanswered("T1", 10)] == [asked.id]
        await service.settle(work, asked.id, "U9")
        assert await store.count_unanswered("T1") == 0


async def test_a_walk_ends_in_the_first_result_that_fits(service: AnswerService, unit: Unit) -> None:
    async with unit() as work:
        question = await _ask(service, work)
        turn, new = await service.start_walk(work, question, "U1", {"content": "secret"}, HERE)
        assert (new, turn.position.step and turn.position.step.id) == (True, "medium")
        turn = await service.tap(work, turn.walk.id, "U1", {"content": "secret", "medium": "laptop"})
        assert turn.position.result is not None
        assert turn.position.result.permit == "president"
        assert turn.walk.ended_at == work.now


async def test_an_ended_walk_is_evidence_and_refuses_other_taps(service: AnswerService, unit: Unit) -> None:
    async with unit() as work:
        question = await _ask(service, work)
        turn, _ = await service.start_walk(work, question, "U1", {"content": "public"}, HERE)
        same = await service.tap(work, turn.walk.id, "U1", {"content": "public"})
        assert same.walk == turn.walk
        with pytest.raises(Refused, match="walk_ended"):
            await service.tap(work, turn.walk.id, "U1", {"content": "secret"})
        again, new = await service.walk_again(work, turn.walk.id, "U1", HERE)
        assert new
        assert again.walk.id != turn.walk.id


async def test_taps_that_the_decision_does_not_know_are_dropped_never_guessed_at(
    service: AnswerService, unit: Unit
) -> None:
    async with unit() as work:
        question = await _ask(service, work)
        turn, _ = await service.start_walk(work, question, "U1", {"content": "forged", "medium": "phone"}, HERE)
        assert turn.position.taps == {}


async def test_nobody_taps_in_somebody_elses_walk(service: AnswerService, unit: Unit) -> None:
    async with unit() as work:
        turn, _ = await service.start_walk(work, await _ask(service, work), "U1", {}, HERE)
        with pytest.raises(NotAllowed):
            await service.tap(work, turn.walk.id, "U2", {"content": "public"})
        with pytest.raises(NotFound):
            await service.tap(work, "W-NOSUCH00", "U1", {})


async def test_a_question_goes_to_a_person_once(service: AnswerService, unit: Unit) -> None:
    async with unit() as work:
        question = await _ask(service, work, UNKNOWN)
        first, new = await HandoverService(service).hand_over(work, question, ["U8"], "note")
        second, again = await HandoverService(service).hand_over(work, question, ["U7", "U8"])
        assert (new, again, second.id, first.role) == (True, False, first.id, "security_lead")


@pytest.mark.parametrize("act", [HandoverAct.REPLY, HandoverAct.RESOLVE])
async def test_a_resolved_handover_stays_resolved_and_clears_the_work_list(
    service: AnswerService, unit: Unit, act: HandoverAct
) -> None:
    async with unit() as work:
        question = await _ask(service, work, UNKNOWN)
        handover, _ = await HandoverService(service).hand_over(work, question, ["U7", "U8"])
        await HandoverService(service).act(work, handover.id, HandoverAct.TAKE, "U8")
        done = await HandoverService(service).act(work, handover.id, act, "U8", "答え")
        assert done.status is HandoverStatus.RESOLVED
        assert await AnswerStore(work.connection).count_unanswered("T1") == 0
        with pytest.raises(Refused, match="handover_already"):
            await HandoverService(service).act(work, handover.id, HandoverAct.TAKE, "U7")


async def test_the_last_thumb_counts(service: AnswerService, unit: Unit) -> None:
    async with unit() as work:
        question = await _ask(service, work)
        await service.rate(work, question, "U1", helpful=True)
        await service.rate(work, question, "U1", helpful=False, why=("unclear", "長い"))


async def test_whoever_joins_while_somebody_answers_is_not_forgotten(service: AnswerService, unit: Unit) -> None:
    async with unit() as work:
        handover, _ = await HandoverService(service).hand_over(work, await _ask(service, work, UNKNOWN), ["U8"])

    async def take() -> Handover:
        async with unit() as work:
            return await HandoverService(service).act(work, handover.id, HandoverAct.TAKE, "U8")

    async with unit() as work:
        await HandoverService(service).remind(work, handover, ["U9"], 1)
        taking = asyncio.create_task(take())
        await asyncio.sleep(0.2)
    assert (await taking).told == ("U8", "U9")
