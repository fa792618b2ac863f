"""Small builders for the blocks we use, each already within Slack's limits; text that is not ours is never mrkdwn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Block = dict[str, Any]
HEADER, SECTION, BUTTON, VALUE, TITLE, CONTEXT = 150, 3000, 75, 2000, 24, 2000


@dataclass(frozen=True)
class Card:
    """A message to be: its blocks, and the text that notifications and screen readers get.

    Slack reads that text as mrkdwn; it is escaped here unless `marked` says that it holds mentions of ours.
    """

    text: str
    blocks: Sequence[Block]
    marked: bool = False

    def payload(self) -> dict[str, Any]:
        text = self.text if self.marked else escape(self.text)
        return {"text": cut(text, SECTION), "blocks": list(self.blocks)}


@dataclass(frozen=True)
class Confirm:
    """What Slack asks before a button does anything."""

    title: str
    text: str
    yes: str
    no: str

    def element(self) -> Block:
        text = _plain(self.text, 300)
        return {
            "title": _plain(self.title, 100),
            "text": text,
            "confirm": _plain(self.yes, 30),
            "deny": _plain(self.no, 30),
        }


@dataclass(frozen=True)
class Button:
    """A button; `value` is data for the listener, `label` what the person reads."""

    action_id: str
    label: str
    value: str | Mapping[str, Any]
    style: str | None = None
    confirm: Confirm | None = None

    def element(self) -> Block:
        value = self.value if isinstance(self.value, str) else _dumped(self.value)
        built: Block = {
            "type": "button",
            "action_id": self.action_id,
            "text": _plain(self.label, BUTTON),
            "value": value,
        }
        more = {"style": self.style, "confirm": self.confirm.element() if self.confirm else None}
        return built | {name: value for name, value in more.items() if value}


def header(text: str) -> Block:
    return {"type": "header", "text": _plain(text, HEADER)}


def paragraph(text: str) -> Block:
    """A paragraph of any text, shown exactly as it is."""
    return {"type": "section", "text": _plain(text, SECTION)}


def divider() -> Block:
    return {"type": "divider"}


def context(*texts: str) -> Block:
    """Small grey lines, one element each."""
    return {"type": "context", "elements": [_plain(text, CONTEXT) for text in texts[:10]]}


def bullets(lines: Iterable[str], *, ordered: bool = False) -> Block:
    """A list as rich text: what stands in a line can never become a mention or a link."""
    items = [{"type": "rich_text_section", "elements": [{"type": "text", "text": line}]} for line in lines]
    style = "ordered" if ordered else "bullet"
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": style, "elements": items}]}


def quote(text: str) -> Block:
    """Somebody's words, marked as such."""
    element = {"type": "text", "text": cut(text, SECTION) or " "}
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [element]}]}


def strong(text: str) -> Block:
    """One emphasised line; rich text, because asterisks next to Japanese letters often stay asterisks."""
    element = {"type": "text", "text": cut(text, SECTION), "style": {"bold": True}}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}


def entry(head: str, text: str) -> Block:
    """A word and what is said of it, in one block."""
    elements = [
        {"type": "text", "text": cut(head, SECTION) + "\n", "style": {"bold": True}},
        {"type": "text", "text": cut(text, SECTION)},
    ]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def row(text: str, button: Button) -> Block:
    """A few lines, with a button beside them."""
    return {"type": "section", "text": _plain(text, SECTION), "accessory": button.element()}


def buttons(*each: Button) -> Block:
    return {"type": "actions", "elements": [button.element() for button in each[:25]]}


def feedback(action_id: str, good: tuple[str, str], bad: tuple[str, str]) -> Block:
    """Slack's own pair of thumbs; each side is (label, value)."""
    element = {
        "type": "feedback_buttons",
        "action_id": action_id,
        "positive_button": {"text": _plain(good[0], BUTTON), "value": good[1]},
        "negative_button": {"text": _plain(bad[0], BUTTON), "value": bad[1]},
    }
    return {"type": "context_actions", "elements": [element]}


