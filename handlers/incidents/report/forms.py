"""The windows of whoever reports: what happened, with the first response on top; then the facts that set the level."""

from __future__ import annotations

from collections.abc import Sequence

from bot.incidents.cases import Incident
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.incidents.labels import level_title
from handlers.incidents.report.draft import Draft
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.roles import phone_line
from handlers.kit.words import N_, Words
from knowledge.incidents import Category

LONGEST_TEXT, LONGEST_WHERE = 3000, 300


def choose_form(draft: Draft, views: Views, words: Words, text: str = "") -> Modal:
    """The first screen without a kind: what happened, and one press on its kind, which shows the first response."""
    language = words.language
    pressable = [
        Button(f"{ids.CATEGORY}.{one.id}", one.title.say(language), one.id)
        for one in views.content.categories.categories
    ]
    shown: list[Block] = [
        b.strong(words.say("What has happened? Press what fits best: you get the first steps at once.")),
        b.buttons(*pressable),
        b.context(phone_line(views.people, words)),
        b.divider(),
        _what(words, text, words.say("I left my company phone on the train")),
        *_source(draft, views, words),
        b.context(words.say("Not sure? Report anyway. Nobody is blamed for a report.")),
    ]
    return _first(shown, draft, words)


def start_form(draft: Draft, category: Category, views: Views, words: Words, text: str = "") -> Modal:
    """The first response, and two things to answer."""
    language = words.language
    near_miss = category.presumed == 0
    title = category.title.say(language)
    shown: list[Block] = [
        b.strong(title if near_miss else words.say("Do this first: {title}", title=title)),
        b.bullets(category.first.say(language), ordered=not near_miss),
        *([] if near_miss else [b.context(phone_line(views.people, words))]),
        b.divider(),
        _what(words, text, category.example.say(language)),
    ]
    if not near_miss:
        shown.append(_where(draft, words))
    elif views.content.chain.anonymous_near_misses:
        shown.append(_anonymous(words))
    shown += _source(draft, views, words)
    shown += [
        b.context(words.say("Not sure? Report anyway. Nobody is blamed for a report.")),
        b.buttons(Button(f"{ids.CATEGORY}.back", words.say("It is something else"), "")),
    ]
    return _first(shown, draft, words)


def facts_form(incident: Incident, category: Category, views: Views, words: Words, *, fresh: bool = False) -> Modal:
    """The questions that set the level, and the times; all can be left open."""
    level = level_title(views.content, incident.level, words)
    shown: list[Block] = []
    if fresh:
        shown += [
            b.strong(words.say("Reported, thank you. Reference {id}", id=incident.id)),
            b.paragraph(words.say("For now it is {level}. Those in charge are being told.", level=level)),
        ]
    shown.append(b.paragraph(words.say("A few questions set the level. Leave open what you do not know.")))
    shown += fact_inputs(incident, category.facts, views, words.language)
    shown += [
        b.moment_input("happened", words.say("When did it happen?"), incident.happened_at, optional=True),
        b.moment_input("noticed", words.say("When did you notice it?"), incident.noticed_at, optional=True),
    ]
    title, close = words.say("What is affected?"), words.say("Later")
    return Modal(ids.FACTS_FORM, title, shown, close, words.say("Send"), incident.id)


def fact_inputs(incident: Incident, names: Sequence[str], views: Views, language: str) -> list[Block]:
    """The fact questions as radio buttons, with what was answered before."""
    shown: list[Block] = []
    for name in names:
        fact = views.content.fact(name)
        if fact is None:
            continue
        options = [(one.id, one.label.say(language)) for one in fact.options]
        block = b.choice_input(f"fact-{fact.id}", fact.ask.say(language), options, optional=True)
        if fact.help:
            block["hint"] = {"type": "plain_text", "text": b.cut(fact.help.say(language), 2000)}
        chosen = [one for one in block["element"]["options"] if one["value"] == incident.facts.get(fact.id)]
        if chosen:
            block["element"]["initial_option"] = chosen[0]
        shown.append(block)
    return shown


def thanks(incident: Incident, views: Views, words: Words) -> Modal:
    """What happens next, once everything is said."""
    category = views.content.category(incident.category)
    said = (
        words.say("Thank you for telling us. It is kept as a near miss.")
        if incident.is_near_miss
        else words.say("Thank you. It is {level}.", level=level_title(views.content, incident.level, words))
    )
    shown: list[Block] = [
        b.strong(said),
        b.paragraph(words.say(_what_follows(incident))),
        b.context(words.say("Reference {id}", id=incident.id)),
    ]
    if incident.is_near_miss and incident.is_open and category and category.facts:
        shown.append(b.buttons(Button(ids.FACTS, words.say("Something did happen after all"), incident.id)))
    return Modal(ids.SHOW, words.say("Reported"), shown, close=words.say("Close"))


def received(words: Words) -> Modal:
    """When the same form came twice: once is enough."""
    said = words.say("Your report has arrived already: once is enough. Thank you.")
    return Modal(ids.SHOW, words.say("Reported"), [b.paragraph(said)], close=words.say("Close"))


def nothing_form(incident: Incident, words: Words) -> Modal:
    """It was nothing after all: those who respond decide, so they hear why."""
    shown = [
        b.paragraph(words.say("Good to hear. Those who respond take a last look, then they close it.")),
        b.text_input(
            "why",
            words.say("What has turned out?"),
            multiline=True,
            optional=True,
            placeholder=words.say("The phone was in my other bag, nobody had it"),
        ),
    ]
    title, close = words.say("Nothing after all"), words.say("Cancel")
    return Modal(ids.NOTHING_FORM, title, shown, close, words.say("Tell them"), incident.id)


def _what_follows(incident: Incident) -> str:
    if incident.is_near_miss:
        return N_("It is counted, so that it happens to nobody else. You need do nothing more.")
    if incident.reporter is None:
        return N_("Those in charge are being told what happened, not by whom. You need do nothing more.")
    return N_("Those in charge have been told, and I will tell you in a direct message who looks after it.")


def _first(shown: Sequence[Block], draft: Draft, words: Words) -> Modal:
    title, cancel = words.say("Report an incident"), words.say("Cancel")
    return Modal(ids.START_FORM, title, shown, cancel, words.say("Report"), draft.carried())


def _what(words: Words, text: str, example: str) -> Block:
    label = words.say("What happened?")
    return b.text_input("text", label, multiline=True, initial=text, placeholder=example, longest=LONGEST_TEXT)


def _where(draft: Draft, words: Words) -> Block:
    label, example = words.say("Where and when? (if you know)"), words.say("Today around 8, on the train to Nagano")
    options = {"optional": True, "longest": LONGEST_WHERE, "placeholder": example, "initial": draft.where}
    return b.text_input("where", label, **options)


def _anonymous(words: Words) -> Block:
    option = ("yes", words.say("Report without my name"), words.say("Nobody can ask you back then"))
    return b.checks_input("anonymous", words.say("Report without a name"), [option])


def _source(draft: Draft, views: Views, words: Words) -> list[Block]:
    """Which message or mail check goes with the report."""
    lines = []
    if draft.ts:
        name = views.name(draft.author, words) if draft.author else words.say("an app")
        lines.append(words.say("A link to the message by {name} goes with it.", name=name))
    if draft.files:
        parts = "、" if words.language == "ja" else ", "
        lines.append(words.say("Files: {names}", names=parts.join(draft.files)))
    if draft.mail_check:
        lines.append(words.say("Mail check {id} goes with it.", id=draft.mail_check))
    return [b.context(*lines)] if lines else []
