"""The parts of the report that tell: what, when, how it went, what is affected, why, and the damage."""

from __future__ import annotations

from datetime import datetime

from bot.incidents.cases import Dossier, Entry, Kind, Reason
from handlers.incidents.entries import entry_line
from handlers.incidents.labels import category_title, level_title, reason_line, status_of
from handlers.incidents.papers.documents.writer import Writer
from handlers.kit.documents.page import Pairs, Paragraph, Part, Table
from handlers.kit.words import N_

NOT_YET = N_("Not known yet")


def head(dossier: Dossier, writer: Writer, made_at: datetime) -> Pairs:
    """What a reader needs before the first sentence: number, date, kind, level with its reasons, state."""
    incident = dossier.incident
    content, words = writer.naming.content, writer.words
    rows = [
        (writer.say("Reference number"), incident.id),
        (writer.say("Date of this report"), words.day_of(made_at)),
        (writer.say("Subject"), incident.title),
        (writer.say("Kind of incident"), category_title(content, incident, words)),
        (writer.say("Level"), level_title(content, incident.level, words)),
        (writer.say("Reason for the level"), "\n".join(_reasons(dossier, writer)) or writer.say(NOT_YET)),
        (writer.say("State of the response"), writer.say(status_of(incident))),
        (writer.say("Leads the response"), _name(incident.lead, N_("Not decided so far"), writer)),
    ]
    if incident.merged_into:
        rows.append((writer.say("Goes on under"), incident.merged_into))
    return Pairs.of(rows)


def overview(dossier: Dossier, writer: Writer) -> tuple[Part, ...]:
    """The reporter's words, when and where it was, the message behind it, and how things stand."""
    incident = dossier.incident
    situations = [entry for entry in dossier.entries if entry.kind is Kind.SITUATION]
    latest = situations[-1] if situations else None
    rows = [
        (writer.say("When and where, as reported"), incident.where or writer.say(NOT_YET)),
        (writer.say("How things stand"), _situation(latest, writer)),
    ]
    origin = "\n".join(filter(None, (incident.origin.words, incident.origin.permalink, *incident.origin.files)))
    if origin:
        rows.append((writer.say("The message behind it"), origin))
    if incident.origin.mail_check:
        rows.append((writer.say("The mail check behind it"), incident.origin.mail_check))
    return writer.text(incident.text, N_("Not described yet.")), Pairs.of(rows)


def times(dossier: Dossier, writer: Writer) -> tuple[Part, ...]:
    """From the event to the closing."""
    incident = dossier.incident
    over = N_("Not recorded")  # what is over no longer waits for anything
    unknown, missing = (NOT_YET, N_("Not reached yet")) if incident.is_open else (over, over)
    rows = [
        (writer.say("Time of the event"), _moment(incident.happened_at, unknown, writer)),
        (writer.say("Time noticed"), _moment(incident.noticed_at, unknown, writer)),
        (writer.say("Time reported"), writer.words.moment(incident.reported_at)),
        (writer.say("Noticed and reported by"), _name(incident.reporter, N_("Reported without a name"), writer)),
    ]
    later = (
        (N_("Time confirmed"), incident.confirmed_at),
        (N_("Time contained"), incident.contained_at),
        (N_("Time recovered"), incident.recovered_at),
        (N_("Time closed"), incident.closed_at),
    )
    rows += [(writer.say(name), _moment(at, missing, writer)) for name, at in later]
    return (Pairs.of(rows),)


def course(dossier: Dossier, writer: Writer) -> tuple[Part, ...]:
    """The timeline, oldest first."""
    if not dossier.entries:
        return (Paragraph.of(writer.say("Nothing on record yet."), quiet=True),)
    columns = [
        (writer.say("Date and time"), 40),
        (writer.say("Who did it"), 30),
        (writer.say("What was done or came to light"), 96),
    ]
    entries = sorted(dossier.entries, key=lambda entry: (entry.at, entry.id))
    rows = [(writer.words.moment(one.at), writer.person(one.by), _told(one, writer)) for one in entries]
    return (Table.of(columns, rows),)


def effects(dossier: Dossier, writer: Writer) -> tuple[Part, ...]:
    """The facts: those that the kind of incident asks for first, whether they are known or not."""
    incident = dossier.incident
    category = writer.naming.content.category(incident.category)
    asked = dict.fromkeys([*(category.facts if category else ()), *incident.facts])
    found = [writer.naming.fact(name, incident.facts.get(name, ""), writer.words) for name in asked]
    if not found:
        return (Paragraph.of(writer.say("No effect is known so far."), quiet=True),)
    return (Pairs.of([(question, answer or writer.say(NOT_YET)) for question, answer in found], width=84),)


def cause(dossier: Dossier, writer: Writer) -> tuple[Part, ...]:
    return (writer.text(dossier.incident.outcome.cause, N_("Not established yet.")),)


def damage(dossier: Dossier, writer: Writer) -> tuple[Part, ...]:
    return (writer.text(dossier.incident.outcome.damage, N_("Not established yet.")),)


def _reasons(dossier: Dossier, writer: Writer) -> list[str]:
    return [_reason(reason, dossier, writer) for reason in dossier.incident.reasons]


def _reason(reason: Reason, dossier: Dossier, writer: Writer) -> str:
    if reason.source != "person":
        return reason_line(writer.naming.content, reason, writer.words)
    name = writer.person(reason.id)
    said = [entry.text for entry in dossier.entries if entry.kind is Kind.LEVEL and entry.by == reason.id]
    if not said or not said[-1]:
        return writer.say("Decided by {name}", name=name)
    return writer.say("{name} decided so: {reason}", name=name, reason=said[-1])


def _situation(entry: Entry | None, writer: Writer) -> str:
    if entry is None:
        return writer.say("No word on it yet")
    return writer.say("{text} (as of {moment})", text=entry.text, moment=writer.words.moment(entry.at))


def _told(entry: Entry, writer: Writer) -> str:
    """The sentence of an entry, and what an auditor asks for: the link behind it, and that it was corrected."""
    lines = [entry_line(entry, writer.naming, writer.words), str(entry.data.get("permalink") or "")]
    if entry.earlier:
        last = entry.earlier[-1]
        said = writer.say("(Corrected {moment}. Before: {text})", moment=writer.words.moment(last.at), text=last.text)
        lines.append(said)
    return "\n".join(filter(None, lines))


def _moment(moment: datetime | None, missing: str, writer: Writer) -> str:
    return writer.words.moment(moment) if moment else writer.say(missing)


def _name(user: str | None, nobody: str, writer: Writer) -> str:
    return writer.person(user) if user else writer.say(nobody)
