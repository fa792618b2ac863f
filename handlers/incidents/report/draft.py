"""A report on its way through the windows: what a window must carry along besides the fields that it shows."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from bot.core.errors import NotFound
from bot.incidents.cases import Via
from handlers.kit import blocks as b
from handlers.kit.payload import MANGLED, Raw, Shortcut

LONGEST_METADATA = 3000
LONGEST_CARRIED = 900
"""What a button carries of somebody's words: with every letter escaped it still fits into Slack's 2000."""
MOST_FILES, LONGEST_FILE = 8, 40


@dataclass(frozen=True)
class Draft:
    """Where a report comes from, and what was typed in a field that the next window does not show."""

    category: str = ""
    via: Via = Via.HOME
    mail_check: str = ""
    channel: str = ""
    ts: str = ""
    author: str = ""
    files: tuple[str, ...] = ()
    where: str = ""
    words: str = ""
    """The message as it was, whatever the reporter makes of it."""
    question: str = ""

    def carried(self) -> str:
        """As text for a window; the message's own words give way when there is too much."""
        room = LONGEST_METADATA - len(_dumped(replace(self, words="")))
        words = b.cut(self.words, max(room // 2, 0)) if self.words else ""
        return _dumped(replace(self, words=words))

    @classmethod
    def of(cls, metadata: str) -> Draft:
        """What a window carried. Raises NotFound when it is not ours."""
        try:
            held = json.loads(metadata)
            return cls(**{**held, "via": Via(held["via"]), "files": tuple(held["files"])})
        except MANGLED:
            raise NotFound("kit.gone") from None

    @classmethod
    def of_message(cls, body: Raw, shortcut: Shortcut) -> Draft:
        """From the message whose shortcut was used."""
        message = body.get("message") or {}
        names = [str(file.get("name") or file.get("title") or "?") for file in shortcut.files]
        return cls(
            via=Via.MESSAGE,
            channel=shortcut.spot.channel or "",
            ts=str(message.get("ts") or ""),
            author=str(message.get("user") or ""),
            files=tuple(b.cut(name, LONGEST_FILE) for name in names[:MOST_FILES]),
            words=shortcut.text,
        )


def _dumped(draft: Draft) -> str:
    held = {name: value for name, value in asdict(draft).items() if value or name in {"via", "files"}}
    return json.dumps(held, separators=(",", ":"), ensure_ascii=False)
