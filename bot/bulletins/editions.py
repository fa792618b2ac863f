"""What a bulletin says over time: its editions, and the corrections between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.bulletins.cases import Content


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be said instead, and what changed; `anew` where the meaning did, so that everybody confirms again."""

    content: Content
    change: str
    change_en: str = ""
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """What a bulletin said from a moment on: each correction is one. `edition` counts those that mean something else."""

    number: int
    content: Content
    edition: int
    change: str
    change_en: str
    by: str
    at: datetime
