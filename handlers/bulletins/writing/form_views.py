"""The windows in which a bulletin is written: what to start from, what is said, to whom and when."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.bulletins import cases
from bot.bulletins.cases import Bulletin, BulletinState
from handlers.bulletins.writing import ids
from handlers.bulletins.writing.sheet import LONGEST_LINKS, Sheet
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Modal
from handlers.kit.payload import MANGLED
from handlers.kit.words import N_, Words
from knowledge.bulletins import BulletinTemplate, TemplateKind

EMPTY = "-"
"""Chosen to begin without a template."""
LONGEST_QUESTION, LONGEST_OPTIONS = 300, 400
SEVERITIES = {
    "info": (N_("ℹ️ For your information"), N_("Good to know, nothing presses")),
    "caution": (N_("⚠️ Take care"), N_("Something to do or to look out for soon")),
    "urgent": (N_("🚨 Urgent"), N_("Harm is near: it may go out at night and on holidays")),
}
ASKS = {
    "none": (N_("Nothing"), N_("To be read only; nobody is counted")),
    "button": (N_("Confirm that it was read"), N_("One button under the bulletin")),
    "question": (N_("Answer a check question"), N_("Shows whether it was understood")),
}
KINDS: Mapping[TemplateKind, str] = {
    "warning": N_("Warnings of attacks and flaws"),
    "news": N_("To be shared: lessons, rules, news"),
    "season": N_("Reminders of the season and the year"),
    "duty": N_("Reviews and inspections (for those in charge)"),
    "other": N_("Others"),
}
MOST_OF_A_KIND = 100
BEFORE_RELEASE = {
    BulletinState.PROPOSED: N_("It waits for its approval. When you go on from here, it becomes a draft again."),
    BulletinState.PLANNED: N_("It is planned already. When you go on from here, it becomes a draft again."),
    BulletinState.PAUSED: N_("It is paused. When you go on from here, it becomes a draft again."),
}


@dataclass(frozen=True)
class About:
    """What a window carries: the draft with its revision, or the template it begins from."""

    bulletin: str = ""
    revision: int = 0
    template: str = ""

    @classmethod
    def of(cls, metadata: str) -> About:
        """What was carried; what cannot be read is a bulletin that there is not."""
        try:
            held = json.loads(metadata)
            return cls(str(held.get("b", ""))[:20], int(held.get("r", 0)), str(held.get("t", ""))[:75])
        except MANGLED:
            return cls(bulletin="?")

    def carried(self) -> str:
        return json.dumps({"b": self.bulletin, "r": self.revision, "t": self.template}, separators=(",", ":"))


def about(bulletin: Bulletin) -> About:
    return About(bulletin.id, bulletin.revision)


def start_form(templates: Sequence[BulletinTemplate], words: Words) -> Modal:
    """What to start from: nothing, or the templates with when to use them, kind by kind."""
    language = words.language
    blank = b.option(EMPTY, words.say("Without a template"), words.say("An empty form"))
    groups = [_group(words.say("From scratch"), [blank])]
    for kind, label in KINDS.items():
        found = [one for one in templates if one.kind == kind][:MOST_OF_A_KIND]
        options = [b.option(one.id, one.name.say(language), one.when.say(language)) for one in found]
        groups += [_group(words.say(label), options)] if options else []
    element = {"type": "static_select", "action_id": "value", "option_groups": groups, "initial_option": blank}
    shown = [b.asked("template", words.say("What to start from"), element)]
    return Modal(ids.START_FORM, words.say("Write a bulletin"), shown, words.say("Cancel"), words.say("Next"))


def begun_note(template: BulletinTemplate | None, words: Words) -> str:
    """When the template is to be used that somebody has begun from."""
    if template is None:
        return ""
    name, when = template.name.say(words.language), template.when.say(words.language)
    return words.say("{name}: {why}", name=name, why=when)


def _group(label: str, options: Sequence[Block]) -> Block:
    return {"label": {"type": "plain_text", "text": b.cut(label, b.BUTTON)}, "options": list(options)}


def note_of(bulletin: Bulletin, words: Words) -> str:
    """What whoever opens the form again should know: that it stops being planned, or why it was sent back."""
    if bulletin.state in BEFORE_RELEASE:
        return words.say(BEFORE_RELEASE[bulletin.state])
    return words.say("Sent back: {reason}", reason=bulletin.change) if bulletin.change else ""


def words_form(carried: About, sheet: Sheet, words: Words, note: str = "") -> Modal:
    """What is said, in both languages side by side, and what is asked of the readers."""
    keeping = words.say('"Next" keeps it as a draft. What you type after that is lost if you close this window.')
    shown = [b.context(keeping)]
    if note:
        shown.insert(0, b.paragraph(note))
    shown.append(radio("severity", words.say("How urgent?"), SEVERITIES, sheet.severity, words))
    shown += [
        *said_fields(sheet, words),
        _dispatching(radio("ask", words.say("What readers do"), ASKS, sheet.ask, words), ids.ASK),
    ]
    if sheet.ask == "question":
        shown += question_fields(sheet, words)
    must = [("mandatory", words.say("Mandatory"), words.say("Stays on the App Home until it is confirmed"))]
    shown.append(b.checks_input("mandatory", words.say("Importance"), must, ["mandatory"] if sheet.mandatory else []))
    return Modal(
        ids.WORDS_FORM, words.say("Write a bulletin"), shown, words.say("Close"), words.say("Next"), carried.carried()
    )


def done_window(title: str, said: str, words: Words) -> Modal:
    """A window that only says what has happened."""
    return Modal(ids.DONE_SHOWN, title, [b.paragraph(said)], words.say("Close"))


def said_fields(sheet: Sheet, words: Words) -> list[Block]:
    """The words in both languages, by when it is to be done, and the links."""
    return [
        *_texts(sheet, words),
        b.day_input("do_by", words.say("To be done by"), sheet.day, optional=True),
        _text("links", words.say("Links, one a line"), sheet, LONGEST_LINKS, optional=True, multiline=True,
              hint=words.say("An https address, a space, and what it is called. A line that begins with “bad:” is a "
                             "bad example: nobody can press it.")),
    ]  # fmt: skip


def _texts(sheet: Sheet, words: Words) -> list[Block]:
    ja, en = words.say("Japanese"), words.say("English")
    variables = words.say(
        "{company} and the like become the company's own; {do_by} and {link} the day and the first link below."
    )
    steps = words.say("One step a line, eight at most")
    rows: tuple[tuple[str, str, int, bool, str], ...] = (
        ("title", words.say("Title"), cases.LONGEST_TITLE, False, ""),
        ("body", words.say("Text"), cases.LONGEST_BODY, True, variables),
        ("actions", words.say("What we ask you to do"), cases.MOST_ACTIONS * (cases.LONGEST_ACTION + 1), True, steps),
    )
    shown = []
    for name, label, longest, multiline, hint in rows:
        for language, said in (("ja", ja), ("en", en)):
            named = words.say("{label} ({language})", label=label, language=said)
            optional = language == "en" or name == "actions"
            shown.append(
                _text(f"{name}_{language}", named, sheet, longest, optional=optional, multiline=multiline, hint=hint)
            )
    return shown


def question_fields(sheet: Sheet, words: Words) -> list[Block]:
    """The check question with its answers, in both languages."""
    ja, en = words.say("Japanese"), words.say("English")
    marked = words.say("One a line, two to four; * marks the right one")
    shown = []
    for language, said in (("ja", ja), ("en", en)):
        optional = language == "en"
        question = words.say("{label} ({language})", label=words.say("Check question"), language=said)
        options = words.say("{label} ({language})", label=words.say("Answers"), language=said)
        shown.append(_text(f"question_{language}", question, sheet, LONGEST_QUESTION, optional=optional))
        shown.append(_text(f"options_{language}", options, sheet, LONGEST_OPTIONS, optional=optional, multiline=True,
                           hint=marked))  # fmt: skip
    return shown


def _text(block_id: str, label: str, sheet: Sheet, longest: int, **options: Any) -> Block:
    """A text field with what stands in it."""
    hint = options.pop("hint", "")
    block = b.text_input(block_id, label, initial=sheet[block_id], longest=min(longest, b.SECTION), **options)
    return block | ({"hint": {"type": "plain_text", "text": hint, "emoji": True}} if hint else {})


def radio(block_id: str, label: str, options: Mapping[str, tuple[str, str]], chosen: str, words: Words) -> Block:
    """Radio buttons, each with a line that explains it."""
    built = [b.option(value, words.say(said), words.say(more)) for value, (said, more) in options.items()]
    initial = next(one for one in built if one["value"] == chosen)
    return b.asked(
        block_id, label, {"type": "radio_buttons", "action_id": "value", "options": built, "initial_option": initial}
    )


def _dispatching(block: Block, action_id: str) -> Block:
    """A field at whose change the form is drawn anew."""
    return block | {"dispatch_action": True, "element": block["element"] | {"action_id": action_id}}
