"""What holds for every payload: good ones stay good, and each harm is named where it was done."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.playground.validator import Problem, Surface, check_message, check_view
from bot.playground.validator.kinds import Kind, Shape
from bot.playground.validator.payloads import VIEWS
from bot.playground.validator.surfaces import LISTS
from bot.playground.web_api.content import complete
from tests.bot.playground.limits.tables import nodes
from tests.bot.playground_validator.strategies import Json, good_blocks
from tests.kit.examples import examples

WORDS = {"type": "plain_text", "text": "字"}
SURFACES: st.SearchStrategy[Surface] = st.sampled_from(("message", "modal", "home"))
CALMLY = examples(50)


@st.composite
def payloads(draw: st.DrawFn) -> tuple[Surface, Json]:
    """A message or a view that Slack would take."""
    surface: Surface = draw(SURFACES)
    blocks = draw(good_blocks(surface))
    if surface == "message":
        payload: Json = {"text": "字", "blocks": blocks}
    else:
        payload = {"type": surface, "blocks": blocks}
        payload |= {"title": WORDS, "submit": WORDS} if surface == "modal" else {}
    assume(not errors(surface, payload))
    return surface, payload


def fresh(surface: Surface, payload: Json) -> tuple[Surface, Json]:
    """A copy that shares nothing, not even with itself."""
    return surface, json.loads(json.dumps(payload))


def errors(surface: Surface, payload: Json) -> list[Problem]:
    found = check_message(payload) if surface == "message" else check_view(payload)
    return [each for each in found if each.severity == "error"]


def shapes(surface: Surface, payload: Json) -> list[tuple[str, Shape, Json]]:
    """Every object of a payload whose properties the tables know."""
    root = "" if surface == "message" else "/view"
    roots: list[tuple[Kind, Any, str]] = [(LISTS[surface], payload["blocks"], f"{root}/blocks")]
    roots += [] if surface == "message" else [(VIEWS[surface], payload, root)]
    places = [place for kind, value, at in roots for place in nodes(kind, value, at)]
    return [(at, kind, value) for at, kind, value in places if isinstance(kind, Shape)]


@CALMLY
@given(payloads())
def test_what_the_server_completes_stays_good(drawn: tuple[Surface, Json]) -> None:
    surface, payload = drawn
    complete(payload["blocks"])
    assert errors(surface, payload) == []


@CALMLY
@given(payloads(), st.data())
def test_an_unknown_property_is_named_at_its_object(drawn: tuple[Surface, Json], data: st.DataObject) -> None:
    surface, payload = fresh(*drawn)
    at, _, value = data.draw(st.sampled_from(shapes(surface, payload)))
    value["colour/~"] = "red"
    found = [each for each in errors(surface, payload) if each.field == "colour/~"]
    assert [(each.pointer, each.message) for each in found] == [(at, "invalid additional property: colour/~")]
    assert found == errors(surface, payload)


@CALMLY
@given(payloads(), st.data())
def test_a_missing_property_is_named_at_its_object(drawn: tuple[Surface, Json], data: st.DataObject) -> None:
    surface, payload = fresh(*drawn)
    places = [(at, value, name) for at, kind, value in shapes(surface, payload) for name in wanted(kind, value)]
    assume(places)
    at, value, name = data.draw(st.sampled_from(places))
    del value[name]
    assert (at, name) in [(each.pointer, each.field) for each in errors(surface, payload)]


def wanted(shape: Shape, value: Json) -> list[str]:
    return [*shape.required, *(["type"] if "type" in value else [])]


@CALMLY
@given(payloads(), st.data())
def test_every_pointer_leads_somewhere(drawn: tuple[Surface, Json], data: st.DataObject) -> None:
    surface, payload = fresh(*drawn)
    _, shape, value = data.draw(st.sampled_from(shapes(surface, payload)))
    for name in shape.fields.keys() & value.keys():
        value[name] = data.draw(st.sampled_from([None, 1, "", [], {}, "字" * 20_000, [{"type": "x"}]]))
    for problem in errors(surface, payload):
        node: Any = payload if surface == "message" else {"view": payload}
        for step in problem.pointer.split("/")[1:]:
            node = node[int(step)] if isinstance(node, list) else node[step]


@pytest.mark.parametrize("levels", [50, 400, 900])
def test_deep_nesting_does_not_make_it_stumble(levels: int) -> None:
    deep: Any = "字"
    for level in range(levels):
        deep = {"type": "container", "child_blocks": [deep]} if level % 2 else [deep]
    for payload in ({"blocks": deep}, {"blocks": [{"type": deep}]}, {"text": "x", "metadata": {"event_payload": deep}}):
        assert check_message(payload)
        assert check_view({"type": "modal", **payload})
