"""How rules, days and zones are called."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.kit.words import N_, Words
from knowledge.recurrence import Kind, Recurrence, Shift

KINDS: dict[Kind, str] = {
    "weekly": N_("Every week"),
    "nth_weekday": N_("On a certain weekday of the month (such as the second Tuesday)"),
    "monthly": N_("On a day of every month"),
    "yearly": N_("Once a year"),
    "before_holidays": N_("Before long holidays"),
}
WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
NTH = {1: N_("first"), 2: N_("second"), 3: N_("third"), 4: N_("fourth"), 5: N_("fifth"), -1: N_("last")}
SHIFTS: dict[Shift, str] = {
    "none": N_("It comes on that day all the same"),
    "after": N_("On the next working day"),
    "before": N_("On the working day before"),
}
SHIFTED: dict[Shift, str] = {
    "after": N_("{rule}; on a day off, the next working day"),
    "before": N_("{rule}; on a day off, the working day before"),
}
LONGEST_MONTH = 31
ZONES = {
    "Asia/Tokyo": N_("Japan"),
    "Asia/Shanghai": N_("China"),
    "Asia/Singapore": N_("Singapore"),
    "Asia/Bangkok": N_("Thailand and Vietnam"),
    "Asia/Kolkata": N_("India"),
    "Europe/London": N_("London"),
    "Europe/Berlin": N_("Central Europe"),
    "America/New_York": N_("New York"),
    "America/Chicago": N_("Chicago"),
    "America/Los_Angeles": N_("Los Angeles"),
    "UTC": N_("World time (UTC)"),
}


def rule_line(rule: Recurrence, words: Words) -> str:
    """A rule as one would say it: Every Monday at 09:30; on a day off, the next working day."""
    days = _days(rule, words)
    said = words.say("{rule} at {time}", rule=days[:1].upper() + days[1:], time=f"{rule.at:%H:%M}")
    if rule.zone:
        said = words.say("{rule} ({zone} time)", rule=said, zone=zone_name(rule.zone, words))
    shifted = SHIFTED.get(rule.shift) if rule.kind != "before_holidays" else None
    return words.say(shifted, rule=said) if shifted else said


def zone_name(zone: str, words: Words) -> str:
    return words.say(ZONES[zone]) if zone in ZONES else zone


def time_line(moment: datetime, rule: Recurrence, words: Words) -> str:
    """One time as our clocks show it, and as those of the rule's zone do where that is something else."""
    ours = words.say("{day} {time}", day=words.weekday_of(moment), time=words.time(moment))
    if rule.zone is None:
        return ours
    there = moment.astimezone(ZoneInfo(rule.zone))
    theirs = words.say("{day} {time}", day=words.weekday(there.date()), time=f"{there:%H:%M}")
    if theirs == ours:
        return ours
    return words.say("{ours} ({zone}: {theirs})", ours=ours, zone=zone_name(rule.zone, words), theirs=theirs)


def leaving_line(fire: datetime, leaves: datetime, rule: Recurrence, words: Words) -> str:
    """When a time really goes out, and which one that is where it has waited for the opening."""
    said = time_line(leaves, rule, words)
    if leaves == fire:
        return said
    return words.say("{moment}, for {hour}", moment=said, hour=time_line(fire, rule, words))


def before_line(count: int, words: Words) -> str:
    return words.say("{count} working days before", count=count) if count > 1 else words.say("one working day before")


def _days(rule: Recurrence, words: Words) -> str:
    month = words.say(MONTHS[rule.month - 1]) if rule.month else ""
    if rule.kind in {"weekly", "nth_weekday"}:
        return _weekdays(rule, month, words)
    if rule.kind == "before_holidays":
        before = before_line(rule.days_before, words)
        return words.say("{before} {free} or more days off in a row", before=before, free=rule.free_days)
    if rule.kind == "yearly":
        return words.say("every year on {day} {month}", day=rule.day, month=month)
    if rule.day == LONGEST_MONTH:
        return words.say("on the last day of every month")
    return words.say("on day {day} of every month", day=rule.day)


def _weekdays(rule: Recurrence, month: str, words: Words) -> str:
    names = [words.say(WEEKDAYS[day]) for day in sorted(set(rule.weekdays))]
    if rule.kind == "weekly":
        return words.say("every {weekdays}", weekdays=words.say(", ").join(names))
    which = {"nth": words.say(NTH[rule.nth]), "weekday": names[0]}
    if month:
        return words.say("every year on the {nth} {weekday} of {month}", month=month, **which)
    return words.say("every month on the {nth} {weekday}", **which)
