"""Every entry of the timeline as a sentence, in the words of a record: for Slack, the report and the drill's sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from bot.incidents.cases import ENDED, Entry, Kind, State, Via
from handlers.incidents.labels import STATES, fact_line
from handlers.incidents.naming import Naming, role_name
from handlers.kit.words import N_, Words

_MOVES: Mapping[str, str] = {
    State.REPORTED: N_("Set back to waiting for confirmation."),
    State.CONFIRMED: N_("Confirmed; the response has begun."),
    State.CONTAINED: N_("Contained: the damage does not spread any further."),
    State.RECOVERED: N_("Recovered: work is back to normal."),
    State.CLOSED: N_("Closed."),
    State.REJECTED: N_("Judged not to be an incident."),
    State.MERGED: N_("Merged into another report."),
}
_ORDER = [str(state) for state in State]
_VIA: Mapping[str, str] = {
    Via.HOME: N_("Reported from the home tab."),
    Via.SHORTCUT: N_("Reported with the shortcut."),
    Via.MESSAGE: N_("Reported from a message."),
    Via.COMMAND: N_("Reported with the /mamori command."),
    Via.SENTENCE: N_("Reported in a conversation with Mamori."),
    Via.MAIL: N_("Reported from the mail check."),
    Via.DRILL: N_("Started as a drill."),
}
_REPORTED = N_("Reported.")
_TOLD = {
    "chain": N_("{person} ({role}) was told and asked to confirm."),
    "inform": N_("{person} ({role}) was told."),
    "again": N_("{person} ({role}) was asked once more to confirm."),
    "deputy": N_("{person} was told in place of the {role} and asked to confirm."),
    "late": N_("{person} ({role}) was told later on."),
    "raised": N_("{person} ({role}) was told that the level has risen."),
    "alert": N_("{person} was told that nobody had confirmed yet."),
    "lost": N_("The message to {person} ({role}) could not be delivered."),
}
_STEP = {
    "done": N_("Done: {step}"),
    "skipped": N_("Not needed: {step}"),
    "added": N_("Added to what is to be done: {step}"),
    "reopened": N_("To be done again: {step}"),
}
_LISTED = {
    "laid": N_("{count} steps of the playbook were put on the list."),
    "dropped": N_("{count} steps were taken off the list: the level does not ask for them."),
}
_ASSIGNED = N_("{person} takes care of it: {step}")
_DUTY = {
    "done": N_("Notified: {duty}"),
    "not_needed": N_("No notification needed: {duty}"),
    "reopened": N_("To be notified after all: {duty}"),
}
_GOOD, _BAD = N_("What went well: {text}"), N_("What could go better: {text}")
_ACCESS = {
    "restricted": N_("Only those involved can see this incident from here on."),
    "opened": N_("The restriction to those involved was lifted."),
}


def entry_line(entry: Entry, naming: Naming, words: Words) -> str:
    """What happened, as the record says it. It does not name who did it: that is `entry.by`, and stands beside it."""
    return _Teller(entry, naming, words).line()


class _Teller:
    """Tells one entry; every method stands for one kind."""

    def __init__(self, entry: Entry, naming: Naming, words: Words) -> None:
        self._entry, self._naming, self._words = entry, naming, words

    def line(self) -> str:
        tell: dict[Kind, Callable[[], str]] = {
            Kind.REPORTED: self._reported,
            Kind.TOLD: self._told,
            Kind.CONFIRMED: self._confirmed,
            Kind.LEVEL: self._level,
            Kind.STATE: self._state,
            Kind.LEAD: self._lead,
            Kind.NOTE: lambda: self._entry.text,
            Kind.MESSAGE: self._message,
            Kind.STEP: self._step,
            Kind.DUTY: self._duty,
            Kind.FACTS: self._facts,
            Kind.SITUATION: lambda: self._words.say("How things stand: {text}", text=self._entry.text),
            Kind.ACCESS: self._access,
            Kind.ROOM: self._room,
            Kind.ACTION: self._action,
            Kind.REVIEW: self._review,
            Kind.MERGED: lambda: self._words.say("Brought together with {other}.", other=self._get("other")),
        }
        return tell[self._entry.kind]().strip()

    def _get(self, key: str) -> str:
        value = self._entry.data.get(key)
        return "" if value is None else str(value)

    def _person(self, key: str = "person") -> str:
        user = self._get(key)
        return self._naming.called(user) if user else ""

    def _because(self, said: str) -> str:
        """The sentence with the reason that was given for it."""
        if not self._entry.text:
            return said
        return self._words.say("{said} (Reason: {reason})", said=said, reason=self._entry.text)

    def _noted(self, said: str) -> str:
        if not self._entry.text:
            return said
        return self._words.say("{said} (Note: {note})", said=said, note=self._entry.text)

    def _reported(self) -> str:
        said = self._words.say(_VIA.get(self._get("via"), _REPORTED))
        return f"{said}\n{self._entry.text}" if self._entry.text else said

    def _told(self) -> str:
        sentence = _TOLD.get(self._get("why"), _TOLD["inform"])
        return self._words.say(sentence, person=self._person(), role=role_name(self._get("role"), self._words))

    def _confirmed(self) -> str:
        if self._get("person") in ("", self._entry.by):
            return self._noted(self._words.say("Confirmed that the report has arrived."))
        return self._noted(self._words.say("{person} confirmed that the report has arrived.", person=self._person()))

    def _level(self) -> str:
        before, after = self._get("before"), self._get("after")
        if not before:
            said = self._words.say("The level is {after}.", after=after)
        elif before == after:
            said = self._words.say("The level stays at {after}.", after=after)
        elif before < after:
            said = self._words.say("The level was raised from {before} to {after}.", before=before, after=after)
        else:
            said = self._words.say("The level was lowered from {before} to {after}.", before=before, after=after)
        return self._because(said)

    def _state(self) -> str:
        before, after = self._get("before"), self._get("after")
        if before in ENDED:
            return self._because(self._words.say("Opened again."))
        if before in _ORDER and after in _ORDER and _ORDER.index(after) < _ORDER.index(before):
            state = self._words.say(STATES[State(after)])
            return self._because(self._words.say('The state was set back to "{state}".', state=state))
        said = self._words.say(_MOVES[after]) if after in _MOVES else after
        return self._because(said) if after == State.REJECTED else self._noted(said)

    def _lead(self) -> str:
        before, after = self._person("before"), self._person("after")
        if before and after:
            said = self._words.say("The lead passed from {before} to {after}.", before=before, after=after)
        elif after:
            said = self._words.say("{after} leads the response.", after=after)
        else:
            said = self._words.say("{before} no longer leads the response.", before=before)
        return self._noted(said)

    def _message(self) -> str:
        return self._words.say("{author} wrote: {text}", author=self._person("author"), text=self._entry.text)

    def _step(self) -> str:
        what, person = self._get("what"), self._person()
        if what in _LISTED:
            return self._words.say(_LISTED[what], count=self._get("count"))
        step = self._naming.step(self._get("ref"), self._get("text"), self._words)
        if what == "assigned" and person:
            said = self._words.say(_ASSIGNED, person=person, step=step)
        else:
            said = self._words.say(_STEP.get(what, _STEP["added"]), step=step)
        if what == "added" and person:
            said = self._words.say("{said} ({person})", said=said, person=person)
        return self._because(said) if what in ("skipped", "reopened") else self._noted(said)

    def _duty(self) -> str:
        what = self._get("what")
        duty = self._naming.duty(self._get("duty"), self._get("deadline"), self._words)
        said = self._words.say(_DUTY.get(what, _DUTY["reopened"]), duty=duty)
        return self._noted(said) if what == "done" else self._because(said)

    def _facts(self) -> str:
        facts = self._entry.data.get("facts", self._entry.data)
        found = [self._naming.fact(name, str(chosen), self._words) for name, chosen in facts.items()]
        lines = [fact_line(subject, answer, self._words) for subject, answer in found]
        return self._noted("\n".join([self._words.say("What is known now:"), *lines]))

    def _access(self) -> str:
        what = self._get("what")
        if what == "invited":
            return self._noted(self._words.say("{person} was asked in.", person=self._person()))
        if what == "removed":
            return self._noted(self._words.say("{person} is no longer asked in.", person=self._person()))
        return self._because(self._words.say(_ACCESS.get(what, _ACCESS["restricted"])))

    def _room(self) -> str:
        if not self._get("trouble"):
            return self._words.say("A private channel was opened for this incident.")
        return self._words.say(
            "Slack did not let me open a private channel ({trouble}); the response goes on without one.",
            trouble=self._get("trouble"),
        )

    def _review(self) -> str:
        parts = ((_GOOD, self._get("good")), (_BAD, self._get("bad")))
        said = [self._words.say(head, text=text) for head, text in parts if text]
        return "\n".join([self._words.say("Reviewed: {text}", text=self._entry.text), *said])

    def _action(self) -> str:
        text = self._get("text") or self._entry.text
        if self._get("what") == "done":
            said = self._words.say("Follow-up done: {text}", text=text)
            return self._noted(said) if self._get("text") else said
        said = self._words.say("Follow-up decided: {text}", text=text)
        if self._person():
            said = self._words.say("{said} ({person})", said=said, person=self._person())
        due = _day(self._get("due"), self._words)
        return self._words.say("{said} (by {due})", said=said, due=due) if due else said


def _day(stored: str, words: Words) -> str:
    """A day that was stored as ISO text, as people write it; whatever else it is stays as it is."""
    try:
        return words.day(date.fromisoformat(stored))
    except ValueError:
        pass
    try:
        return words.moment(datetime.fromisoformat(stored))
    except ValueError:
        return stored
