"""An event delivered again while it is being worked on is not worked on twice."""

from __future__ import annotations

import asyncio

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from handlers.kit.once import OneAtATime
from handlers.kit.payload import Raw
from handlers.kit.routing import Answer, Route

CLIENT = AsyncWebClient()


async def _nothing(body: Raw, client: AsyncWebClient) -> Answer:
    return None


ROUTE = Route("event", "message", _nothing)


class SlowWork:
    """A guard that finishes when it is told to."""

    def __init__(self) -> None:
        self.begun = self.done = 0
        self.go_on = asyncio.Event()
        self.fails = False

    async def __call__(self, route: Route, body: Raw, client: AsyncWebClient) -> Answer:
        self.begun += 1
        await self.go_on.wait()
        if self.fails:
            raise ConnectionError("the database is away")
        self.done += 1
        return {"text": "done"}


async def delivered(once: OneAtATime, *events: str) -> list[asyncio.Task[Answer]]:
    tasks = [asyncio.create_task(once(ROUTE, {"event_id": event} if event else {}, CLIENT)) for event in events]
    await asyncio.sleep(0.01)
    return tasks


async def test_a_second_delivery_joins_the_first_and_both_are_acknowledged() -> None:
    work = SlowWork()
    tasks = await delivered(OneAtATime(work), "Ev1", "Ev1", "Ev2")
    assert work.begun == 2
    work.go_on.set()
    assert await asyncio.gather(*tasks) == [{"text": "done"}] * 3


async def test_neither_delivery_is_acknowledged_when_the_work_fails_and_the_next_one_tries_again() -> None:
    work = SlowWork()
    once = OneAtATime(work)
    work.fails = True
    tasks = await delivered(once, "Ev1", "Ev1")
    work.go_on.set()
    for task in tasks:
        with pytest.raises(ConnectionError):
            await task
    work.fails = False
    (again,) = await delivered(once, "Ev1")
    assert await again == {"text": "done"}
    assert work.begun == 2


async def test_a_delivery_that_is_given_up_leaves_the_work_to_the_others() -> None:
    work = SlowWork()
    first, second = await delivered(OneAtATime(work), "Ev1", "Ev1")
    first.cancel()
    work.go_on.set()
    assert await second == {"text": "done"}


async def test_a_press_has_no_event_id_and_runs_by_itself() -> None:
    work = SlowWork()
    tasks = await delivered(OneAtATime(work), "", "")
    work.go_on.set()
    await asyncio.gather(*tasks)
    assert work.begun == 2


async def test_a_stop_waits_for_what_was_begun_though_the_socket_is_gone() -> None:
    work = SlowWork()
    once = OneAtATime(work)
    pressed, asked = await delivered(once, "", "Ev1")
    for task in (pressed, asked):
        task.cancel()
    stopping = asyncio.create_task(once.finish())
    await asyncio.sleep(0.01)
    assert not stopping.done()
    work.go_on.set()
    await stopping
    assert work.done == 2
