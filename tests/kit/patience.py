"""Waiting for what must come: only a broken product makes a test wait in vain, however busy the machine is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Found = TypeVar("Found")

SECONDS = 150.0
"""Far longer than anything takes on a machine that has much else to do."""


async def until(true: Callable[[], bool], seconds: float = SECONDS) -> None:
    """Waits until it is true."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  what is looked at lives in other processes too
            await asyncio.sleep(0.01)


async def eventually(look: Callable[[], Awaitable[Found]]) -> Found:
    """What a look finds, as soon as it finds something."""
    async with asyncio.timeout(SECONDS):
        while not (found := await look()):  # noqa: ASYNC110  what is looked at lives behind a door
            await asyncio.sleep(0.02)
    return found
