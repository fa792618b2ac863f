"""Whatever a mail does to the reader, the desk gets an answer or a refusal, and stays awake."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from time import thread_time

import pytest
import pytest_asyncio

from bot.core.errors import Refused
from bot.mail_check.child import check
from bot.mail_check.facts import Company, Facts
from bot.mail_check.parsing.msg import LARGEST_RTF, _unwrapped
from bot.mail_check.parsing.reading import read
from bot.mail_check.report import Report
from bot.mail_check.worker import Analyst
from knowledge.loader import PACKAGED, load_mail
from tests.bot.mail_check import bombs
from tests.kit.patience import SECONDS

pytestmark = [pytest.mark.asyncio(loop_scope="module")]

MOST_MEMORY = 256 * 1024
"""Kilobytes that the child may ever use."""
ORDINARY = bombs.HEAD + bombs.PLAIN + b"See you at three."
REFUSALS = {"mail_too_large", "mail_too_deep", "mail_too_hard", "mail_not_a_mail", "mail_not_readable"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def analyst() -> AsyncIterator[Analyst]:
    one = Analyst(PACKAGED, seconds=4.5)
    await one.start()
    yield one
    await one.stop()


async def outcome(analyst: Analyst, data: bytes) -> Report | str:
    try:
        return await analyst.check_file(data)
    except Refused as refusal:
        return refusal.code


def peak_memory(pid: int | None) -> int:
    """Kilobytes that a process has used at most; 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) if found else 0


@pytest.mark.slow
@pytest.mark.parametrize("name", bombs.BOMBS)
async def test_a_bomb_is_answered_or_refused_within_its_limits(analyst: Analyst, name: str) -> None:
    bomb = bombs.BOMBS[name]()
    answer = await asyncio.wait_for(outcome(analyst, bomb), SECONDS)
    assert isinstance(answer, Report) or answer in REFUSALS
    assert peak_memory(analyst.pid) < MOST_MEMORY
    assert isinstance(await outcome(analyst, ORDINARY), Report)


@pytest.mark.slow
async def test_the_loop_stays_awake_while_bombs_are_read() -> None:
    """Told in processor time: what else the machine has to do is not the loop's fault."""
    analyst = Analyst(PACKAGED, seconds=4.5)
    mails = [bomb() for name, bomb in bombs.BOMBS.items() if "25 MB" in name]
    busy: list[float] = []

    async def tick() -> None:
        while True:
            before = thread_time()
            await asyncio.sleep(0.01)
            busy.append(thread_time() - before)

    ticking = asyncio.create_task(tick())
    await asyncio.gather(*(outcome(analyst, mail) for mail in mails))
    ticking.cancel()
    await analyst.stop()
    assert len(mails) == 5
    assert sorted(busy)[int(len(busy) * 0.99)] < 0.1


async def test_a_child_that_dawdles_is_replaced_and_the_next_mail_is_answered() -> None:
    analyst = Analyst(PACKAGED, seconds=0.05)
    await analyst.start()
    first = analyst.pid
    assert await outcome(analyst, bombs.BOMBS["60,000 names in an archive"]()) == "mail_too_hard"
    analyst._seconds = SECONDS
    assert isinstance(await outcome(analyst, ORDINARY), Report)
    assert analyst.pid != first
    await analyst.stop()


async def test_a_child_that_was_killed_from_outside_is_replaced_without_a_word() -> None:
    analyst = Analyst(PACKAGED)
    await analyst.start()
    process = analyst._process
    assert process is not None
    process.kill()
    assert isinstance(await outcome(analyst, ORDINARY), Report)
    assert analyst.pid != process.pid
    await analyst.stop()


async def test_a_question_that_was_given_up_does_not_answer_the_next_one() -> None:
    analyst = Analyst(PACKAGED)
    await analyst.start()
    waiting = asyncio.create_task(analyst.check_file(bombs.with_file("a.exe", b"MZ")))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    answer = await outcome(analyst, ORDINARY)
    assert isinstance(answer, Report)
    assert answer.subject == "test"
    assert answer.files == ()
    await analyst.stop()


async def test_a_mail_that_is_larger_than_any_is_not_even_sent_to_the_child(analyst: Analyst) -> None:
    assert await outcome(analyst, b"x" * (27 * bombs.MB)) == "mail_too_large"


async def test_a_file_that_is_no_mail_is_told_apart(analyst: Analyst) -> None:
    assert await outcome(analyst, b"\x89PNG\r\n\x1a\n" + b"\0" * 100) == "mail_not_a_mail"


async def test_an_empty_file_is_told_apart(analyst: Analyst) -> None:
    assert await outcome(analyst, b" \r\n ") == "mail_empty"


async def test_archives_are_listed_and_never_unpacked() -> None:
    mail = read(bombs.with_file("a.zip", bombs.zipped({"a.exe": b"\0" * (64 * bombs.MB)})))
    assert sum(len(one.data) for one in mail.attachments) < bombs.MB


async def test_rtf_without_an_end_is_read_in_one_go() -> None:
    assert _unwrapped(b"\\htmlrtf " * 100_000) == ""
    assert LARGEST_RTF <= bombs.MB


async def test_what_goes_wrong_inside_never_carries_text_of_the_mail() -> None:
    content, company = load_mail()
    facts = Facts.of(content, Company.of(company))
    answer = check(b"f", bombs.HEAD + b"Content-Type: text/plain\r\n\r\n" + b"secret word", facts)
    assert b'"error"' not in answer
    broken = check(b"f", 1, facts)  # type: ignore[arg-type]
    assert b'"error": "not_readable"' in broken
    assert b"secret" not in broken
