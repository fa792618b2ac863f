"""The form that starts a campaign, as it stands: read from what Slack sends, and made into a wish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from bot.core.errors import Refused
from bot.core.workdays import WorkDays
from bot.surveys.cases import SUBJECT, Combine, Unit, Who, Wish
from handlers.kit.payload import Submission
from handlers.surveys.campaigns.asked import Place
from knowledge.documents import Company
from knowledge.surveys import Survey

DAYS = 14
"""So long a campaign runs, unless somebody says otherwise."""
LONGEST_SUBJECT = 120
MOST_UNITS = 100
"""So many departments can be chosen at once, as Slack's menus go; the others are asked in a second campaign."""
RULES: Final[tuple[Combine, ...]] = ("mean", "weighted", "minimum")
PERSON = "person-"
"""How the fields begin in which somebody is chosen for a unit."""


@dataclass(frozen=True)
class Draft:
    """What was entered so far; `asked` is who was chosen by hand, by unit."""

    survey: Survey
    units: tuple[str, ...]
    opens: date
    due: date
    who: Who = "heads"
    asked: Mapping[str, str] = field(default_factory=dict)
    subject: str = ""
    anonymous: bool = False
    combine: Combine = "mean"
    visible: bool = True
    repeats: bool = False

    @property
    def of_departments(self) -> bool:
        """Whether departments are asked; else it is about one thing, and one person answers."""
        return self.survey.about in {"department", "person"}

    @property
    def chooses_who(self) -> bool:
        return self.survey.about == "department"

    @property
    def poll(self) -> bool:
        return self.who == "poll"


def fresh(survey: Survey, places: Iterable[Place], now: datetime, days: WorkDays) -> Draft:
    """What stands in the form at first: everybody, from today, for two weeks."""
    today = days.day_of(now)
    due = days.next_working_day(today + timedelta(days=DAYS))
    who: Who = "poll" if survey.about == "person" else "heads"
    anonymous = survey.about == "person"
    units = tuple(one.unit.id for one in places)[:MOST_UNITS]
    return Draft(survey, units, today, due, who, anonymous=anonymous)


def read(form: Submission, survey: Survey, first: Draft) -> Draft:
    """What was entered, where it can be; what the form did not ask is as it is at first."""
    values, many = form.values, form.many
    who: Who = "poll" if values.get("who", first.who) == "poll" else "heads"
    combine = next((one for one in RULES if one == values.get("combine")), first.combine)
    told = frozenset(many.get("options", ()))
    return Draft(
        survey,
        many.get("units", first.units)[:MOST_UNITS],
        _day(values.get("opens", "")) or first.opens,
        _day(values.get("due", "")) or first.due,
        who if survey.about == "department" else first.who,
        {name.removeprefix(PERSON): user for name, user in values.items() if name.startswith(PERSON) and user},
        values.get("subject", "").strip()[:LONGEST_SUBJECT],
        values["named"] == "anonymous" if values.get("named") else first.anonymous,
        combine,
        "visible" in told if "options" in many else first.visible,
        "repeats" in told if "options" in many else first.repeats,
    )


def chosen(draft: Draft, places: Sequence[Place]) -> list[Place]:
    """The departments and sites that were chosen, in the company's order."""
    return [one for one in places if one.unit.id in draft.units]


def wish_of(draft: Draft, units: tuple[Unit, ...], now: datetime, days: WorkDays) -> Wish:
    """The campaign as it is wished. Raises Refused for a day that has passed."""
    today = days.day_of(now)
    if draft.opens < today:
        raise Refused("surveys.opens_past", "opens")
    if not draft.opens <= draft.due < date.max:  # the end of the last day of all cannot be told in every zone
        raise Refused("surveys.bad_due", "due")
    return Wish(
        draft.survey.id, draft.who, units,
        now if draft.opens == today else days.opening(draft.opens), days.end_of(draft.due),
        anonymous=draft.anonymous and draft.poll, visible=draft.visible, combine=draft.combine,
        repeats=draft.repeats, subject=draft.subject,
    )  # fmt: skip


def subject_unit(draft: Draft, company: Company, person: str | None) -> Unit:
    """The one unit of a survey about a contractor, a service or the whole company."""
    names = {"ja": company.name.ja, "en": company.name.en}
    return Unit(SUBJECT, dict.fromkeys(names, draft.subject) if draft.subject else names, 1, person)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
