"""Mails without Slack: the same analysis, printed for people and for scripts."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.core.defang import defang
from bot.core.errors import ServiceError
from bot.mail_check.frames import LARGEST
from bot.mail_check.parsing.charsets import decode
from bot.mail_check.parsing.pasted import is_source
from bot.mail_check.recognise_link import is_short_with_link
from bot.mail_check.report import Report
from bot.mail_check.worker import Analyst
from knowledge.loader import PACKAGED, load_mail
from knowledge.mail import Indicator

STDIN = "-"
MOST_REASONS = 8
VERDICT_WORDS = {
    "danger": ("危険", "danger"),
    "caution": ("注意", "caution"),
    "no_sign": ("兆候なし（安全という意味ではありません）", "no sign found (which does not mean safe)"),
}
ERROR_WORDS = {
    "file_unreadable": ("ファイルを読めませんでした。", "The file could not be opened."),
    "mail_empty": ("中身がありません。", "There is nothing in it."),
    "mail_too_large": ("大きすぎて解析できません。", "It is too large to be analysed."),
    "mail_not_a_mail": ("メールのファイルではないようです。", "It does not seem to be a mail."),
    "mail_too_deep": ("入れ子が深すぎて解析できません。", "Its parts are nested too deeply to be analysed."),
    "mail_too_hard": ("時間内に解析できませんでした。", "It could not be analysed in time."),
    "mail_not_readable": ("解析できませんでした。", "It could not be analysed."),
    "mail_analysis_away": ("解析を始められませんでした。", "The analysis could not be started."),
}


@dataclass(frozen=True)
class Mailing:
    """The analyst and the words for what it finds."""

    content: Path
    indicators: dict[str, Indicator]

    @classmethod
    def build(cls, settings: Settings) -> Mailing:
        """Read the content. Raises `ContentError`."""
        content = settings.content or PACKAGED
        return cls(content, {one.id: one for one in load_mail(content)[0].indicators.indicators})

    async def check_all(self, files: Iterable[str], stdin: bytes = b"") -> AsyncIterator[dict[str, Any]]:
        """One line per file, in their order, as the contract of `mamori mail check --json` has it."""
        analyst = Analyst(self.content)
        try:
            for file in files:
                yield await _checked(analyst, file, stdin)
        finally:
            await analyst.stop()

    def in_words(self, line: dict[str, Any], language: str) -> str:
        """A line for a terminal."""
        english = language == "en"
        if line["error"]:
            return f"{line['file']}: {ERROR_WORDS.get(line['error'], ERROR_WORDS['mail_not_readable'])[english]}"
        reasons = [one for one in line["indicators"] if one["weight"] > 0][:MOST_REASONS]
        head = f"{line['file']}: {VERDICT_WORDS[line['verdict']][english]} ({line['score']:g})"
        return "\n".join([head, *(f"  - {self._said(one, language)}" for one in reasons)])

    def _said(self, reason: dict[str, Any], language: str) -> str:
        words = self.indicators[reason["id"]].says.say(language)
        return f"{words}: {' '.join(reason['evidence'].split())}" if reason["evidence"] else words


def language_of_terminal() -> str:
    """`ja` where the terminal speaks Japanese, else `en`."""
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "ja" if named.lower().startswith("ja") else "en"


async def _checked(analyst: Analyst, file: str, stdin: bytes) -> dict[str, Any]:
    started = time.perf_counter()
    report, error = None, None
    try:
        report = await (_from_stdin(analyst, stdin) if file == STDIN else analyst.check_file(_bytes_of(Path(file))))
    except ServiceError as refusal:
        error = refusal.code
    except (OSError, ValueError):
        error = "file_unreadable"
    return _line(file, report, error, (time.perf_counter() - started) * 1000)


async def _from_stdin(analyst: Analyst, data: bytes) -> Report:
    """A mail's file as it is, the words that somebody copied from one, or a link or a short message with one."""
    if is_source(data):
        return await analyst.check_file(data)
    text = decode(data)
    return await (analyst.check_link(text) if is_short_with_link(text) else analyst.check_text(text))


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _line(file: str, report: Report | None, error: str | None, took: float) -> dict[str, Any]:
    reasons = report.reasons if report else ()
    return {
        "file": file,
        "verdict": report.verdict.value if report else None,
        "score": report.score if report else None,
        "indicators": [{"id": one.id, "weight": one.weight, "evidence": defang(one.evidence)} for one in reasons],
        "error": error,
        "ms": round(took, 2),
    }
