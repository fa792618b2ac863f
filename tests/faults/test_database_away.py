"""A database that is away: nothing is acknowledged, so Slack delivers again, and each question has one answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import NullPool, create_engine

from tests.faults.crowd import Crowd
from tests.faults.rig import Bot
from tests.kit.patience import until

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

BEGIN = {"sqlite": "BEGIN EXCLUSIVE", "postgresql": "BEGIN; LOCK TABLE inbox, person IN ACCESS EXCLUSIVE MODE"}
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%inbox%'"


@contextmanager
def away(bot: Bot) -> Iterator[None]:
    """Somebody else holds the database; on PostgreSQL its connections are cut in the end."""
    engine = create_engine(bot.sync_url, poolclass=NullPool)
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute(BEGIN[engine.name])
        yield
        if engine.name == "postgresql":
            cursor.execute(CUT)
        connection.rollback()


async def test_questions_wait_for_the_database_and_are_answered_once(crowd: Crowd, bot: Bot) -> None:
    await bot.start()
    crowd.ask()
    await crowd.all_answered()
    await bot.at_rest()
    with away(bot):
        for _ in range(3):
            crowd.ask()
            crowd.mention()
        await asyncio.sleep(6)  # longer than SQLite waits for a lock
        assert len(crowd.acknowledged()) == 1
        assert len(crowd.unanswered()) == 6
    await crowd.all_answered()
    await until(lambda: len(crowd.acknowledged()) == 7)
    await bot.at_rest()
    assert crowd.counts(crowd.asked) == {1: 7}
