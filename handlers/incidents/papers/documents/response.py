"""The parts of the report that account for the response: steps, people told, notifications, prevention, review."""

from __future__ import annotations

from collections.abc import Sequence

from bot.incidents.cases import Dossier, DutyState, Notice, Step
from bot.incidents.chain import RAISED, UNASKED
from bot.incidents.drill import Result, Took, result
from bot.incidents.steps import BY_LEVEL
from handlers.incidents.labels import span
from handlers.incidents.naming import role_name
from handlers.incidents.papers.documents.writer import Writer
from handlers.kit.documents.page import Pairs, Paragraph, Part, Table
from handlers.kit.words import N_

WHY = {
    "chain": N_("Asked to confirm"),
    "inform": N_("For information"),
    "again": N_("Asked once more"),
    "deputy": N_("Asked in somebody's place"),
    "late": N_("Told afterwards"),
    RAISED: N_("Told that the level has risen"),
    UNASKED: N_("Confirmed unasked"),
}
STATES = {
    "open": N_("Not notified yet"),
    "done": N_("Notified"),
    "not_needed": N_("Judged not to be needed"),
}
BINDING = {
    "law": N_("Required by law"),
    "contract": N_("Agreed by contract"),
    "advice": N_("Advisable"),
}


def steps(dossier: Dossier, writer: Writer) -> tuple[Part, ...]:
    """What the playbook and people asked for, by whom, and what became of it."""
    rows = [step for step in dossier.steps if step.source != "action"]
    return (_steps(rows, writer) or _nothing(N_("No step is on record yet."), writer),)


def notices(dossier: Dossier, writer: Writer) -> tuple[Part, ...]:
    """The delivery log of the contact chain."""
    if not dossier.notices:
        return (_nothing(N_("Nobody has been told yet."), writer),)
    columns = [(N_("Person told"), 42), (N_("Purpose"), 40), (N_("Time told"), 42), (N_("Time confirmed"), 42)]
    ordered = sorted(dossier.notices, key=lambda notice: (notice.told_at, notice.id))
    log = _table(columns, [_notice(notice, writer) for notice in ordered], writer)
    return log, *_confirmations(dossier, writer)


def duties(dossier: Dossier, writer: Writer) -> tuple[Part, ...]:
    """Whom the law and good sense want to hear of it, until when, and how far that is."""
    if not dossier.duties:
        return (_nothing(N_("No notification is on record yet."), writer),)
    columns = [(N_("Notification"), 46), (N_("Basis"), 54), (N_("Due"), 30), (N_("How far"), 36)]
    rows = [_duty(duty, writer) for duty in dossier.duties]
    disclaimer = writer.naming.content.jurisdiction.disclaimer.say(writer.language)
    return _table(columns, rows, writer), Paragraph.of(disclaimer, quiet=True)


def prevention(dossier: Dossier, writer: Writer) -> tuple[Part, ...]:
    """What was decided at the closing, and the follow-up with owner and date."""
    text = writer.text(dossier.incident.outcome.prevention, N_("Not decided so far."))
    actions = [step for step in dossier.steps if step.source == "action"]
    return text, _steps(actions, writer) or _nothing(N_("No follow-up has been decided yet."), writer)


def review(dossier: Dossier, writer: Writer) -> tuple[Part, ...]:
    incident = dossier.incident
    due, done = incident.review_due, incident.reviewed_at
    rows = [
        (writer.say("Review by"), writer.words.day_of(due) if due else writer.say("No date set")),
        (writer.say("Reviewed on"), writer.words.day_of(done) if done else writer.say("Not held yet")),
        (writer.say("What we learned"), incident.lesson or writer.say("Nothing written yet")),
    ]
    return (Pairs.of(rows),)


def _steps(found: Sequence[Step], writer: Writer) -> Table | None:
    if not found:
        return None
    columns = [(N_("What to do"), 56), (N_("In charge"), 30), (N_("Due"), 40), (N_("Result"), 40)]
    return _table(columns, [_step(step, writer) for step in found], writer)


def _step(step: Step, writer: Writer) -> tuple[str, ...]:
    text = writer.naming.step(step.ref, step.text, writer.words)
    who = writer.person(step.person) if step.person else role_name(step.role, writer.words)
    due = writer.words.day_of if step.source == "action" else writer.words.moment
    return text, who, due(step.due_at) if step.due_at else "-", _result(step, writer)


def _result(step: Step, writer: Writer) -> str:
    if step.skipped:
        by_level = step.skipped == BY_LEVEL and step.done_by is None
        why = writer.say("the level does not ask for it") if by_level else step.skipped
        return writer.say("Not needed: {step}", step=why)
    if step.done_at is None:
        return writer.say("Not done yet")
    lines = [writer.say("Carried out"), writer.words.moment(step.done_at)]
    return "\n".join([*lines, writer.person(step.done_by)] if step.done_by else lines)


