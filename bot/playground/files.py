"""The files of a workspace: what was uploaded, where it was shared, and its bytes.

Bytes stay in memory and go with the playground: a mail that somebody found suspicious is never written to the disk.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from bot.playground.clock import Clock
from bot.playground.file_types import FileType, type_of
from bot.playground.ids import new_id

LARGEST = 25 * 1024 * 1024
LARGEST_TOTAL = 200 * 1024 * 1024
LONGEST_NAME = 200

_ODD = re.compile(r"[^a-z0-9._-]")
_UNSEEN = re.compile("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(eq=False)
class File:
    """One file. mode: hosted, snippet; tombstone when deleted; hidden_by_limit when its bytes had to go."""

    id: str
    name: str
    user: str
    type: FileType
    created: int
    size: int = 0
    title: str = ""
    alt_txt: str = ""
    mode: str = "hosted"
    content: Annotated[bytes | None, Field(exclude=True)] = None
    complete: bool = False
    entrusted: bool = False  # handed to the app in a modal
    shares: dict[str, list[str]] = field(default_factory=dict)  # channel -> the messages that carry it

    @property
    def deleted(self) -> bool:
        return self.mode == "tombstone"

    @property
    def slug(self) -> str:
        """The name as it stands in addresses."""
        return _ODD.sub("_", self.name.lower())


class Files:
    """All files, the oldest first; past the total the oldest lose their bytes, as in a workspace without a plan."""

    def __init__(self, clock: Clock, *, total: int = LARGEST_TOTAL) -> None:
        self._clock = clock
        self._total = total
        self._files: dict[str, File] = {}
        self._awaited: dict[str, File] = {}
        self.base = ""

    def __iter__(self) -> Iterator[File]:
        return iter(self._files.values())

    def find(self, file_id: str) -> File | None:
        return self._files.get(file_id)

    def dropped_by(self, user: str, file_id: str) -> File | None:
        """A file that this person brought and that can still be sent."""
        file = self._files.get(file_id)
        return file if file is not None and file.user == user and file.content is not None else None

    def expect(self, file: File) -> str:
        """The address to upload an announced file to."""
        key = secrets.token_urlsafe(24)
        self._files[file.id] = self._awaited[key] = file
        return f"{self.base}/upload/v1/{key}"

    def awaited(self, key: str) -> File | None:
        """The file that an upload address is for, until it is complete."""
        file = self._awaited.get(key)
        return None if file is None or file.complete or file.deleted else file

    def new(self, user: str, name: str, size: int) -> File:
        """A file without bytes as yet."""
        shown = _UNSEEN.sub("", re.split(r"[/\\]", name)[-1]).strip()[-LONGEST_NAME:] or "file"
        return File(new_id("F"), shown, user, type_of(shown), int(self._clock.now()), size, title=shown)

    def fill(self, file: File, content: bytes) -> File:
        self._files[file.id] = file
        file.content, file.size = content, len(content)
        self._make_room(file)
        return file

    def remember(self, file: File) -> File:
        """A file of an earlier run, whose bytes are gone: the same one wherever it was shared."""
        if file.content is None and not file.deleted:
            file.mode = "hidden_by_limit"
        return self._files.setdefault(file.id, file)

    def delete(self, file: File) -> None:
        file.mode, file.content = "tombstone", None

    def clear(self) -> None:
        self._files.clear()
        self._awaited.clear()

    def _make_room(self, newest: File) -> None:
        kept = [file for file in self._files.values() if file.content is not None]
        over = sum(file.size for file in kept) - self._total
        for oldest in kept:
            if over > 0 and oldest is not newest:
                oldest.mode, oldest.content = "hidden_by_limit", None
                over -= oldest.size
