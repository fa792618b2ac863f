"""Every limit of Slack's: at the limit taken, one over refused, by the validator and by the server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.playground.validator import Surface, check_blocks, check_view
from bot.playground.validator.arguments import ARGUMENTS
from bot.playground.validator.blocks import BLOCKS
from bot.playground.validator.payloads import VIEWS
from bot.playground.validator.surfaces import LISTS
from tests.bot.playground.limits.builders import LETTER, Json
from tests.bot.playground.limits.of_arguments import OF_ARGUMENTS
from tests.bot.playground.limits.of_blocks import BLOCK_CHOICES, OF_BLOCKS
from tests.bot.playground.limits.of_elements import ELEMENT_CHOICES, OF_ELEMENTS
from tests.bot.playground.limits.of_views import MOST_BLOCKS, OF_VIEWS
from tests.bot.playground.limits.rows import Choice, Row
from tests.bot.playground.limits.sender import FINE, Sender
from tests.bot.playground.limits.tables import bounds, choices, everything, nodes

IN_BLOCKS = [*OF_BLOCKS, *OF_ELEMENTS]
CHOICES = [*BLOCK_CHOICES, *ELEMENT_CHOICES]
EMOJI, COMBINED = "😀", "e\u0301"  # one code point outside the BMP; two code points that look like one letter


def refused(block: Json, surface: Surface = "message") -> list[str]:
    return [each.pointer for each in check_blocks([block], surface) if each.severity == "error"]


def rewritten(value: Any, letters: str) -> Any:
    """The same payload in other letters, code point for code point."""
    if isinstance(value, dict):
        return {name: rewritten(each, letters) for name, each in value.items()}
    if isinstance(value, list):
        return [rewritten(each, letters) for each in value]
    if isinstance(value, str) and set(value) == {LETTER}:
        return (letters * len(value))[: len(value)]
    return value


@pytest.mark.parametrize("row", IN_BLOCKS, ids=str)
@pytest.mark.parametrize("letters", [LETTER, EMOJI, COMBINED], ids=["kanji", "emoji", "combining"])
def test_a_limit_holds_to_the_code_point(row: Row, letters: str) -> None:
    for fitting in (row.least, row.most):
        assert refused(rewritten(row.make(fitting), letters), row.surface) == []
    assert refused(rewritten(row.make(row.most + 1), letters), row.surface) == [f"/blocks/0{row.pointer}"]
    if row.least:
        assert refused(row.make(row.least - 1), row.surface) == [f"/blocks/0{row.pointer}"]


@pytest.mark.parametrize("row", OF_VIEWS, ids=str)
def test_a_view_has_limits_of_its_own(row: Row) -> None:
    for fitting in (row.least, row.most):
        assert check_view(row.make(fitting)) == []
    [over] = check_view(row.make(row.most + 1))
    assert (over.pointer, over.code) == (f"/view{row.pointer}", "invalid_arguments")


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_a_choice_is_one_of_a_few_words(choice: Choice) -> None:
    for word in choice.words:
        assert refused(choice.make(word), choice.surface) == []
    assert refused(choice.make("nonsense"), choice.surface) == [f"/blocks/0{choice.pointer}"]


def swapped(block: Json, pointer: str) -> tuple[Json, str]:
    """The same block with a mrkdwn text at the pointer, and where that text says its type."""
    block = json.loads(json.dumps(block))
    node: Any = block
    *steps, last = pointer.split("/")[1:]
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node[step]
    if not isinstance(node, dict) or last != "text" or node.get("type") not in ("plain_text", "mrkdwn"):
        return {}, ""
    node["type"] = "mrkdwn"
    return block, "/".join(["", *steps, "type"])


TEXTS = [row for row in IN_BLOCKS if swapped(row.make(1), row.pointer)[1]]


@pytest.mark.parametrize("row", TEXTS, ids=str)
def test_only_some_texts_take_mrkdwn(row: Row) -> None:
    block, at = swapped(row.make(1), row.pointer)
    assert refused(block, row.surface) == ([] if row.mrkdwn else [f"/blocks/0{at}"])


@pytest.mark.parametrize("row", IN_BLOCKS, ids=str)
async def test_the_server_keeps_the_limit(row: Row, sender: Sender) -> None:
    assert await sender.blocks([row.make(row.most)], row.surface) == FINE
    code, root = ("invalid_blocks", "") if row.surface == "message" else ("invalid_arguments", "/view")
    over = await sender.blocks([row.make(row.most + 1)], row.surface)
    assert over == (code, [f"{root}/blocks/0{row.pointer}"])


@pytest.mark.parametrize("row", OF_VIEWS, ids=str)
async def test_the_server_keeps_the_limit_of_a_view(row: Row, sender: Sender) -> None:
    assert await sender.view(row.make(row.most)) == FINE
    assert await sender.view(row.make(row.most + 1)) == ("invalid_arguments", [f"/view{row.pointer}"])


@pytest.mark.parametrize(("surface", "most"), MOST_BLOCKS.items())
async def test_a_surface_holds_so_many_blocks(surface: Surface, most: int, sender: Sender) -> None:
    blocks = [{"type": "divider"}] * most
    code, root = ("invalid_blocks", "") if surface == "message" else ("invalid_arguments", "/view")
    assert await sender.blocks(blocks, surface) == FINE
    assert await sender.blocks([*blocks, {"type": "divider"}], surface) == (code, [f"{root}/blocks"])


def test_no_limit_of_the_tables_goes_without_a_row() -> None:
    """A bound that somebody adds to the validator must be written down here as well."""
    tried = {id(kind) for row in IN_BLOCKS for kind in tried_by(row)}
    tried |= {id(kind) for row in OF_VIEWS for kind in tried_by(row, VIEWS[row.make(1)["type"]])}
    tried |= {id(kind) for row in OF_ARGUMENTS for kind in tried_by(row, ARGUMENTS[row.argument])}
    tried |= {id(LISTS[surface]) for surface, most in MOST_BLOCKS.items() if bounds(LISTS[surface]) == (0, most)}
    assert [path for path, kind in everything() if bounds(kind) and id(kind) not in tried] == []


def tried_by(row: Row, root: Any = BLOCKS) -> list[Any]:
    places = nodes(root, row.make(row.most))
    return [kind for at, kind, _ in places if at == row.pointer and bounds(kind) == (row.least, row.most)]


def test_no_choice_of_the_tables_goes_without_a_row() -> None:
    tried = {id(kind) for choice in CHOICES for kind in chosen_by(choice)}
    assert [path for path, kind in everything() if choices(kind) and id(kind) not in tried] == []


def chosen_by(choice: Choice) -> list[Any]:
    places = nodes(BLOCKS, choice.make(choice.words[0]))
    return [kind for at, kind, _ in places if at == choice.pointer and choices(kind) == choice.words]
