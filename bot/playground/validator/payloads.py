"""Whole payloads: messages and views, with the error code that the Web API would answer."""

import json
import sys
from dataclasses import replace
from typing import Any

from .kinds import Anything, Flag, Kind, Shape, Str, Typed, Words
from .objects import TYPE, plain
from .problems import Found, Problem, as_arguments, refuse
from .surfaces import Blocks, Surface, check_surface

TEXT_CUT_OVER = 40_000  # Slack cuts a posted text here
UPDATED_TEXT = 4_000  # and refuses a longer one in chat.update
MARKDOWN_TEXT = 12_000
ALL_BLOCKS = 13_200  # seen, not documented: msg_blocks_too_long
METADATA_BYTES = 16_000  # told, not documented
VIEW_BYTES = 250_000
ATTACHMENTS, ATTACHMENTS_ADVISED = 100, 20
_ATTACHED_WORDS = frozenset(["pretext", "title", "text", "fallback", "footer", "color"])

_CARRIED: dict[str, Kind] = {
    "type": TYPE,
    "private_metadata": Str(3000, 0),
    "callback_id": Str(255, 0),
    "external_id": Str(255, 0),
}
_MODAL_WORDS: dict[str, Kind] = {name: plain(24) for name in ("title", "submit", "close")}
_MODAL_FLAGS: dict[str, Kind] = dict.fromkeys(("clear_on_close", "notify_on_close", "submit_disabled"), Flag())


def _asks_with_submit(view: dict[str, Any], at: str, found: Found) -> None:
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        refuse(found, at, "missing required field: submit (the modal has an input block)", field="submit")


_MODAL = {"blocks": Blocks("modal"), **_CARRIED, **_MODAL_WORDS, **_MODAL_FLAGS}
VIEWS = {
    "modal": Shape(_MODAL, ("title", "blocks"), rules=(_asks_with_submit,)),
    "home": Shape({"blocks": Blocks("home"), **_CARRIED}, ("blocks",)),
}
METADATA = Shape(
    {"event_type": Str(), "event_payload": Words(), "entities": Anything()}, ("event_type", "event_payload")
)


def check_blocks(blocks: object, surface: Surface) -> list[Problem]:
    """Everything Slack would say about these blocks on this surface."""
    found: Found = []
    check_surface(blocks, surface, "/blocks", found)
    return found if surface == "message" else as_arguments(found)


def check_view(view: object) -> list[Problem]:
    """Everything Slack would say about a modal or a home view."""
    found: Found = []
    Typed(VIEWS).check(view, "/view", found)
    return [*as_arguments(found), *_check_size(view)]


def _check_size(view: object) -> list[Problem]:
    if _bytes(view) > VIEW_BYTES:
        return [Problem("/view", "must be less than 250 kB", "view_too_large")]
    return []


def _bytes(value: object) -> int:
    try:
        return len(json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass"))
    except RecursionError:  # nested too deeply to be written at all
        return sys.maxsize


def check_message(payload: object, method: str = "chat.postMessage") -> list[Problem]:
    """Everything Slack would say about what chat.postMessage, .update or .postEphemeral is given."""
    if not isinstance(payload, dict):
        return [Problem("", "must provide an object", "invalid_arguments")]
    found: Found = []
    _check_content(payload, found)
    _check_text(payload, method, found)
    if payload.get("blocks") is not None:
        _check_message_blocks(payload["blocks"], found)
    _check_attachments(payload.get("attachments"), found)
    _check_metadata(payload.get("metadata"), found)
    return found


def _check_content(payload: dict[str, Any], found: Found) -> None:
    text, markdown = payload.get("text"), payload.get("markdown_text")
    said = (payload.get(name) for name in ("text", "blocks", "attachments", "markdown_text"))
    if not any(each.strip() if isinstance(each, str) else each for each in said):
        found.append(Problem("", "needs text, blocks or attachments", "no_text"))
    if markdown and (text or payload.get("blocks")):
        found.append(Problem("/markdown_text", "cannot go with text or blocks", "markdown_text_conflict"))
    if payload.get("blocks") and not text:
        found.append(Problem("/text", "is what notifications and screen readers say", "no_text", "warning"))


def _check_text(payload: dict[str, Any], method: str, found: Found) -> None:
    for name, most in (("text", None), ("markdown_text", MARKDOWN_TEXT)):
        value = payload.get(name)
        if value is not None and not isinstance(value, str):
            found.append(Problem(f"/{name}", "must provide a string", "invalid_arguments"))
        elif value is not None and most is not None and len(value) > most:
            found.append(Problem(f"/{name}", f"must be less than {most + 1} characters", "msg_too_long"))
    text = payload.get("text")
    length = len(text) if isinstance(text, str) else 0
    if method == "chat.update" and length > UPDATED_TEXT:
        found.append(Problem("/text", f"must be less than {UPDATED_TEXT + 1} characters", "msg_too_long"))
    elif length > TEXT_CUT_OVER:
        found.append(Problem("/text", "is cut after 40000 characters", "message_truncated", "warning"))


def _check_message_blocks(blocks: object, found: Found) -> None:
    if not isinstance(blocks, list):
        found.append(Problem("/blocks", "must provide an array", "invalid_blocks_format"))
        return
    check_surface(blocks, "message", "/blocks", found)
    if _written(blocks) > ALL_BLOCKS:
        found.append(Problem("/blocks", "may be too long in all", "msg_blocks_too_long", "warning"))


def _written(value: object, depth: int = 12) -> int:
    """Characters under any `text` key: what a reader sees, not ids and values."""
    if not depth:
        return 0
    if isinstance(value, list):
        return sum(_written(each, depth - 1) for each in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    return (len(own) if isinstance(own, str) else 0) + sum(_written(v, depth - 1) for v in value.values())


def _check_attachments(attachments: object, found: Found) -> None:
    if attachments is None:
        return
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        found.append(Problem("/attachments", "must provide an array of objects", "invalid_attachments"))
        return
    if len(attachments) > ATTACHMENTS:
        found.append(Problem("/attachments", f"no more than {ATTACHMENTS} items allowed", "too_many_attachments"))
    elif len(attachments) > ATTACHMENTS_ADVISED:
        found.append(Problem("/attachments", "more than 20 are hard to read", "too_many_attachments", "warning"))
    for index, each in enumerate(attachments):
        for name in _ATTACHED_WORDS & each.keys():
            if not isinstance(each[name], str | None):
                found.append(Problem(f"/attachments/{index}/{name}", "must provide a string", "invalid_attachments"))
        if each.get("blocks") is not None:
            check_surface(each["blocks"], "message", f"/attachments/{index}/blocks", found)


def _check_metadata(metadata: object, found: Found) -> None:
    if metadata is None:
        return
    if not isinstance(metadata, dict):
        found.append(Problem("/metadata", "must provide an object", "invalid_metadata_format"))
        return
    own: Found = []
    METADATA.check(metadata, "/metadata", own)
    found += [replace(each, code="invalid_metadata_schema") for each in own]
    if _bytes(metadata) > METADATA_BYTES:
        found.append(Problem("/metadata", "may be too large", "metadata_too_large", "warning"))