def _notice(notice: Notice, writer: Writer) -> tuple[str, ...]:
    why = [writer.say(WHY[notice.why]) if notice.why in WHY else notice.why]
    if notice.stands_for:
        why.append(writer.say("In place of {name}", name=writer.person(notice.stands_for)))
    told = "-" if notice.why == UNASKED else writer.words.moment(notice.told_at)
    confirmed = writer.words.moment(notice.confirmed_at) if notice.confirmed_at else _unconfirmed(notice, writer)
    return _who(notice.person, notice.role, writer), "\n".join(why), told, confirmed


def _who(person: str, role: str, writer: Writer) -> str:
    return "\n".join(filter(None, (writer.person(person), role_name(role, writer.words))))


def _confirmations(dossier: Dossier, writer: Writer) -> tuple[Part, ...]:
    """Who confirmed after how long: what a review looks at first, and the result of a drill."""
    found = result(dossier, writer.naming.content.chain.rung(dossier.incident.level), writer.now)
    answered = sorted((one for one in found.people if one.asked or one.took is not None), key=lambda one: one.told_at)
    if not answered:
        return ()
    columns = [(N_("Person asked"), 60), (N_("Time asked"), 42), (N_("Confirmed after"), 64)]
    rows = [_confirmation(one, dossier, found, writer) for one in answered]
    lead = Paragraph(writer.say("How long it took until somebody confirmed:"), leads=True)
    return lead, _table(columns, rows, writer)


def _confirmation(one: Took, dossier: Dossier, found: Result, writer: Writer) -> tuple[str, ...]:
    """Whoever confirmed before being asked is measured from the report."""
    who = _who(one.person, one.role, writer)
    if one.asked or all(notice.why != UNASKED for notice in dossier.notices if notice.person == one.person):
        return who, writer.words.moment(one.told_at), _after(one, dossier, found, writer)
    since = span(one.told_at - dossier.incident.reported_at, writer.words)
    return who, writer.say(WHY[UNASKED]), writer.say("{time} (counted from the report)", time=since)


def _after(one: Took, dossier: Dossier, found: Result, writer: Writer) -> str:
    """The time; in a drill also whether it kept to the wait of the level. A report to outsiders judges nobody."""
    said = span(one.took, writer.words) if one.took is not None else writer.say("Unconfirmed")
    if one.met is None or not dossier.incident.drill:
        return said
    target = span(found.target, writer.words)
    met, missed = N_("{time} (target {target}: met)"), N_("{time} (target {target}: missed)")
    return writer.say(met if one.met else missed, time=said, target=target)


def _unconfirmed(notice: Notice, writer: Writer) -> str:
    if notice.why == RAISED:
        return "-"
    return writer.say("No confirmation needed") if notice.why == "inform" else writer.say("Unconfirmed")


def _duty(duty: DutyState, writer: Writer) -> tuple[str, ...]:
    known = next((one for one in writer.naming.content.jurisdiction.duties if one.id == duty.duty), None)
    basis = [writer.say(BINDING[known.binding]), known.law.say(writer.language)] if known else []
    title = writer.naming.duty(duty.duty, duty.deadline, writer.words)
    to = known.to.say(writer.language) if known else ""
    due = _day_of(duty, writer) or (known and known.timing and known.timing.say(writer.language))
    return (
        "\n".join(filter(None, (title, to))),
        "\n".join(basis) or "-",
        due or writer.say("No date set"),
        _how_far(duty, writer),
    )


def _day_of(duty: DutyState, writer: Writer) -> str:
    """The last day; "" where the rule names no number of days."""
    if duty.due_at is None:
        return ""
    day = writer.words.day_of(duty.due_at)
    if duty.extended_at and duty.extended_at != duty.due_at:
        last = writer.words.day_of(duty.extended_at)
        return writer.say("{day} (at the latest {last}, because of days off)", day=day, last=last)
    return day


def _how_far(duty: DutyState, writer: Writer) -> str:
    lines = [writer.say(STATES[duty.state]) if duty.state in STATES else duty.state]
    if duty.at:
        lines.append(writer.words.moment(duty.at))
    if duty.by:
        lines.append(writer.person(duty.by))
    return "\n".join(filter(None, (*lines, duty.note)))


def _table(columns: Sequence[tuple[str, int]], rows: Sequence[tuple[str, ...]], writer: Writer) -> Table:
    return Table.of([(writer.say(name), width) for name, width in columns], rows)


def _nothing(sentence: str, writer: Writer) -> Paragraph:
    return Paragraph.of(writer.say(sentence), quiet=True)
