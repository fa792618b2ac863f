"""The form of a repetition: its fields follow from the kind, and it says when the next times would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.errors import Refused
from bot.core.workdays import CLOSING, OPENING, WorkDays
from handlers.bulletins.planning import ids
from handlers.bulletins.planning.entered import FREE_DAYS, HERE, MOST_AHEAD, Carried, Entered
from handlers.bulletins.planning.labels import (
    KINDS,
    MONTHS,
    NTH,
    SHIFTS,
    WEEKDAYS,
    ZONES,
    before_line,
    leaving_line,
    rule_line,
    zone_name,
)
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Modal
from handlers.kit.errors import SENTENCES
from handlers.kit.words import N_, Words
from knowledge.recurrence import Recurrence

MODES = {
    "draft": (N_("Lay a draft before me first"), N_("Nothing is sent before I send it")),
    "send": (N_("Send it as it stands"), N_("By itself, every time the same text")),
}
OUTSIDE_WAITS = N_("That is outside the working hours ({opening}–{closing}): it goes out at the next opening.")
OUTSIDE_URGENT = N_("That is outside the working hours ({opening}–{closing}): an urgent one goes out all the same.")
OUTSIDE = N_("That is outside the working hours ({opening}–{closing}): it goes out at that hour all the same.")


@dataclass(frozen=True)
class Form:
    """What the form is drawn from; `times` are the next ones and when each leaves, none while something is missing."""

    carried: Carried
    title: str
    entered: Entered
    zone: str
    times: Sequence[tuple[datetime, datetime]]
    days: WorkDays
    released: bool = False
    """Whether a second person must release every bulletin: then nothing can go out by itself."""
    urgent: bool = False


def repeat_form(form: Form, words: Words) -> Modal:
    """How often, at what time, what about days off, and what happens then; below it the next times."""
    entered = form.entered
    shown: list[Block] = [b.strong(form.title)]
    shown.append(_menu("kind", words.say("How often?"), [(one, words.say(said)) for one, said in KINDS.items()],
                       entered.kind))  # fmt: skip
    shown += _days(entered, words)
    shown += [_time(entered, words), _menu("zone", words.say("On whose clocks?"), _zones(form, words), entered.zone)]
    if entered.kind != "before_holidays":
        shifts = [(one, words.say(said)) for one, said in SHIFTS.items()]
        shown.append(_menu("shift", words.say("When that is a day off"), shifts, entered.shift))
    shown += _hours(form, words)
    shown += [*_modes(form, words), b.divider(), *_preview(form, words)]
    title = words.say("Change it") if form.carried.series else words.say("Repeat a bulletin")
    return Modal(ids.REPEAT_FORM, title, shown, words.say("Cancel"), words.say("Save"), form.carried.text())


def _days(entered: Entered, words: Words) -> list[Block]:
    """The fields that this kind needs."""
    weekdays = [(str(number), words.say(name)) for number, name in enumerate(WEEKDAYS)]
    months = [(str(number), words.say(name)) for number, name in enumerate(MONTHS, 1)]
    numbers = [(str(number), words.say("Day {day}", day=number)) for number in range(1, 32)]
    day = _menu("day", words.say("Day"), numbers, str(entered.day))
    if entered.kind == "weekly":
        return [_checks("weekdays", words.say("On which days?"), weekdays, [str(one) for one in entered.weekdays])]
    if entered.kind == "nth_weekday":
        nths = [(str(number), words.say(name)) for number, name in NTH.items()]
        every = [("0", words.say("Every month")), *months]
        first = str(entered.weekdays[0] if entered.weekdays else 0)
        return [
            _menu("in_month", words.say("Month"), every, str(entered.month)),
            _menu("nth", words.say("Which one?"), nths, str(entered.nth)),
            _menu("weekday", words.say("Weekday"), weekdays, first),
        ]
    if entered.kind == "monthly":
        return [day, b.context(words.say("In a month without that day it comes on its last one."))]
    if entered.kind == "yearly":
        return [_menu("month", words.say("Month"), months, str(entered.month or 1)), day]
    free = sorted({*FREE_DAYS, entered.free_days})
    rows = [(str(count), words.say("{count} days or more", count=count)) for count in free]
    before = [(str(count), before_line(count, words)) for count in range(1, 11)]
    return [
        _menu("free_days", words.say("Days off in a row"), rows, str(entered.free_days)),
        _menu("days_before", words.say("How long before?"), before, str(entered.days_before)),
    ]


def _modes(form: Form, words: Words) -> list[Block]:
    entered = form.entered
    options = [b.option(one, words.say(said), words.say(more)) for one, (said, more) in MODES.items()]
    shown: list[Block] = []
    if form.released:
        shown.append(b.context(words.say("The company wants a second person to release bulletins, so each time a "
                                         "draft comes to you first.")))  # fmt: skip
    else:
        chosen = options[0] if entered.drafts else options[1]
        element = {"type": "radio_buttons", "options": options, "initial_option": chosen}
        shown.append(_asked("mode", words.say("What happens then?"), element))
    if entered.drafts or form.released:
        on_the_day = [("0", words.say("On the day itself, at that time"))]
        most = max(MOST_AHEAD, entered.ahead)
        before = [(str(one), before_line(one, words)) for one in range(1, most + 1)]
        shown.append(_menu("ahead", words.say("When does the draft come?"), on_the_day + before, str(entered.ahead)))
    return shown


def _hours(form: Form, words: Words) -> list[Block]:
    """Whether it keeps to the working hours, and what that means for the hour that is chosen now."""
    entered, hours = form.entered, {"opening": f"{OPENING:%H:%M}", "closing": f"{CLOSING:%H:%M}"}
    fitted = (("in_hours", words.say("Keep to the working hours"),
               words.say("Else it waits for the next opening; urgent ones never wait")),)  # fmt: skip
    asked = _checks("in_hours", words.say("Nights"), fitted, ["in_hours"] if entered.in_hours else [])
    shown = [asked | {"optional": True}]
    if not OPENING <= entered.at <= CLOSING:
        waits = entered.in_hours and not form.urgent
        said = words.say(OUTSIDE_WAITS if waits else OUTSIDE_URGENT if form.urgent else OUTSIDE, **hours)
        shown.append(b.context(said))
    return shown


def _preview(form: Form, words: Words) -> list[Block]:
    try:
        rule = form.entered.rule()
    except Refused as missing:
        return [b.strong(words.say("The next times")), b.paragraph(words.say(SENTENCES[missing.code]))]
    lines = [_line(fire, leaves, rule, form, words) for fire, leaves in form.times]
    return [b.strong(words.say("The next times")), b.context(rule_line(rule, words)), b.bullets(lines)]


def _line(fire: datetime, leaves: datetime, rule: Recurrence, form: Form, words: Words) -> str:
    said = leaving_line(fire, leaves, rule, words)
    off = leaves == fire and not form.days.works(form.days.day_of(fire))
    return words.say("{day}, a day off", day=said) if off else said


def _zones(form: Form, words: Words) -> list[tuple[str, str]]:
    """The company's own first, then the usual ones, and the one that stands there now."""
    named = [(one, words.say(said)) for one, said in ZONES.items() if one != form.zone]
    here = words.say("Ours ({zone})", zone=zone_name(form.zone, words))
    known = {HERE, form.zone, *ZONES}
    rest = [(form.entered.zone, form.entered.zone)] if form.entered.zone not in known else []
    return [(HERE, here), *named, *rest]


def _time(entered: Entered, words: Words) -> Block:
    element = {"type": "timepicker", "initial_time": f"{entered.at:%H:%M}"}
    return _asked("at", words.say("At what time?"), element)


def _menu(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> Block:
    built = [b.option(value, said) for value, said in options]
    initial = next((one for one in built if one["value"] == chosen), built[0])
    return _asked(name, label, {"type": "static_select", "options": built, "initial_option": initial})


def _checks(name: str, label: str, options: Sequence[tuple[str, ...]], chosen: Sequence[str]) -> Block:
    built = [b.option(*each) for each in options]
    element: Block = {"type": "checkboxes", "options": built}
    if initial := [one for one in built if one["value"] in chosen]:
        element["initial_options"] = initial
    return _asked(name, label, element)


def _asked(name: str, label: str, element: Block) -> Block:
    """A field at whose change the form is drawn anew."""
    element = element | {"action_id": f"{ids.REPEAT_CHOICE}.{name}"}
    return b.asked(name, label, element) | {"dispatch_action": True}
