"""The card and the windows of those who respond: within Slack's limits for the longest words, with live buttons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checking.check import refused
from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.people import Directory, Role
from bot.incidents.cases import Entry, Incident, Kind, Notice, Outcome, State, Timer
from bot.incidents.glance import Glance
from handlers.incidents import ids
from handlers.incidents.cards import Views, marked
from handlers.incidents.response.hub_views import DEEDS, Reader, follow_modal, hub_modal
from handlers.incidents.response.incident_views import hidden_card, incident_card, merged_mine_card, note_card
from handlers.incidents.response.move_forms import (
    close_form,
    hand_over_form,
    invite_form,
    level_form,
    merge_form,
    move_form,
    restrict_form,
    review_form,
)
from handlers.incidents.response.reviews import reminder_card, thanks_modal
from handlers.kit.blocks import Card, Modal
from handlers.kit.people import People
from handlers.kit.words import Speech
from tests.kit.content import packaged
from tests.kit.examples import examples
from tests.kit.register import START, case, member

KNOWN = packaged()
PEOPLE = People(KNOWN.company, Directory(()), Database("sqlite://"), SystemClock())
DOORS = {deed.id.removesuffix(".again").removesuffix(".open") for _, deeds in DEEDS for deed in deeds}
VIEWS = Views(KNOWN.incidents, KNOWN.company, PEOPLE, DOORS | {ids.OPEN, ids.FACTS})
SPEECH = Speech("Asia/Tokyo")
LEAD = member(Role.INCIDENT_LEAD, user="U5")
HOSTILE = "<!channel> & <https://evil.example|x> *太字* _斜体_ \n" * 90


def long(**more: Any) -> Incident:
    """An incident with the most of everything."""
    values: dict[str, Any] = {
        "title": HOSTILE.replace("\n", " ")[:80],
        "text": HOSTILE[:3000],
        "where": HOSTILE[:300],
        "lead": "U5",
        "members": tuple(f"U{at}" for at in range(50)),
        "lesson": HOSTILE[:3000],
        "outcome": Outcome(HOSTILE[:3000], HOSTILE[:3000], HOSTILE[:3000]),
        "level": 3,
        "review_due": START + timedelta(days=5),
    }
    return replace(case(1), **(values | more))


def full(incident: Incident) -> Glance:
    notices = [
        Notice(at, incident.id, f"U{at}", "system_admin", "chain", START, f"k{at}", START if at % 2 else None)
        for at in range(30)
    ]
    due = tuple(Timer(at, incident.id, kind, "", START) for at, kind in enumerate(("chain", "situation", "duty")))
    said = Entry(1, incident.id, Kind.SITUATION, START, START, "U5", HOSTILE[:3000])
    more: dict[str, Any] = {"merged": tuple(case(at) for at in range(2, 50)), "similar": ("I-1", "I-2", "I-3")}
    more["decided"] = Entry(2, incident.id, Kind.LEVEL, START, START, "U5", HOSTILE[:3000])
    return Glance(incident, START, tuple(notices), said, due, duties=12, duty_due=START, **more)


def drawn(incident: Incident, language: str) -> Iterator[tuple[str, Card | Modal]]:
    """Everything that is drawn of an incident for those who respond."""
    words, seen = SPEECH.in_(language), full(incident)
    yield "card", marked(incident, incident_card(seen, VIEWS, words, HOSTILE[:200]), words)
    yield "hidden", hidden_card(incident, words)
    yield "note", note_card(incident, HOSTILE[:2000], words, HOSTILE[:1000])
    yield "merged", merged_mine_card(incident, case(9), VIEWS, words)
    yield "hub", hub_modal(seen, Reader(LEAD, seen.notices), VIEWS, words, HOSTILE[:200])
    yield "follow", follow_modal(incident, member(user=str(incident.reporter)), VIEWS, words)
    yield "level", level_form(incident, seen.decided, VIEWS, words)
    yield "move", move_form(incident, words)
    yield "close", close_form(incident, incident.outcome, [HOSTILE[:150]] * 10, [HOSTILE[:150]] * 30, words)
    yield "review", review_form(incident, words)
    yield "hand over", hand_over_form(incident, VIEWS, words)
    yield "merge", merge_form(incident, [long(id=f"I-{at}") for at in range(120)], VIEWS, words)
    yield "no merge", merge_form(incident, [], VIEWS, words)
    yield "restrict", restrict_form(incident, HOSTILE[:2000], words)
    yield "invite", invite_form(incident, words)
    yield "reminder", reminder_card(incident, START + timedelta(days=9), words)
    yield "thanks", thanks_modal(incident.id, words, can_decide=True)


def payload(shown: Card | Modal) -> dict[str, Any]:
    return shown.view() if isinstance(shown, Modal) else shown.payload()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize(
    "more", [{}, {"restricted": True}, {"drill": True, "lead": None}], ids=["plain", "restricted", "drill"]
)
def test_slack_refuses_nothing_of_the_longest_incident(language: str, state: State, more: dict[str, Any]) -> None:
    incident = long(state=state, merged_into="I-00000009" if state is State.MERGED else None, **more)
    problems = [line for name, shown in drawn(incident, language) for line in refused(name, payload(shown))]
    assert problems == []


@examples(30)
@given(st.text(max_size=3000), st.text(min_size=1, max_size=80), st.text(max_size=300), st.sampled_from(list(State)))
def test_whatever_people_write_it_can_be_shown(text: str, title: str, where: str, state: State) -> None:
    incident = long(text=text, title=title, where=where, state=state, merged_into="I-2")
    for name, shown in drawn(incident, "ja"):
        assert list(refused(name, payload(shown))) == []


@pytest.mark.parametrize("state", State)
def test_what_people_write_is_never_a_mention_or_a_link(state: State) -> None:
    for name, shown in drawn(long(state=state, merged_into="I-2"), "ja"):
        assert '"mrkdwn"' not in json.dumps(payload(shown)), name


@pytest.mark.parametrize("state", State)
def test_a_button_without_a_door_is_never_shown(state: State) -> None:
    nothing = Views(KNOWN.incidents, KNOWN.company, PEOPLE)
    words, seen = SPEECH.in_("ja"), full(long(state=state, merged_into="I-2"))
    shown = [incident_card(seen, nothing, words).blocks, hub_modal(seen, Reader(LEAD), nothing, words).blocks]
    found = {
        one["action_id"]
        for blocks in shown
        for block in blocks
        for one in block.get("elements", ())
        if "action_id" in one
    }
    assert found <= {ids.OPEN, f"{ids.OPEN}.other"}


def test_state_and_level_are_said_in_words() -> None:
    words = SPEECH.in_("ja")
    for state in (one for one in State if one is not State.MERGED):
        card = incident_card(full(long(state=state)), VIEWS, words)
        said = json.dumps(list(card.blocks), ensure_ascii=False)
        assert "レベル3" in said
        assert "状態：" in said


def test_a_card_has_few_buttons_and_confirms_only_while_that_is_needed() -> None:
    words = SPEECH.in_("ja")
    for state in State:
        card = incident_card(full(long(state=state, merged_into="I-2")), VIEWS, words)
        buttons = [
            one["action_id"] for block in card.blocks for one in block.get("elements", ()) if one["type"] == "button"
        ]
        assert 1 <= len(buttons) <= 5
        assert (ids.CONFIRM in buttons) is (state is State.REPORTED)
