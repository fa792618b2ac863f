"""What every part of the report needs: the words, the names, and what is said while something is not known yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.incidents.naming import Naming
from handlers.kit.documents.page import Paragraph
from handlers.kit.words import Words


@dataclass(frozen=True)
class Writer:
    """The hand that writes the report, in one language."""

    naming: Naming
    words: Words
    now: datetime

    @property
    def language(self) -> str:
        return self.words.language

    def say(self, message: str, **values: object) -> str:
        return self.words.say(message, **values)

    def moment(self, moment: datetime | None) -> str:
        return self.words.moment(moment) if moment else self.say("Not known yet")

    def person(self, user: str | None) -> str:
        """The name of somebody; the bot's for what it did itself."""
        return self.naming.called(user) if user else "Mamori"

    def text(self, text: str, not_yet: str) -> Paragraph:
        """Somebody's words, or that there are none yet."""
        return Paragraph.of(text) if text.strip() else Paragraph.of(self.say(not_yet), quiet=True)
