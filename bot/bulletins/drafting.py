"""A bulletin in the making: what a template begins it with, when it really goes out, and which links are sound."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from bot.bulletins import planning
from bot.bulletins.cases import Content, Question, Wording
from bot.core.defang import is_ip, is_registrable
from bot.core.workdays import WorkDays
from knowledge.bulletins import BulletinTemplate
from knowledge.bulletins_variables import filled, variables
from knowledge.documents import Company

LANGUAGES: Final = ("ja", "en")


def from_template(template: BulletinTemplate, company: Company, now: datetime, days: WorkDays) -> Content:
    """What stands in the form at first: the template's words with the company's names and numbers in them."""
    wordings = {}
    for language in LANGUAGES:
        values = variables(company, language)
        said = [filled(one.say(language), values) for one in (template.title, template.body, *template.actions)]
        wordings[language] = Wording(said[0], said[1], tuple(said[2:]))
    within = template.do_within
    return Content(
        wordings,
        template.severity,
        template.id,
        do_by=None if within is None else days.day_of(days.end_after(now, within)),
        ask=template.ask,
        question=_question(template, company),
        mandatory=template.mandatory,
        clauses=tuple(template.clauses),
    )


def valid_until(template: BulletinTemplate, now: datetime, days: WorkDays) -> datetime | None:
    """How long a bulletin of this kind is valid; None for as long as nobody ends it."""
    return days.end_of(days.day_of(now) + timedelta(days=template.valid)) if template.valid else None


def leaves_at(opens_at: datetime | None, now: datetime, days: WorkDays, *, fitted: bool) -> datetime | None:
    """When it really goes out; None is now. `fitted` moves what lies outside the working hours to the next opening."""
    wanted = opens_at or now
    moment = planning.in_hours(wanted, days) if fitted else wanted
    return moment if moment > now else opens_at


def is_sound(url: str) -> bool:
    """Whether an address may stand in a bulletin as a link: https, a real host, and nothing that hides it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = not parts.username and not parts.password and port in {None, 443}
    shown = not any(letter.isspace() or letter in '<>"|' for letter in url)
    return parts.scheme == "https" and plain and shown and len(url) <= LONGEST_URL and is_registrable(host.lower())


LONGEST_URL: Final = 500


def is_disguised(url: str) -> bool:
    """Whether a host is written in letters that look like others, in punycode or as numbers."""
    host = (urlsplit(url).hostname or "").lower()
    return not host.isascii() or any(label.startswith("xn--") for label in host.split(".")) or is_ip(host)


def is_past(day: date, now: datetime, days: WorkDays) -> bool:
    return day < days.day_of(now)


def _question(template: BulletinTemplate, company: Company) -> Question | None:
    if template.question is None:
        return None
    values = {language: variables(company, language) for language in LANGUAGES}
    ask, options = template.question.ask, template.question.options
    return Question(
        {language: filled(ask.say(language), values[language]) for language in LANGUAGES},
        tuple({language: filled(one.say(language), values[language]) for language in LANGUAGES} for one in options),
        template.question.right,
    )
