"""Which block may stand where, and what holds over all blocks of one surface together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from .blocks import BLOCKS
from .kinds import Many
from .problems import Found, refuse, warn

Surface = Literal["message", "modal", "home"]

LISTS: dict[Surface, Many] = {
    "message": Many(BLOCKS, 50, 0),
    "modal": Many(BLOCKS, 100, 0),
    "home": Many(BLOCKS, 100, 0),
}
EVERYWHERE = frozenset(["actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video"])
SHOWN_TOO = frozenset(["card", "carousel", "container", "context_actions", "data_table", "data_visualization", "table"])
LISTED: dict[Surface, frozenset[str]] = {
    "message": EVERYWHERE | SHOWN_TOO | {"call", "file", "markdown", "plan", "task_card"},
    "modal": EVERYWHERE | {"alert", "card"},
    "home": EVERYWHERE | SHOWN_TOO,
}
# Slack's documents agree on these only; for the rest it keeps opening surfaces, so we warn.
REFUSED: dict[Surface, frozenset[str]] = {
    "message": frozenset({"alert"}),
    "modal": frozenset({"markdown"}),
    "home": frozenset({"alert"}),
}
PER_MESSAGE = {"table": 1, "data_visualization": 2}
MARKDOWN_IN_ALL = 12_000


def check_surface(blocks: object, surface: Surface, at: str, found: Found) -> None:
    """All blocks of a surface: each by itself, then together."""
    LISTS[surface].check(blocks, at, found)
    if not isinstance(blocks, list):
        return
    top = _known(blocks, at)
    for where, block in top:
        _check_place(block["type"], surface, where, found)
    known = [each for place in top for each in (place, *_inside(*place))]
    _check_block_ids(known, surface, found)
    _check_counts(known, found)
    _check_markdown(known, found)
    _check_elements(known, surface, found)


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a surface, as a field of something larger."""

    surface: Surface

    def check(self, value: object, at: str, found: Found) -> None:
        check_surface(value, self.surface, at, found)


Placed = list[tuple[str, dict[str, Any]]]


def _known(blocks: object, at: str) -> Placed:
    several = blocks if isinstance(blocks, list) else []
    return [(f"{at}/{i}", each) for i, each in enumerate(several) if _type(each) in BLOCKS.shapes]


def _inside(at: str, block: dict[str, Any]) -> Placed:
    return _known(block.get("child_blocks"), f"{at}/child_blocks")


def _type(block: object) -> str:
    name = block.get("type") if isinstance(block, dict) else None
    return name if isinstance(name, str) else ""


def _check_place(name: str, surface: Surface, at: str, found: Found) -> None:
    if name in REFUSED[surface]:
        refuse(found, f"{at}/type", f"unsupported type: {name}")
    elif name not in LISTED[surface]:
        warn(found, f"{at}/type", f"not documented on this surface: {name}")


def _check_block_ids(known: Placed, surface: Surface, found: Found) -> None:
    seen: set[str] = set()
    note = warn if surface == "message" else refuse
    for at, block in known:
        block_id = block.get("block_id")
        if not isinstance(block_id, str):
            continue
        if block_id in seen:
            note(found, f"{at}/block_id", f"`block_id` already exists: {block_id}")
        seen.add(block_id)


def _check_counts(known: Placed, found: Found) -> None:
    for name, most in PER_MESSAGE.items():
        for at, _ in [each for each in known if each[1]["type"] == name][most:]:
            refuse(found, at, f"no more than {most} {name} allowed")


def _check_markdown(known: Placed, found: Found) -> None:
    total = 0
    for at, block in known:
        written = block.get("text") if block["type"] == "markdown" else None
        before, total = total, total + (len(written) if isinstance(written, str) else 0)
        if before and total > MARKDOWN_IN_ALL >= before:
            refuse(found, f"{at}/text", f"must be less than {MARKDOWN_IN_ALL + 1} characters in all markdown blocks")


def _check_elements(known: Placed, surface: Surface, found: Found) -> None:
    focused = 0
    for at, element, in_input in _elements(known):
        if element.get("focus_on_load") is True:
            focused += 1
            if focused > 1:
                refuse(found, f"{at}/focus_on_load", "only one element may have focus_on_load")
        _check_modal_only(element, at, in_modal=surface == "modal", in_input=in_input, found=found)


def _check_modal_only(element: dict[str, Any], at: str, *, in_modal: bool, in_input: bool, found: Found) -> None:
    if element.get("response_url_enabled") is True and not (in_modal and in_input):
        refuse(found, f"{at}/response_url_enabled", "only allowed in an input block of a modal")
    if element.get("default_to_current_conversation") is True and not in_modal:
        refuse(found, f"{at}/default_to_current_conversation", "only allowed in a modal")


def _elements(known: Placed) -> Iterator[tuple[str, dict[str, Any], bool]]:
    for at, block in known:
        several = block.get("elements")
        found = list(enumerate(several)) if block["type"] == "actions" and isinstance(several, list) else []
        places: list[tuple[str, object]] = [(f"{at}/elements/{i}", each) for i, each in found]
        places += [(f"{at}/{name}", block.get(name)) for name in ("element", "accessory")]
        for where, element in places:
            if isinstance(element, dict):
                yield where, element, block["type"] == "input"
