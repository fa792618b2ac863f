"""The form that starts a campaign: one window, and what it asks follows from the survey chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.surveys.cases import SUBJECT, Campaign
from bot.surveys.service import LONGEST
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Modal
from handlers.kit.people import People
from handlers.kit.words import N_, Words
from handlers.surveys import ids
from handlers.surveys.campaigns import draft as d
from handlers.surveys.campaigns.asked import Place
from handlers.surveys.campaigns.draft import Draft
from handlers.surveys.campaigns.labels import RULES, survey_title, unit_name
from knowledge.surveys import Survey

MOST_ASKED = 20
"""So many departments can have their respondent chosen by hand in the form."""
MOST_NAMED = 12
MORE_UNITS = N_("{names} and {count} more departments")
SUBJECTS = {"contractor": N_("Which contractor?"), "service": N_("Which service?")}
WHO = (
    ("heads", N_("The head answers for each department"), N_("One sheet for a department")),
    ("poll", N_("Everybody answers (poll)"), N_("One sheet for each person")),
)
NAMED = (
    ("anonymous", N_("Anonymous"), N_("Nobody is shown who answered what")),
    ("named", N_("Named"), N_("Whoever runs the survey sees who answered what")),
)
OPTIONS = (
    ("visible", N_("Show the result to those who answered"), N_("After the closing")),
    ("repeats", N_("Repeat every year"), N_("The next round is planned at the closing")),
)


@dataclass(frozen=True)
class Form:
    """What the form is drawn from."""

    draft: Draft
    offered: Sequence[Survey]
    places: Sequence[Place]
    runner: str
    running: Sequence[Campaign] = ()
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def chosen(self) -> list[Place]:
        return d.chosen(self.draft, self.places)

    @property
    def to_choose(self) -> list[Place]:
        """Those whose head is not there: somebody else is chosen, the deputy where there is one."""
        if self.draft.poll:
            return []
        return [one for one in self.chosen if one.absent or one.unit.person is None][:MOST_ASKED]


def start_form(form: Form, people: People, words: Words) -> Modal:
    """Which survey, whom, from when until when, and how the answers are put together."""
    draft = form.draft
    shown = _survey(form, words)
    shown += _departments(form, people, words) if draft.of_departments else _subject(form, words)
    if draft.poll:
        named = "anonymous" if draft.anonymous else "named"
        shown.append(_radio("named", words.say("With names?"), NAMED, named, words))
    shown.append(b.day_input("opens", words.say("Opens on"), draft.opens))
    shown.append(b.day_input("due", words.say("Last day"), draft.due))
    if draft.of_departments:
        rules = [(name, *texts) for name, texts in RULES.items()]
        shown.append(
            _radio("combine", words.say("How the company's value comes from the departments"), rules, draft.combine,
                   words)
        )  # fmt: skip
    told = [name for name, on in (("visible", draft.visible), ("repeats", draft.repeats)) if on]
    options = [(name, words.say(label), words.say(more)) for name, label, more in OPTIONS]
    shown.append(b.checks_input("options", words.say("More"), options, told))
    shown += [b.divider(), *preview(form, people, words)]
    return Modal(ids.START_FORM, words.say("Start a survey"), shown, words.say("Cancel"), words.say("Start"))


def preview(form: Form, people: People, words: Words) -> list[Block]:
    """Before anything is sent: how many people are asked, and where."""
    if not form.draft.of_departments:
        return [b.context(words.say('One person is asked. Nothing is sent before you press "Start".'))]
    chosen = form.chosen
    if form.draft.poll:
        count = len({user for one in chosen for user in one.members})
        each = [words.say("{unit} {count}", unit=_name(one, words), count=len(one.members)) for one in chosen]
        units = listing(each, words, more=MORE_UNITS)
        said = words.say("People asked: {count}. {units}", count=count, units=units)
    else:
        answering = {one.unit.id: form.draft.asked.get(one.unit.id) or one.unit.person for one in chosen}
        count = len({person for person in answering.values() if person})
        each = [_answers(one, answering[one.unit.id], people, words) for one in chosen]
        said = words.say("People asked: {count}, for {units} departments. {each}", count=count, units=len(chosen),
                         each=listing(each, words, more=MORE_UNITS))  # fmt: skip
    lines = [said, words.say('Nothing is sent before you press "Start".')]
    unknown = [people.name_of(one, words.language) for place in chosen for one in place.unknown]
    if form.draft.poll and unknown:
        lines.insert(1, unknown_line(unknown, words))
    return [b.context(*lines)]


def unknown_line(names: Sequence[str], words: Words) -> str:
    """Those on the company's list whom no message reaches."""
    return words.say("Without a Slack account that I know, {count}: {names}", count=len(names),
                     names=listing(names, words))  # fmt: skip


