"""Stories run on a stage of their own each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import cast
from tests.bot.playground.screen import Screen
from tests.kit.database import TestClock
from tests.kit.stage import Stage, stage


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as opened:
        yield opened


@pytest.fixture
async def still_scene(tmp_path: Path, clock: TestClock) -> AsyncIterator[Stage]:
    """A stage whose clock stands still until the story moves it."""
    async with stage(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
async def tanaka(scene: Stage) -> Screen:
    return await scene.person(cast.TANAKA.id)


@pytest.fixture
async def emma(scene: Stage) -> Screen:
    return await scene.person(cast.EMMA.id)
