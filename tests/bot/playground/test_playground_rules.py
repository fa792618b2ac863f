"""Every rule of Slack's besides lengths: right taken, wrong refused, by the validator and by the server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.playground.validator import Problem, check_message, check_view
from bot.playground.validator.kinds import Kind, Shape, Str
from bot.playground.validator.payloads import VIEWS
from bot.playground.validator.surfaces import LISTS, PER_MESSAGE, REFUSED
from tests.bot.playground.limits.builders import Json, modal
from tests.bot.playground.limits.of_fields import OF_FIELDS
from tests.bot.playground.limits.of_rules import BEYOND_THE_LISTS, OF_RULES
from tests.bot.playground.limits.rows import Rule
from tests.bot.playground.limits.sender import FINE, Answer, Sender
from tests.bot.playground.limits.tables import everything, nodes

Payload = list[Json] | Json
RULES = [*OF_RULES, *OF_FIELDS]


def problems(payload: Payload) -> list[Problem]:
    return check_view(payload) if isinstance(payload, dict) else check_message({"text": "x", "blocks": payload})


def errors(payload: Payload) -> list[Problem]:
    return [each for each in problems(payload) if each.severity == "error"]


async def sent(sender: Sender, payload: Payload) -> Answer:
    return await (sender.view(payload) if isinstance(payload, dict) else sender.blocks(payload))


def code_for(payload: Payload) -> str:
    return "invalid_arguments" if isinstance(payload, dict) else "invalid_blocks"


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_rule_takes_what_is_right_and_points_at_what_is_wrong(rule: Rule) -> None:
    assert errors(rule.right) == []
    [problem] = errors(rule.wrong)
    assert (problem.pointer, problem.code) == (rule.pointer, code_for(rule.wrong))
    assert rule.message in problem.message


@pytest.mark.parametrize("rule", RULES, ids=str)
async def test_the_server_keeps_the_rule(rule: Rule, sender: Sender) -> None:
    assert await sent(sender, rule.right) == FINE
    assert await sent(sender, rule.wrong) == (code_for(rule.wrong), [rule.pointer])


@pytest.mark.parametrize("payload", BEYOND_THE_LISTS)
async def test_what_only_secondary_sources_forbid_earns_a_warning(payload: Payload, sender: Sender) -> None:
    assert {each.severity for each in problems(payload)} == {"warning"}
    assert await sent(sender, payload) == FINE


async def test_a_view_over_250_kilobytes_is_too_large(sender: Sender) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "字" * 2750}}
    assert await sender.view(modal(*[section] * 30)) == FINE
    assert await sender.view(modal(*[section] * 31)) == ("view_too_large", ["/view"])


def test_a_problem_reads_like_slack_says_it() -> None:
    [problem] = errors([{"type": "header", "text": {"type": "plain_text", "text": ""}}])
    assert str(problem) == "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"


def test_a_problem_says_what_was_expected_and_which_property_it_is_about() -> None:
    [long] = errors([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}])
    assert long.constraint is not None
    assert (long.constraint.type, long.constraint.expected, long.constraint.got) == ("max_length", ("150",), "151")
    [kind] = errors([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}])
    assert kind.constraint is not None
    assert (kind.constraint.type, kind.constraint.expected, kind.constraint.got) == ("enum", ("plain_text",), "mrkdwn")
    [more] = errors([{"type": "divider", "disabled": True}])
    assert (more.pointer, more.field) == ("/blocks/0", "disabled")


def places(payload: Payload) -> Iterator[tuple[Any, Any]]:
    """Every place of a payload with the kind that judges it."""
    blocks = payload["blocks"] if isinstance(payload, dict) else payload
    roots: list[tuple[Kind, Any]] = [(LISTS["message"], blocks)]
    if isinstance(payload, dict):
        roots.append((VIEWS[payload["type"]], payload))
    for kind, value in roots:
        yield from ((found, each) for _, found, each in nodes(kind, value))


def refusing(payload: Payload) -> Iterator[object]:
    """The laws, needs and patterns that find fault with a payload."""
    for kind, value in places(payload):
        found: list[Problem] = []
        if isinstance(kind, Str) and kind.like is not None:
            kind.check(value, "", found)
            yield from [kind.like] * bool(found)
        elif isinstance(kind, Shape) and isinstance(value, dict):
            yield from (need for need in kind.needs if complains(need.check, value))
            if not complains(replace(kind, rules=()).check, value):
                yield from (law for law in kind.rules if complains(law, value))


def complains(check: Callable[[dict[str, Any], str, list[Problem]], None], value: dict[str, Any]) -> bool:
    found: list[Problem] = []
    check(value, "", found)
    return bool(found)


def laws(kind: Kind) -> list[object]:
    match kind:
        case Shape(needs=needs, rules=rules):
            return [*needs, *rules]
        case Str(like=re.Pattern() as like):
            return [like]
    return []


def test_no_rule_of_the_tables_goes_without_a_row() -> None:
    """A rule that somebody adds to the validator must be written down here as well."""
    tried = {id(each) for rule in RULES for each in refusing(rule.wrong)}
    assert [f"{path}: {law}" for path, kind in everything() for law in laws(kind) if id(law) not in tried] == []


def test_no_rule_over_a_whole_surface_goes_without_a_row() -> None:
    told = {problem.message for rule in RULES for problem in errors(rule.wrong)}
    assert {f"no more than {most} {name} allowed" for name, most in PER_MESSAGE.items()} <= told
    assert {f"unsupported type: {name}" for names in REFUSED.values() for name in names} <= told
