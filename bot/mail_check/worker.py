"""Hands mails to the child process, one at a time, and kills it when it does not answer in time."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path

from bot.core.errors import Refused, Unavailable
from bot.mail_check.frames import FILE, HEADER, LARGEST, LARGEST_ANSWER, LENGTH, LINK, TEXT
from bot.mail_check.report import REPORT, Report

SECONDS = 4.5
"""An answer, or "cannot be analysed", within this time."""
SECONDS_TO_START = 30.0
ROOT = Path(__file__).parents[2]


class Analyst:
    """The child process, started when first needed and again after it was killed."""

    def __init__(self, content: Path, seconds: float | None = None) -> None:
        self._content = content.resolve()
        self._seconds = SECONDS if seconds is None else seconds
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._starting: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the child process, None while there is none."""
        return self._process.pid if self._process else None

    async def check_file(self, data: bytes) -> Report:
        """Analyse an .eml or .msg. Raises Refused("mail_<code>") with what is wrong with it."""
        if len(data) > LARGEST:
            raise Refused("mail_too_large")
        return await self._ask(FILE, data)

    async def check_text(self, text: str) -> Report:
        """Analyse pasted text. Raises Refused("mail_<code>")."""
        return await self._ask(TEXT, text.encode("utf-8", "replace")[:LARGEST])

    async def check_link(self, text: str) -> Report:
        """Analyse a link, or a short message with one. Raises Refused("mail_<code>")."""
        return await self._ask(LINK, text.encode("utf-8", "replace")[:LARGEST])

    async def start(self) -> None:
        """Have the child read its content before the first mail comes."""
        async with self._turn:
            await self._running()

    async def stop(self) -> None:
        """End the child, whatever it is doing."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        async with self._turn:
            await self._kill()

    async def _ask(self, kind: bytes, data: bytes) -> Report:
        async with self._turn:
            answer = await self._answer(kind, data)
        if answer.startswith(b'{"error"'):
            raise Refused(f"mail_{json.loads(answer)['error']}")
        return REPORT.validate_json(answer)

    async def _answer(self, kind: bytes, data: bytes) -> bytes:
        """The child's answer; one that died on its own is given a second chance, one that dawdles is not."""
        process = await self._running()
        end = asyncio.get_running_loop().time() + self._seconds
        try:
            try:
                async with asyncio.timeout_at(end):
                    return await _exchange(process, kind, data)
            except (asyncio.IncompleteReadError, ConnectionError):
                left = end - asyncio.get_running_loop().time()
                await self._kill(dying=True)
                process = await self._running()  # how long that takes is not the mail's fault
                async with asyncio.timeout(left):
                    return await _exchange(process, kind, data)
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError, ValueError) as problem:
            await self._kill(dying=not isinstance(problem, TimeoutError))
            self._starting = asyncio.create_task(self.start())  # the next mail should not have to wait for it
            raise Refused("mail_too_hard") from None
        except asyncio.CancelledError:
            await self._kill()  # half an answer in the pipe would be taken for the next mail's
            raise

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            command = (sys.executable, "-m", "bot.mail_check.child", str(self._content))
            self._process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=ROOT
            )
            try:
                async with asyncio.timeout(SECONDS_TO_START):
                    await _exchange(self._process, TEXT, b"")  # answers that it is empty, when the content is read
            except (TimeoutError, asyncio.IncompleteReadError, ConnectionError, ValueError) as problem:
                await self._kill(dying=not isinstance(problem, TimeoutError))
                raise Unavailable("mail_analysis_away") from None
            except asyncio.CancelledError:
                await self._kill()
                raise
        return self._process

    async def _kill(self, *, dying: bool = False) -> None:
        """End the child; one that is dying already gets a moment to do so, or asyncio would lose track of it."""
        process, self._process = self._process, None
        if process is not None and dying:
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 1)
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _exchange(process: Process, kind: bytes, data: bytes) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise ConnectionError("the child has no pipes")
    process.stdin.write(HEADER.pack(kind, len(data)) + data)
    await process.stdin.drain()
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    if length > LARGEST_ANSWER:
        raise ValueError("the child's answer is too long")
    return await process.stdout.readexactly(length)
