"""To whom a bulletin goes and when: read from the form, and said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.bulletins import drafting
from bot.bulletins.cases import Audience, Bulletin
from bot.core.errors import Refused
from bot.core.workdays import WorkDays
from handlers.kit.desk import Desk
from handlers.kit.payload import Submission
from handlers.kit.roles import ROLES
from handlers.kit.windows import moment_of
from handlers.kit.words import N_, Words

MORE = N_("{names}, and {count} others")
MORE_CHANNELS = N_("{names} and {count} more channels")
MORE_DEPARTMENTS = N_("{names} and {count} more departments")
MORE_PEOPLE = N_("{names} and {count} more")
MOST = 500
"""Channels, people and the like that one audience can name."""


@dataclass(frozen=True)
class Aim:
    """When it goes out and until when it is valid; `fitted` moves it into the working hours, urgent ones never."""

    opens_at: datetime | None = None
    valid_until: datetime | None = None
    fitted: bool = True
    wished: datetime | None = None
    """What was chosen, where the working hours moved it."""

    def leaves_at(self, bulletin: Bulletin, now: datetime, days: WorkDays) -> datetime | None:
        """The real moment; None is at once."""
        fitted = self.fitted and bulletin.content.severity != "urgent"
        return drafting.leaves_at(self.opens_at, now, days, fitted=fitted)


def aim_of(bulletin: Bulletin, now: datetime, days: WorkDays) -> Aim:
    """As it stands for a draft; an hour that has passed is none any more."""
    opens_at = bulletin.opens_at if bulletin.opens_at and bulletin.opens_at > now else None
    fitted = opens_at is None or drafting.leaves_at(opens_at, now, days, fitted=True) == opens_at
    return Aim(opens_at, bulletin.valid_until, fitted)


def audience_of(form: Submission) -> Audience:
    """Who was chosen."""

    def chosen(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(form.many.get(name, ())))[:MOST]

    return Audience(
        "everyone" in chosen("audience"),
        chosen("channels"),
        chosen("departments"),
        chosen("roles"),
        chosen("groups"),
        chosen("people"),
        chosen("without"),
        chosen("without_departments"),
    )


def aim_from(form: Submission, now: datetime, days: WorkDays) -> Aim:
    """When it was wished for. Raises Refused where a time is missing, and for every one that has passed."""
    opens_at = moment_of(form.values.get("opens", "")) if form.values.get("when") == "at" else None
    if form.values.get("when") == "at" and opens_at is None:
        raise Refused("bulletins.opens_missing", "opens")
    if opens_at and opens_at < now.replace(second=0, microsecond=0):  # the field knows minutes: this one still counts
        raise Refused("bulletins.opens_past", "opens")
    return Aim(opens_at, _end(form.values.get("valid_until", ""), days), "fitted" in form.many.get("fitted", ()))


def audience_lines(audience: Audience, desk: Desk, words: Words, channels: Mapping[str, str]) -> list[str]:
    """Whom it is for, one kind a line; channels by their names where they are known."""
    company, people = desk.services.known.company, desk.people
    departments = {one.id: one.name.say(words.language) for one in company.departments}
    roles = {name: words.say(label) for name, label in ROLES.items()}
    called = {one: people.called(one, words.language) for one in (*audience.people, *audience.without)}
    named = {one: f"#{name}" for one, name in channels.items()}
    lines = [words.say("Everybody, each in person")] if audience.everyone else []
    for label, chosen, names, more in (
        (words.say("Channels"), audience.channels, named, MORE_CHANNELS),
        (words.say("Departments"), audience.departments, departments, MORE_DEPARTMENTS),
        (words.say("Roles"), audience.roles, roles, MORE),
        (words.say("User groups"), audience.groups, {}, MORE),
        (words.say("People"), audience.people, called, MORE_PEOPLE),
        (words.say("Not to these departments"), audience.without_departments, departments, MORE_DEPARTMENTS),
        (words.say("Not to these people"), audience.without, called, MORE_PEOPLE),
    ):
        if chosen:
            lines.append(words.say("{label}: {names}", label=label, names=listing(chosen, names, words, more)))
    return lines


def listing(chosen: Sequence[str], names: Mapping[str, str], words: Words, more: str, most: int = 8) -> str:
    """Some names, and how many more; where a name is not known, only how many there are."""
    known = [names[one] for one in chosen if one in names][:most]
    if not known:
        return f"{len(chosen)}"
    rest = len(chosen) - len(known)
    said = words.say(", ").join(known)
    return words.say(more, names=said, count=rest) if rest else said


def _end(text: str, days: WorkDays) -> datetime | None:
    """The end of a day; the last day of all has none in every zone."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    if day >= date.max:
        raise Refused("bulletins.ends_before", "valid_until")
    return days.end_of(day)
