"""The window of the incident report: its beginning, the language, and the files that it can be had as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from bot.core.errors import NotFound
from handlers.incidents import ids
from handlers.incidents.papers.document import preview, to_docx, to_pdf
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.documents.page import Page
from handlers.kit.words import LANGUAGES, N_, Words

SPOKEN = {"ja": N_("In Japanese"), "en": N_("In English")}
NAMES = {"ja": "情報セキュリティインシデント報告書_{id}.{format}", "en": "incident-report_{id}.{format}"}
PDF = "pdf"
ON_ITS_WAY = N_("I am making the file. It comes to your direct messages with me in a moment.")


@dataclass(frozen=True)
class Format:
    """A kind of file: what its button says, and what makes it."""

    label: str
    make: Callable[[Page], bytes]


FORMATS: Mapping[str, Format] = {
    "docx": Format(N_("Send me the Word file"), to_docx),
    PDF: Format(N_("Send me the PDF"), to_pdf),
}


@dataclass(frozen=True)
class Choice:
    """Which report, in which language."""

    incident: str
    language: str

    @classmethod
    def of(cls, carried: str) -> Self:
        """What a button holds. Raises NotFound for what no window of ours has put there."""
        incident, _, language = carried.partition(":")
        if language not in LANGUAGES:
            raise NotFound("kit.gone")
        return cls(incident, language)

    def carried(self) -> str:
        return f"{self.incident}:{self.language}"


def report_modal(page: Page, choice: Choice, words: Words, note: str = "") -> Modal:
    """The report in short; `note` says what became of the last press."""
    files = [
        Button(f"{ids.SEND_DOCUMENT}.{name}", words.say(one.label), choice.carried()) for name, one in FORMATS.items()
    ]
    shown: list[Block] = [
        *([b.paragraph(note)] if note else []),
        _languages(choice, words),
        b.buttons(*files),
        b.context(words.say("It may hold personal data: please pass it on only to those who need it.")),
        b.divider(),
        *preview(page),
    ]
    return _modal(shown, words)


def preparing_modal(words: Words) -> Modal:
    """What stands there while a long record is read."""
    said = words.say(
        "The report is being prepared; it appears here in a moment. If nothing appears within a minute, please close "
        "this window and press the button once more."
    )
    return _modal([b.paragraph(said)], words)


def file_name(choice: Choice, kind: str) -> str:
    return NAMES[choice.language].format(id=choice.incident, format=kind)


def _languages(choice: Choice, words: Words) -> Block:
    options = {
        language: {
            "text": {"type": "plain_text", "text": words.say(SPOKEN[language]), "emoji": True},
            "value": Choice(choice.incident, language).carried(),
        }
        for language in LANGUAGES
    }
    element = {
        "type": "radio_buttons",
        "action_id": ids.DOCUMENT_LANGUAGE,
        "options": list(options.values()),
        "initial_option": options[choice.language],
    }
    # The name changes with the choice: Slack would otherwise keep showing what was chosen in the window before.
    return {"type": "actions", "block_id": f"language-{choice.language}", "elements": [element]}


def _modal(shown: list[Block], words: Words) -> Modal:
    return Modal(ids.DOCUMENT, words.say("Incident report"), shown, words.say("Close"))
