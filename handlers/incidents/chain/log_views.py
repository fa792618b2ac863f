"""The delivery log: who was told when, whether Slack took the message, and when they confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.outbox import Fate
from bot.incidents.cases import Entry, Incident, Kind, Notice
from bot.incidents.chain import RAISED, UNASKED
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.incidents.naming import role_name
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Modal
from handlers.kit.words import N_, Words

MOST = 80
ALERT = N_("told that nobody has confirmed yet")
WHY = {
    "chain": N_("asked to confirm"),
    "deputy": N_("asked as a deputy"),
    "again": N_("asked once more"),
    "inform": N_("told"),
    "late": N_("told later on"),
    RAISED: N_("told that the level has risen"),
    UNASKED: N_("confirmed without having been asked"),
}
FATES = {
    "sent": N_("Slack took it"),
    "todo": N_("on its way"),
    "leased": N_("on its way"),
    "in_doubt": N_("not sure whether it arrived, being looked up"),
    "dead": N_("could not be delivered ({error})"),
    "superseded": N_("Slack took it"),
}


@dataclass(frozen=True)
class Log:
    """Who was told, the alerts of the timeline, and the fate of each message by its key."""

    incident: Incident
    notices: Sequence[Notice]
    alerts: Sequence[Entry]
    fates: Mapping[str, Fate | None]


def alerts_of(entries: Sequence[Entry]) -> list[Entry]:
    """The times at which a whole channel was told."""
    return [one for one in entries if one.kind is Kind.TOLD and one.data.get("why") == "alert"]


def log_modal(log: Log, views: Views, words: Words) -> Modal:
    """Newest last, as it happened; of a very long one the latest."""
    lines = [(one.told_at, _person(one, log, views, words)) for one in log.notices]
    lines += [(one.at, _alert(one, log, words)) for one in log.alerts]
    found = [block for _, block in sorted(lines, key=lambda line: line[0])]
    shown: list[Block] = [b.strong(b.cut(f"{log.incident.id}: {log.incident.title}", 150))]
    if not found:
        shown.append(b.paragraph(words.say("Nobody has been told yet.")))
    if len(found) > MOST:
        shown.append(b.context(words.say("The latest {count} of {all}", count=MOST, all=len(found))))
    return Modal(ids.LOG, words.say("Who was told when"), [*shown, *found[-MOST:]], words.say("Close"))


def _person(one: Notice, log: Log, views: Views, words: Words) -> Block:
    name = words.say("{name} ({role})", name=views.name(one.person, words), role=role_name(one.role, words))
    if one.stands_for:
        name = words.say("{name}, for {absent}", name=name, absent=views.name(one.stands_for, words))
    lines = [words.say("{moment}: {what}", moment=words.moment(one.told_at), what=words.say(WHY[one.why]))]
    if one.why != UNASKED:
        lines.append(_fate(one.key, log, words))
    if one.confirmed_at:
        lines.append(words.say("Confirmed: {moment}", moment=words.moment(one.confirmed_at)))
    elif one.why not in {"inform", "late", RAISED}:
        lines.append(words.say("Not confirmed yet"))
    return b.entry(name, "\n".join(lines))


def _alert(one: Entry, log: Log, words: Words) -> Block:
    said = words.say("{moment}: {what}", moment=words.moment(one.at), what=words.say(ALERT))
    return b.entry(str(one.data.get("person", "")), "\n".join([said, _fate(str(one.data.get("key", "")), log, words)]))


def _fate(key: str, log: Log, words: Words) -> str:
    fate = log.fates.get(key)
    if fate is None:
        return words.say("Message: {fate}", fate=words.say("too long ago to tell"))
    return words.say("Message: {fate}", fate=words.say(FATES[fate.state], error=fate.error or "?"))
