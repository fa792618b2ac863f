"""One playground, one database and one home a module: a bot that is killed finds there what it left."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.playground.server import Playground
from tests.faults.crowd import Crowd
from tests.faults.rig import Bot, open_playground, quick
from tests.kit.database import ENGINES, fresh_url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def slack() -> AsyncIterator[Playground]:
    playground = await open_playground()
    yield playground
    await playground.stop()


@pytest.fixture(scope="module", params=ENGINES)
def database_url(request: pytest.FixtureRequest, home: Path) -> Iterator[str]:
    """Where the bot keeps everything, once per engine."""
    with fresh_url(request.param) as url:
        yield url if request.param == "postgresql" else f"sqlite:///{home / 'mamori.db'}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(slack: Playground, home: Path, database_url: str) -> AsyncIterator[Bot]:
    """The bot, not yet started."""
    bot = Bot(slack, home, database_url, **quick())
    yield bot
    await bot.kill()


@pytest.fixture
def crowd(slack: Playground) -> Crowd:
    return Crowd(slack)
