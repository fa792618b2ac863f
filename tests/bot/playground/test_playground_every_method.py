"""Each of the 68 documented methods, asked rightly and wrongly."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bot.playground
from bot.playground import cast
from bot.playground.errors import COMMON_ERRORS
from bot.playground.methods import METHODS
from bot.playground.server import Playground, start
from bot.playground.web_api.table import all_handlers
from tests.bot.playground.caller import Caller
from tests.bot.playground.good_calls import GOOD, good_call
from tests.bot.playground.screen import Json

FACTS = json.loads((Path(bot.playground.__file__).parent / "methods.json").read_text("utf-8"))
WITHOUT_TOKEN = {"api.test", "blocks.validate", "oauth.v2.access"}
WITH_TOKEN = sorted(METHODS.keys() - WITHOUT_TOKEN)
SCOPED = sorted(name for name, method in METHODS.items() if method.scopes)
NEEDY = sorted(name for name, method in METHODS.items() if method.required)

# What the documented example shows only because of its own circumstances.
SOMETIMES = {"conversations.replies": {"response_metadata"}}


@pytest.fixture
def caller(playground: Playground, session: aiohttp.ClientSession) -> Caller:
    return Caller(playground, session)


@pytest.fixture
async def unscoped(session: aiohttp.ClientSession) -> AsyncIterator[Caller]:
    running = await start(workspace=cast.sample_workspace({"features": {}}))
    yield Caller(running, session)
    await running.stop()


def documented(name: str) -> frozenset[str]:
    return METHODS[name].errors | COMMON_ERRORS


def test_all_68_methods_are_played() -> None:
    assert len(METHODS) == 68
    assert all_handlers().keys() == METHODS.keys() == GOOD.keys()


@pytest.mark.parametrize("name", WITH_TOKEN)
async def test_a_method_wants_a_token_a_good_one_and_the_right_kind(caller: Caller, name: str) -> None:
    own = {caller.playground.bot_token, caller.playground.app_token}
    kind = caller.playground.app_token if name == "apps.connections.open" else caller.playground.bot_token
    (other,) = own - {kind}
    refusals = {"": "not_authed", "xoxb-somebody-else": "invalid_auth", other: "not_allowed_token_type"}
    for token, error in refusals.items():
        assert await caller.call(name, {}, token=token) == {"ok": False, "error": error}


@pytest.mark.parametrize("name", sorted(WITHOUT_TOKEN))
async def test_some_methods_ask_for_no_token(caller: Caller, name: str) -> None:
    assert (await caller.call(name, await good_call(caller, name), token=""))["ok"]


@pytest.mark.parametrize("name", SCOPED)
async def test_a_method_names_the_scopes_that_it_lacks(unscoped: Caller, name: str) -> None:
    lacking = {"ok": False, "error": "missing_scope", "needed": ",".join(METHODS[name].scopes), "provided": ""}
    assert await unscoped.call(name, {}) == lacking


@pytest.mark.parametrize("name", NEEDY)
async def test_a_method_refuses_to_do_without_what_it_needs(caller: Caller, name: str) -> None:
    good = await good_call(caller, name)
    for needed in METHODS[name].required:
        reply = await caller.call(name, {key: value for key, value in good.items() if key != needed})
        assert reply["error"] == "invalid_arguments"
        assert reply["response_metadata"]["messages"] == [f"[ERROR] missing required field: {needed}"]


@pytest.mark.parametrize("name", sorted(METHODS))
async def test_a_good_call_succeeds_with_everything_that_is_documented(caller: Caller, name: str) -> None:
    reply = await caller.call(name, await good_call(caller, name))
    assert reply["ok"], reply
    promised = {*METHODS[name].output, *FACTS[name]["example"]} - SOMETIMES.get(name, set())
    assert promised - reply.keys() == set()


NUMBERS = st.integers(-10, 10**13) | st.floats() | st.sampled_from(["-1", "1e400", "NaN", "0x10"])
NAMES = st.sampled_from([cast.GENERAL, cast.RANDOM, cast.MANAGEMENT, cast.TANAKA.id, cast.GONE.id, "1.1", "nonsense"])
WORDS = st.text(max_size=30) | NAMES | st.just("あ" * 5000) | st.sampled_from(["[", "{}", "[1]", '"x"', "null", "[[]]"])
PLAIN = st.none() | st.booleans() | NUMBERS | WORDS
KEYS = st.sampled_from(["type", "id", "text", "blocks", "elements", "title", "ts", "column_id", "event_type"])
SILLY = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner), max_leaves=6)


def silly_arguments(name: str) -> st.SearchStrategy[dict[str, Any]]:
    documented = [*FACTS[name]["args"], *METHODS[name].required, "limit", "cursor", "nobody_knows_this"]
    return st.dictionaries(st.sampled_from(documented), SILLY, min_size=1, max_size=4)


@pytest.mark.parametrize("name", sorted(METHODS))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
async def test_silly_arguments_are_an_ordinary_refusal(caller: Caller, name: str, data: st.DataObject) -> None:
    await caller.admin.post("reset")
    await caller.admin.post("settings", enabled=False)
    good: Json = await good_call(caller, name) if data.draw(st.booleans()) else {}
    reply = await caller.call(name, good | data.draw(silly_arguments(name)))
    assert reply["ok"] is True or name == "api.test" or reply["error"] in documented(name)
