"""Every limit in the tables holds to the letter, with the pointer to the place that breaks it."""

import pytest

from bot.playground.validator import check_blocks, check_message, check_view
from bot.playground.validator.blocks import BLOCKS
from bot.playground.validator.kinds import Shape
from bot.playground.validator.surfaces import LISTED, Surface
from tests.bot.playground_validator.examples import Limit, limits, smallest

# A preset must also be among the options, and cells and presets add up: rules of their own, tested by name.
RULED = ("/initial_option", "/initial_options", "/rows", "/series", "/row_header_column_index")
CASES = [
    pytest.param(name, limit, id=f"{name}{limit.pointer}-{index}")
    for name, shape in BLOCKS.shapes.items()
    for index, limit in enumerate(limits(shape, name))
    if not any(part in limit.pointer for part in RULED)
]


def surface_of(name: str) -> Surface:
    return next(surface for surface, names in LISTED.items() if name in names)


def errors(blocks: list[object], surface: Surface) -> list[str]:
    return [each.pointer for each in check_blocks(blocks, surface) if each.severity == "error"]


@pytest.mark.parametrize("name", BLOCKS.shapes)
def test_the_smallest_block_of_each_type_is_taken(name: str) -> None:
    assert errors([smallest(BLOCKS.shapes[name], name)], surface_of(name)) == []


@pytest.mark.parametrize(("name", "limit"), CASES)
def test_a_value_at_its_limit_is_taken_and_one_more_refused(name: str, limit: Limit) -> None:
    surface = surface_of(name)
    assert errors([limit.fits], surface) == []
    assert errors([limit.breaks], surface) == [f"/blocks/0{limit.pointer}"]


@pytest.mark.parametrize("name", BLOCKS.shapes)
def test_an_unknown_property_is_named_at_its_block(name: str) -> None:
    block = {**smallest(BLOCKS.shapes[name], name), "disabled": True}
    [problem] = [each for each in check_blocks([block], surface_of(name)) if each.severity == "error"]
    assert (problem.pointer, problem.message) == ("/blocks/0", "invalid additional property: disabled")


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for name, shape in BLOCKS.shapes.items() for field in shape.required]
)
def test_a_missing_field_is_named_at_its_block(name: str, field: str) -> None:
    block = smallest(BLOCKS.shapes[name], name)
    del block[field]
    assert errors([block], surface_of(name)) == ["/blocks/0"]


def test_the_walk_found_the_limits_of_the_whole_table() -> None:
    assert len(CASES) > 1000
    assert all(isinstance(shape, Shape) for shape in BLOCKS.shapes.values())


def test_the_three_doors_agree_on_a_good_block() -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*よし*"}}]
    title = {"type": "plain_text", "text": "確認"}
    assert check_blocks(blocks, "message") == []
    assert check_message({"text": "よし", "blocks": blocks}) == []
    assert check_view({"type": "modal", "title": title, "blocks": blocks}) == []
    assert check_view({"type": "home", "blocks": blocks}) == []