def text_input(block_id: str, label: str, **options: Any) -> Block:
    """A text field; options: multiline, initial, placeholder, optional, longest (code points)."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": options.get("multiline", False),
        "max_length": options.get("longest", 1000),
    }
    if options.get("initial"):
        element["initial_value"] = cut(options["initial"], options.get("longest", 1000))
    if options.get("placeholder"):
        element["placeholder"] = _plain(options["placeholder"], 150)
    return _input(block_id, label, element, optional=options.get("optional", False))


def choice_input(block_id: str, label: str, options: Sequence[tuple[str, str]], *, optional: bool = False) -> Block:
    """Radio buttons; options are (value, label)."""
    element = {
        "type": "radio_buttons",
        "action_id": "value",
        "options": [{"text": _plain(text, BUTTON), "value": value} for value, text in options],
    }
    return _input(block_id, label, element, optional=optional)


def checks_input(
    block_id: str, label: str, options: Sequence[tuple[str, str, str]], chosen: Sequence[str] = ()
) -> Block:
    """Checkboxes, none of which must be chosen; options are (value, label, explanation)."""
    built = [
        {"text": _plain(text, BUTTON), "value": value, "description": _plain(more, BUTTON)}
        for value, text, more in options[:10]
    ]
    element: Block = {"type": "checkboxes", "action_id": "value", "options": built}
    if initial := [option for option in built if option["value"] in chosen]:
        element["initial_options"] = initial
    return _input(block_id, label, element, optional=True)


def moment_input(block_id: str, label: str, initial: datetime | None = None, *, optional: bool = False) -> Block:
    """A date and a time; it comes back as seconds since 1970."""
    element: Block = {"type": "datetimepicker", "action_id": "value"}
    if initial:
        element["initial_date_time"] = int(initial.timestamp())
    return _input(block_id, label, element, optional=optional)


def day_input(block_id: str, label: str, initial: date | None = None, *, optional: bool = False) -> Block:
    """A day; it comes back as ISO text."""
    element: Block = {"type": "datepicker", "action_id": "value"}
    if initial:
        element["initial_date"] = initial.isoformat()
    return _input(block_id, label, element, optional=optional)


def person_input(block_id: str, label: str, initial: str | None = None, *, optional: bool = False) -> Block:
    """Somebody of the workspace; it comes back as a user id."""
    element: Block = {"type": "users_select", "action_id": "value"}
    if initial:
        element["initial_user"] = initial
    return _input(block_id, label, element, optional=optional)


def people_input(block_id: str, label: str, initial: Sequence[str] = (), *, optional: bool = False) -> Block:
    """Several people of the workspace; they come back as user ids."""
    element: Block = {"type": "multi_users_select", "action_id": "value"}
    if initial:
        element["initial_users"] = list(initial)
    return _input(block_id, label, element, optional=optional)


def select_input(
    block_id: str, label: str, options: Sequence[tuple[str, str]], chosen: str = "", *, optional: bool = False
) -> Block:
    """A menu; options are (value, label), a hundred at most."""
    built = [{"text": _plain(text, BUTTON), "value": value} for value, text in options[:100]]
    element: Block = {"type": "static_select", "action_id": "value", "options": built}
    if initial := next((one for one in built if one["value"] == chosen), None):
        element["initial_option"] = initial
    return _input(block_id, label, element, optional=optional)


def option(value: str, text: str, more: str = "") -> Block:
    """One option of a choice, with a line that explains it."""
    built = {"text": _plain(text, BUTTON), "value": value}
    return built | ({"description": _plain(more, BUTTON)} if more else {})


def asked(block_id: str, label: str, element: Block, *, optional: bool = False) -> Block:
    """A field around an element of one's own."""
    return _input(block_id, label, element, optional=optional)


def file_input(block_id: str, label: str, kinds: Sequence[str]) -> Block:
    """One file, of these kinds (extensions without the dot)."""
    element: Block = {"type": "file_input", "action_id": "value", "filetypes": list(kinds), "max_files": 1}
    return _input(block_id, label, element, optional=True)


@dataclass(frozen=True)
class Modal:
    """A modal to be. Without `submit` it only shows something."""

    callback_id: str
    title: str
    blocks: Sequence[Block]
    close: str
    submit: str | None = None
    metadata: str = ""

    def view(self) -> dict[str, Any]:
        built: dict[str, Any] = {
            "type": "modal",
            "callback_id": self.callback_id,
            "title": _plain(self.title, TITLE),
            "close": _plain(self.close, TITLE),
            "private_metadata": self.metadata,
            "blocks": list(self.blocks)[:100],
        }
        return built | ({"submit": _plain(self.submit, TITLE)} if self.submit else {})


def pages(text: str, size: int = SECTION) -> list[Block]:
    """A long text as paragraphs that Slack accepts, cut at line ends, and within a line only where it must be."""
    parts, part = [], ""
    lines = [line[at : at + size] for line in text.splitlines() for at in range(0, len(line) or 1, size)]
    for line in lines:
        if part and len(part) + len(line) + 1 > size:
            parts.append(part)
            part = ""
        part = f"{part}\n{line}" if part else line
    return [paragraph(each) for each in [*parts, part] if each.strip()]


def cut(text: str, size: int) -> str:
    """At most `size` code points, with an ellipsis where something went."""
    return text if len(text) <= size else text[: size - 1] + "…"


def escape(text: str) -> str:
    """Makes any text harmless inside mrkdwn: no mention, no link, no entity survives."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _dumped(value: Mapping[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _plain(text: str, size: int) -> Block:
    return {"type": "plain_text", "text": cut(text, size) or " ", "emoji": True}


def _input(block_id: str, label: str, element: Block, *, optional: bool) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "label": _plain(label, 2000),
        "element": element,
        "optional": optional,
    }
