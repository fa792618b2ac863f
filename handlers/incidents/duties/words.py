"""A duty in words: on what it rests, to whom it is owed, until when and by which rule, how far it is, and why."""

from __future__ import annotations

from collections.abc import Iterator

from bot.incidents.cases import Reason
from bot.incidents.checklist import DONE, Checklist, Item, Line
from bot.incidents.duties import Need, Run
from handlers.incidents.cards import Views
from handlers.incidents.labels import fact_line, level_title
from handlers.incidents.papers.documents.response import BINDING
from handlers.kit import blocks as b
from handlers.kit.roles import ROLES
from handlers.kit.words import N_, Words
from knowledge.documents import Contact

SHORT_NEEDS = {
    Need.NEEDED: N_("Needed"),
    Need.PERHAPS: N_("Perhaps needed"),
    Need.NOT_NEEDED: N_("Not needed, going by what is known"),
}
"""For the list; the window of a duty says more."""
LONGEST_NOTE = 300
"""What the checklist shows of a note; the timeline holds all of it."""
NEEDS = {
    Need.NEEDED: N_("Needed"),
    Need.PERHAPS: N_("May be needed: some answers are still missing"),
    Need.NOT_NEEDED: N_("Not needed, going by what is known"),
}


def row_text(item: Item, case: Checklist, words: Words) -> str:
    """A duty in the list: its name, whether it is needed and on what it rests, the next date, how far it is."""
    need, basis = words.say(SHORT_NEEDS[item.due.need]), words.say(BINDING[item.due.duty.binding])
    line = item.next_line
    lines = [item.due.duty.title.say(words.language), words.say("{need} / {basis}", need=need, basis=basis)]
    if line and line.run:
        lines.append(due_line(line.run, words))
    if line and line.is_late(case.now):
        lines.append(words.say("This date has passed. Please notify as soon as you can."))
    return "\n".join((*lines, *_how_far(item, words)))


def _how_far(item: Item, words: Words) -> Iterator[str]:
    done = sum(line.state == DONE for line in item.lines)
    if item.open and done:
        yield words.say("Done so far: {done} of {all}", done=done, all=len(item.lines))
    elif item.open:
        yield words.say("Not done yet")
    elif item.lines:
        yield words.say("Notified") if done else words.say("Settled as not needed")


def duty_lines(item: Item, case: Checklist, views: Views, words: Words) -> list[tuple[str, bool]]:
    """What matters about a duty, the dates and what has become of it emphasised."""
    duty = item.due.duty
    return [
        (words.say("Is it needed? {need}", need=words.say(NEEDS[item.due.need])), False),
        *((line, True) for one in item.lines for line in _line(one, item, case, views, words)),
        *((line, False) for line in (*because_lines(item, views, words), *_missing(item, views, words))),
        (words.say("Basis: {basis}", basis=words.say(BINDING[duty.binding])), False),
        *([(words.say("By when: {when}", when=duty.timing.say(words.language)), True)] if duty.timing else []),
        (words.say("To: {to}", to=duty.to.say(words.language)), False),
        *((line, False) for line in _reach(duty.contact, duty.url, views, words)),
        (words.say("In charge: {name}", name=words.say(ROLES[duty.owner])), False),
    ]


def small_print(item: Item, words: Words) -> list[str]:
    """What stands behind it: how the dates are counted, what it is for, the rule and its source."""
    duty = item.due.duty
    rules = "\n".join(line for one in item.lines if one.run for line in rule_lines(one.run, words))
    law = words.say(
        "Rule: {law}. Source: {source} (checked {day})",
        law=duty.law.say(words.language),
        source=duty.source,
        day=words.day(duty.checked_on),
    )
    return [part for part in (rules, duty.why.say(words.language).strip(), law) if part]


def short_lines(item: Item, views: Views, words: Words) -> list[tuple[str, bool]]:
    """A duty that is not needed: what speaks against it, and what had been settled before."""
    settled = (line for one in item.lines for line in _settled(one, item, views, words))
    lines = (words.say(NEEDS[item.due.need]), *because_lines(item, views, words), *settled)
    return [(line, False) for line in lines]


