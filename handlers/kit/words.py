"""Every sentence in the language of the person: gettext for labels, Jinja for prose; English is the source language."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HANDLERS = Path(__file__).parent.parent
LOCALE = HANDLERS / "locale"
LANGUAGES = ("ja", "en")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def N_(message: str) -> str:  # noqa: N802  the field's name for a sentence that is marked here and said elsewhere
    """Marks a sentence for translation where it stands."""
    return message


class Words:
    """One language's words."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self.language = language
        self._zone = zone
        self._catalog = gettext.translation("messages", LOCALE, [language], fallback=language == "en")
        self._templates = _environment(self._catalog.gettext)

    def in_(self, language: str) -> Words:
        """The words of another language, for what several people read."""
        return self if language == self.language else Words(language, self._zone)

    def say(self, message: str, **values: object) -> str:
        """The sentence in this language; `{name}` places are filled from the values."""
        said = self._catalog.gettext(message)
        return said.format(**values) if values else said

    def text(self, template: str, **values: object) -> str:
        """A template (`answers/texts/…j2`) rendered in this language; a missing value raises."""
        return self._templates.get_template(template).render(words=self, **values).strip()

    def day(self, day: date) -> str:
        if self.language == "ja":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

    def day_of(self, moment: datetime) -> str:
        """The day of a moment in the company's zone."""
        return self.day(moment.astimezone(self._zone).date())

    def weekday_of(self, moment: datetime) -> str:
        """The day of a moment in the company's zone, with its day of the week."""
        return self.weekday(moment.astimezone(self._zone).date())

    def weekday(self, day: date) -> str:
        """A day with its day of the week."""
        said, place = self.day(day), day.weekday()
        return f"{said}（{'月火水木金土日'[place]}）" if self.language == "ja" else f"{WEEKDAYS[place]} {said}"

    def month(self, day: date) -> str:
        return f"{day.year}年{day.month}月" if self.language == "ja" else f"{MONTHS[day.month - 1]} {day.year}"

    def moment(self, moment: datetime) -> str:
        """A time in the company's zone."""
        return f"{self.day(moment.astimezone(self._zone).date())} {self.time(moment)}"

    def time(self, moment: datetime) -> str:
        """The time of day in the company's zone."""
        return f"{moment.astimezone(self._zone):%H:%M}"


class Speech:
    """The words of all languages; anything but English is answered in Japanese, the product's first language."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._words = {language: Words(language, self._zone) for language in LANGUAGES}

    def in_(self, language: str) -> Words:
        return self._words["en" if language == "en" else "ja"]


@cache
def _environment(say: Callable[[str], str]) -> Environment:
    """Plain text, not HTML: what leaves here goes into plain_text or rich text, so there is nothing to autoescape."""
    loader = FileSystemLoader(HANDLERS)
    environment = Environment(  # noqa: S701
        loader=loader,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(say, _no_plural, newstyle=True)  # type: ignore[attr-defined]
    return environment


def _no_plural(singular: str, plural: str, count: int) -> str:
    return singular if count == 1 else plural
