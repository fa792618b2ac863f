"""The windows and the card of whoever reports, for every kind of incident, with people's words at their worst."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checking.check import refused, sent
from bot.core.errors import NotFound
from bot.core.people import Directory
from bot.incidents.cases import Entry, Incident, Kind, Notice, Origin, Reason, State, Via
from handlers.incidents.cards import Views
from handlers.incidents.report.draft import LONGEST_CARRIED, LONGEST_METADATA, Draft
from handlers.incidents.report.forms import choose_form, facts_form, nothing_form, received, start_form, thanks
from handlers.incidents.report.mine_views import Ahead, Told, mine_card, news_card, nothing_card
from handlers.incidents.response.doors import home_blocks, report_button
from handlers.kit.blocks import Block, Card, Modal
from handlers.kit.people import People
from handlers.kit.words import LANGUAGES, Speech, Words
from tests.kit.content import packaged

KNOWN = packaged()
CONTENT = KNOWN.incidents
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
HOSTILE = '<!channel> *b* `c` {id} {0.__class__} <https://evil.example|x> & "漏えい"\n' * 60
FILES = ("名簿.xlsx",) * 8
DRAFT = Draft("", Via.MESSAGE, "M-2345ABCD", "C0123456789", "1763631000.000200", "U1", FILES, "駅", HOSTILE)


class Nobody:
    """A clock and a database that are not asked."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture(scope="module")
def views() -> Views:
    nobody: Any = Nobody()
    return Views(CONTENT, KNOWN.company, People(KNOWN.company, Directory(()), nobody, nobody))


def incident(category: str = "loss", **more: Any) -> Incident:
    plain = Incident("I-1", "T", category, State.REPORTED, 2, (), HOSTILE[:80], HOSTILE, "ja", Via.HOME, NOW, "U1")
    return replace(plain, **more)


def words_in(language: str) -> Words:
    return Speech("Asia/Tokyo").in_(language)


def windows(views: Views, words: Words) -> Iterator[Modal]:
    yield choose_form(DRAFT, views, words, HOSTILE)
    yield received(words)
    for category in CONTENT.categories.categories:
        of = incident(category.id, level=category.presumed)
        yield start_form(DRAFT, category, views, words, HOSTILE)
        yield facts_form(of, category, views, words, fresh=True)
        yield thanks(of, views, words)
        yield thanks(replace(of, reporter=None), views, words)
        yield nothing_form(of, words)


def cards(views: Views, words: Words) -> Iterator[Card | list[Block]]:
    note = Entry(1, "I-1", Kind.NOTE, NOW, NOW, "U1", HOSTILE)
    asked = [Notice(at, "I-1", f"U{at}", "system_admin", "chain", NOW, f"k{at}") for at in range(30)]
    notices = [replace(one, confirmed_at=NOW) if one.id % 2 else one for one in asked]
    facts = tuple(Reason("fact", fact.id, fact.options[-1].id, 3) for fact in CONTENT.levels.facts)
    told = (Told(notices), Told((), Ahead(NOW, ("U1", "U2"))), Told((), Ahead(NOW, (), "#security"), note))
    for category in CONTENT.categories.categories:
        for state in set(State) - {State.MERGED}:
            for one in told:
                yield mine_card(incident(category.id, state=state, lead="U2", reasons=facts), one, views, words)
    yield mine_card(incident(level=0), told[0], views, words)
    yield nothing_card(incident(), HOSTILE, views, words)
    yield from (home_blocks(views, words, guest=guest) for guest in (True, False))


@pytest.mark.parametrize("language", LANGUAGES)
def test_slack_would_refuse_nothing_of_a_report(views: Views, language: str) -> None:
    words = words_in(language)
    drawn = [*windows(views, words), *cards(views, words)]
    assert len(drawn) > 100
    assert [line for one in drawn for line in refused("report", sent(one))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_peoples_words_are_only_text(views: Views, language: str) -> None:
    words = words_in(language)
    for one in [*windows(views, words), *cards(views, words)]:
        assert "mrkdwn" not in json.dumps(sent(one))


def test_every_first_screen_asks_two_things_and_only_one_must_be_answered(views: Views) -> None:
    for category in CONTENT.categories.categories:
        asked = [one for one in start_form(Draft(), category, views, words_in("ja")).blocks if one["type"] == "input"]
        assert len(asked) == 2, category.id
        assert [one["block_id"] for one in asked if not one["optional"]] == ["text"], category.id


def test_once_all_is_answered_the_button_is_there_to_mend_the_answers(views: Views) -> None:
    category = CONTENT.category("loss")
    assert category
    answers = dict.fromkeys(category.facts, "unsure")
    some = dict(list(answers.items())[:1])
    shown = [mine_card(incident(facts=facts), Told(()), views, words_in("ja")) for facts in ({}, some, answers)]
    assert ["質問に答える" in json.dumps(one.blocks, ensure_ascii=False) for one in shown] == [True, True, False]
    assert "答えを直す" in json.dumps(shown[2].blocks, ensure_ascii=False)


@pytest.mark.parametrize("state", [State.CONTAINED, State.RECOVERED, State.CLOSED, State.REJECTED])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_move_is_news_by_name(views: Views, state: State, language: str) -> None:
    moved = Entry(1, "I-1", Kind.STATE, NOW, NOW, "U9", data={"before": "confirmed", "after": state.value})
    card = news_card(incident(state=state), moved, views, words_in(language))
    assert card
    assert "U9" in card.text


@pytest.mark.parametrize("kind", [Kind.TOLD, Kind.NOTE, Kind.STEP, Kind.DUTY, Kind.SITUATION])
def test_what_those_who_respond_note_is_no_news(views: Views, kind: Kind) -> None:
    assert news_card(incident(), Entry(1, "I-1", kind, NOW, NOW, "U9", HOSTILE), views, words_in("ja")) is None


drafts = st.builds(
    Draft,
    st.text(max_size=60),
    st.sampled_from(Via),
    st.text(max_size=20),
    channel=st.just("C0123456789"),
    ts=st.just("1763631000.000200"),
    author=st.just("U0123456789"),
    files=st.lists(st.text(max_size=40), max_size=8).map(tuple),
    where=st.text(max_size=300),
    words=st.text(max_size=3000),
)


@given(drafts)
def test_a_draft_comes_back_from_its_window_and_fits(draft: Draft) -> None:
    carried = draft.carried()
    back = Draft.of(carried)
    assert replace(back, words="") == replace(draft, words="")
    assert draft.words.startswith(back.words.removesuffix("…"))
    if all(ord(sign) >= 32 for sign in (*draft.where, *draft.category, *draft.mail_check, *"".join(draft.files))):
        assert len(carried) <= LONGEST_METADATA


@pytest.mark.parametrize("metadata", ["", "{}", "[]", "I-1", '{"via":"fax","files":[]}', '{"via":"home","files":1}'])
def test_a_window_that_is_not_ours_is_gone(metadata: str) -> None:
    with pytest.raises(NotFound):
        Draft.of(metadata)


@given(st.text(alphabet=st.characters(min_codepoint=32), max_size=LONGEST_CARRIED * 2))
def test_a_buttons_words_fit_into_it(said: str) -> None:
    origin = Origin(mail_check="M-2345ABCD", question="Q-2345ABCD")
    value = report_button(words_in("ja"), Via.SENTENCE, "unauthorised-access", said, origin).element()["value"]
    assert len(value) <= 2000
    kept = json.loads(value).get("t", "")
    assert kept == said or (kept.endswith("…") and said.startswith(kept[:-1]))