def due_line(run: Run, words: Words) -> str:
    """The last day, strictly and with the days off, and the day to aim at."""
    title, dates = run.deadline.title.say(words.language), run.dates
    strict, last = words.weekday_of(dates.strict), words.weekday_of(dates.extended)
    if dates.is_moved:
        return words.say(
            "{title}: by {strict}. As that is a day off, {last} at the latest.", title=title, strict=strict, last=last
        )
    if dates.soft:
        soft = words.weekday_of(dates.soft)
        return words.say("{title}: by {day}, if possible by {soft}.", title=title, day=last, soft=soft)
    return words.say("{title}: by {day}.", title=title, day=last)


def rule_lines(run: Run, words: Words) -> Iterator[str]:
    """How a date is counted."""
    title, days = run.deadline.title.say(words.language), run.deadline.days
    if run.deadline.extends:
        yield words.say(
            "{title}: {days} days, the day the company knew included; a last day that is a weekend, a holiday or "
            "29 December to 3 January moves to the next working day.",
            title=title,
            days=days,
        )
    else:
        yield words.say(
            "{title}: {days} days, the day the company knew included; days off do not add time.", title=title, days=days
        )
    if not run.certain:
        yield words.say("The shorter time is counted, until the answers that may allow more are known.")


def because_lines(item: Item, views: Views, words: Words) -> list[str]:
    """The facts that decided."""
    found = [reason_text(reason, views, words) for reason in item.due.because]
    return [words.say("Because: {reasons}", reasons=words.say(", ").join(found))] if found else []


def reason_text(reason: Reason, views: Views, words: Words) -> str:
    """One fact that decided, in words."""
    if reason.source == "level":
        return level_title(views.content, reason.level, words)
    if reason.source == "category":
        category = views.content.category(reason.id)
        return category.title.say(words.language) if category else reason.id
    fact = views.content.fact(reason.id)
    option = fact.option(reason.option) if fact else None
    subject = fact.subject.say(words.language) if fact else reason.id
    return fact_line(subject, option.stated.say(words.language) if option else "?", words)


def contact_line(contact: Contact, words: Words) -> str:
    """How to reach somebody of the company's list."""
    hours = contact.hours.say(words.language) if contact.hours else None
    parts = [contact.name.say(words.language), contact.phone, contact.email, hours, contact.url]
    return " / ".join(part for part in parts if part)


def _reach(contact: str | None, url: str | None, views: Views, words: Words) -> Iterator[str]:
    known = next((one for one in views.company.contacts if one.id == contact), None)
    if known:
        yield words.say("Contact: {contact}", contact=contact_line(known, words))
    if url:
        yield words.say("Page: {url}", url=url)


def _line(line: Line, item: Item, case: Checklist, views: Views, words: Words) -> Iterator[str]:
    if line.run:
        yield due_line(line.run, words)
    settled = list(_settled(line, item, views, words))
    if settled:
        yield from settled
    elif line.is_late(case.now):
        yield words.say("This date has passed. Please notify as soon as you can.")


def _settled(line: Line, item: Item, views: Views, words: Words) -> Iterator[str]:
    """What somebody has settled, who, when and with which words."""
    row = line.row
    if row is None or line.state == "open":
        return
    title = line_title(line, item, words)
    done, by_rule = N_("{title}: done ({name}, {moment})"), N_("{title}: not needed by the facts ({moment})")
    dropped = N_("{title}: not needed ({name}, {moment})")
    sentence = done if row.state == DONE else dropped if row.by else by_rule
    moment = words.moment(row.at) if row.at else "-"
    yield words.say(sentence, title=title, name=views.name(row.by, words), moment=moment)
    if row.note:
        yield words.say("Note: {note}", note=b.cut(row.note, LONGEST_NOTE))


def line_title(line: Line, item: Item, words: Words) -> str:
    """What a deadline of a duty is called; the duty itself where it has none."""
    same = [one for one in item.due.duty.deadlines if one.id == line.deadline]
    known = line.run.deadline if line.run else same[-1] if same else item.due.duty
    return known.title.say(words.language)


def _missing(item: Item, views: Views, words: Words) -> Iterator[str]:
    facts = [fact for name in item.due.missing if (fact := views.content.fact(name))]
    if facts and item.open:
        questions = " / ".join(fact.ask.say(words.language) for fact in facts)
        yield words.say("Still to be answered: {questions}", questions=questions)
