"""Whole messages: what the posting methods refuse, cut or take with a warning."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import cast
from bot.playground.validator import Problem, check_message, payloads, surfaces
from tests.bot.playground.limits.builders import Json, words
from tests.bot.playground.limits.of_messages import NUMBERS, OF_MESSAGES, WARNED, Said
from tests.bot.playground.limits.sender import FINE, Answer, Sender
from tests.bot.playground.screen import Admin


@pytest.mark.parametrize("said", OF_MESSAGES, ids=str)
def test_a_message_is_judged_as_a_whole(said: Said) -> None:
    assert errors(check_message(said.right, said.method)) == []
    [problem] = errors(check_message(said.wrong, said.method))
    assert (problem.pointer, problem.code) == (said.pointer, said.code)


def errors(found: list[Problem]) -> list[Problem]:
    return [each for each in found if each.severity == "error"]


@pytest.mark.parametrize("said", OF_MESSAGES, ids=str)
async def test_the_server_judges_it_the_same_way(said: Said, sender: Sender, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=cast.TANAKA.id, text="first")
    place = {"channel": posted["channel"], "user": cast.TANAKA.id, "ts": posted["ts"]}
    assert await sender.call(said.method, **place, **said.right) == FINE
    refusal = (said.answered or said.code, [said.pointer])
    assert await sender.call(said.method, **place, **said.wrong) == refusal


@pytest.mark.parametrize("name", WARNED)
async def test_some_things_are_only_warned_of(name: str, sender: Sender) -> None:
    silent, loud, pointer, code = WARNED[name]
    assert check_message(silent) == []
    [problem] = check_message(loud)
    assert (problem.pointer, problem.code, problem.severity) == (pointer, code, "warning")
    assert await post(sender, silent) == FINE
    assert await post(sender, loud) == FINE


async def post(sender: Sender, payload: Json) -> Answer:
    return await sender.call("chat.postMessage", channel=cast.TANAKA.id, **payload)


async def test_text_over_forty_thousand_is_cut_with_a_warning(client: AsyncWebClient, admin: Admin) -> None:
    whole = await client.chat_postMessage(channel=cast.TANAKA.id, text=words(40_000))
    cut = await client.chat_postMessage(channel=cast.TANAKA.id, text=words(40_001))
    assert whole.get("response_metadata") is None
    assert cut["response_metadata"]["warnings"] == ["message_truncated"]
    assert (whole["message"]["text"], cut["message"]["text"]) == (words(40_000), words(40_000))


def test_no_number_of_the_validator_goes_untried() -> None:
    there = {**vars(payloads), **vars(surfaces)}
    numbers = {name: value for name, value in there.items() if name.isupper() and isinstance(value, int)}
    assert numbers == NUMBERS
