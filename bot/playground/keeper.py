"""Keeps a workspace in a file, so that it is there again the next time."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from pydantic import TypeAdapter

from bot.playground.model import Memory
from bot.playground.page_shapes import page_channel, page_message
from bot.playground.shapes import channel_json, message_json, user_json, view_json
from bot.playground.stream import Stream
from bot.playground.workspace import Workspace

REST_SECONDS = 1.0
"""After something changed, and between two writings."""


@dataclass
class Kept:
    """What stands in the file."""

    version: Literal[1] = 1
    skipped: float = 0.0
    memory: Memory = field(default_factory=Memory)


_KEPT: Final = TypeAdapter(Kept)
_UNREADABLE: Final = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError)


class Keeper:
    """One workspace and its file. `say` gets a line for a person when the file cannot be read."""

    def __init__(self, space: Workspace, file: Path, say: Callable[[str], None]) -> None:
        self._space = space
        self._file = file
        self._say = say
        self._at_work: asyncio.Task[None] | None = None
        self._writing: asyncio.Future[None] | None = None

    def load(self) -> bool:
        """Recall what was kept; False when the workspace is new."""
        self._space.begin()
        if not self._file.exists():
            return False
        try:
            kept = _KEPT.validate_json(self._file.read_bytes())
            self._space.recall(kept.memory)
            _try_out(self._space)
            self._space.clock.advance(kept.skipped)
        except _UNREADABLE:
            self._space.restart()
            aside = self._file.with_name(self._file.name + ".unreadable")
            with suppress(OSError):
                self._file.replace(aside)
            self._say(f"{self._file} could not be read. It is now {aside.name}, and the workspace begins anew.")
            return False
        return True

    def start(self, stream: Stream) -> None:
        """Write a moment after each change, until stopped."""
        self._at_work = asyncio.create_task(self._keep(stream.stirred))

    async def stop(self) -> None:
        """Write once more and rest."""
        if self._at_work:
            self._at_work.cancel()
            await asyncio.gather(self._at_work, return_exceptions=True)
        await self._write()

    async def _keep(self, stirred: asyncio.Event) -> None:
        while True:
            await stirred.wait()
            await asyncio.sleep(REST_SECONDS)
            stirred.clear()
            await self._write()

    async def _write(self) -> None:
        if self._writing:
            await asyncio.wait([self._writing])
        try:
            # Read in one breath, so that it fits together; written to the disk aside.
            text = _KEPT.dump_json(Kept(skipped=self._space.clock.skipped, memory=self._space))
            self._writing = asyncio.ensure_future(asyncio.to_thread(_replace, self._file, text))
            await asyncio.shield(self._writing)
        except (OSError, ValueError) as trouble:
            self._say(f"{self._file} could not be written: {trouble}")


def _try_out(space: Workspace) -> None:
    """Show everything once, so that what does not fit together is found now and not by the first page."""
    for user_id, user in space.users.items():
        if user_json(space, user, email=True, locale=True)["id"] != user_id:
            raise ValueError("a user under another name")
    if space.app.bot_user not in space.users or all(user.deleted for user in space.people()):
        raise ValueError("nobody is there")
    for channel_id, channel in space.channels.items():
        page_channel(channel, "")
        if channel_json(space, channel)["id"] != channel_id:
            raise ValueError("a channel under another name")
        for message in (*channel.messages.values(), *channel.ephemerals):
            message_json(space, message)
            page_message(space, message)
    for home in space.homes.values():
        view_json(space, home)


def _replace(file: Path, text: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(file.name + ".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