def listing(names: Sequence[str], words: Words, most: int = MOST_NAMED, more: str = "") -> str:
    """Some names, and how many more there are: people, unless `more` says otherwise."""
    said = words.say(", ").join(b.cut(one, 80) for one in names[:most])
    left = len(names) - most
    return words.say(more or N_("{names} and {count} more"), names=said, count=left) if left > 0 else said


def extend_form(campaign: Campaign, day: str, title: str, words: Words) -> Modal:
    """Until when it runs instead."""
    latest = words.day_of(campaign.opens_at + LONGEST - timedelta(days=1))
    block = b.day_input("due", words.say("Last day"))
    block["element"]["initial_date"] = day
    shown = [
        b.paragraph(title),
        block,
        b.context(words.say("Until {day} at the latest. The reminders follow the new day.", day=latest)),
    ]
    return Modal(
        ids.EXTEND_FORM, words.say("Change the last day"), shown, words.say("Cancel"), words.say("Change"), campaign.id
    )


def _survey(form: Form, words: Words) -> list[Block]:
    survey = form.draft.survey
    options = [(one.id, survey_title(one, words)) for one in form.offered]
    asked = _dispatching(b.select_input("survey", words.say("Which survey?"), options, survey.id), "survey")
    items = words.say("{count} items, about {minutes} minutes", count=len(survey.items), minutes=survey.minutes)
    lines = [survey.purpose.say(words.language), items]
    if form.running:
        one = form.running[0]
        lines.append(
            words.say("One of these is running or planned already ({opens} to {due}).",
                      opens=words.day_of(one.opens_at), due=words.day_of(one.due_at))
        )  # fmt: skip
    return [asked, b.context(*lines)]


def _subject(form: Form, words: Words) -> list[Block]:
    draft = form.draft
    shown = []
    if label := SUBJECTS.get(draft.survey.about):
        shown.append(b.text_input("subject", words.say(label), initial=draft.subject, longest=d.LONGEST_SUBJECT))
    person = draft.asked.get(SUBJECT, form.runner)
    return [*shown, b.person_input(d.PERSON + SUBJECT, words.say("Who answers?"), person)]


def _departments(form: Form, people: People, words: Words) -> list[Block]:
    draft = form.draft
    built = [b.option(one.unit.id, _name(one, words)) for one in form.places]
    element: Block = {"type": "multi_static_select", "action_id": "value", **_offered(built)}
    if initial := [one for one in built if one["value"] in draft.units]:
        element["initial_options"] = initial
    label = words.say("Departments and sites")
    shown = [_dispatching(b.asked("units", label, element), "units")]
    if draft.chooses_who:
        shown.append(_dispatching(_radio("who", words.say("Who answers?"), WHO, draft.who, words), "who"))
    for one in form.to_choose:
        initial_user = draft.asked.get(one.unit.id) or one.unit.person
        name = _name(one, words)
        if one.absent:
            who = people.called(one.absent, words.language)
            said = words.say("{unit}: {name} is away. Who answers instead?", unit=name, name=who)
        else:
            said = words.say("{unit}: I know of no head on Slack. Who answers?", unit=name)
        shown.append(b.person_input(d.PERSON + one.unit.id, said, initial_user))
    return shown


def _offered(built: Sequence[Block]) -> Block:
    """All of them, in groups named by their places where they are too many for one list."""
    if len(built) <= d.MOST_UNITS:
        return {"options": list(built)}
    groups = [(first, built[first : first + d.MOST_UNITS]) for first in range(0, len(built), d.MOST_UNITS)]
    return {
        "option_groups": [
            {"label": {"type": "plain_text", "text": f"{first + 1}–{first + len(some)}"}, "options": some}
            for first, some in groups
        ]
    }


def _answers(place: Place, person: str | None, people: People, words: Words) -> str:
    name = _name(place, words)
    if person is None:
        return words.say("{unit} (nobody yet)", unit=name)
    return words.say("{unit} ({name})", unit=name, name=people.called(person, words.language))


def _name(place: Place, words: Words) -> str:
    name = unit_name(place.unit, words)
    return words.say("{name} (site)", name=name) if place.site else name


def _radio(block_id: str, label: str, options: Sequence[tuple[str, str, str]], chosen: str, words: Words) -> Block:
    """Radio buttons, each with a line that explains it."""
    built = [b.option(value, words.say(text), words.say(more)) for value, text, more in options]
    element: Block = {"type": "radio_buttons", "action_id": "value", "options": built}
    element["initial_option"] = next((one for one in built if one["value"] == chosen), built[0])
    return b.asked(block_id, label, element)


def _dispatching(block: Block, name: str) -> Block:
    """A field at whose change the form is drawn anew."""
    return block | {"dispatch_action": True, "element": block["element"] | {"action_id": f"{ids.START_CHOICE}.{name}"}}
