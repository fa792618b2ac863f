"""The one place where quality is a number: independent questions, with the clauses that rightly answer them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.answers.outcomes import Kind
from bot.answers.service import AnswerService
from bot.commands.asking import Asking
from tests.kit.stage import finder

HERE = Path(__file__).parent
LISTS = ("golden.jsonl", "golden_more.jsonl")
Line = tuple[dict[str, Any], dict[str, Any]]


@cache
def asked(name: str) -> tuple[Line, ...]:
    desk = Asking(AnswerService(finder().known, finder()))
    lines = [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]
    return tuple((line, desk.ask(line["text"])) for line in lines)


def in_scope(name: str) -> list[Line]:
    return [pair for pair in asked(name) if pair[0].get("clauses")]


@pytest.mark.parametrize("name", LISTS)
def test_the_right_clause_is_cited_first_in_nine_of_ten_questions(name: str) -> None:
    right = [bool(set(line["clauses"]) & set(answer["clauses"][:1])) for line, answer in in_scope(name)]
    assert len(right) >= 200
    assert sum(right) / len(right) >= 0.90


@pytest.mark.parametrize("name", LISTS)
def test_the_right_clause_is_among_those_shown_in_ninety_seven_of_a_hundred(name: str) -> None:
    pairs = in_scope(name)
    shown = [bool(set(line["clauses"]) & {*answer["clauses"], *answer["alternatives"]}) for line, answer in pairs]
    assert sum(shown) / len(shown) >= 0.97


@pytest.mark.parametrize("name", LISTS)
def test_what_no_rule_covers_is_hardly_ever_answered_as_policy(name: str) -> None:
    foreign = [answer["outcome"] for line, answer in asked(name) if line.get("oos")]
    assert len(foreign) >= 50
    assert foreign.count("found") / len(foreign) <= 2 / 30


def test_small_talk_is_always_met_as_small_talk() -> None:
    small = [answer["outcome"] for line, answer in asked("golden.jsonl") if line["kind"] == "social"]
    assert set(small) == {"social"}


@pytest.mark.parametrize("name", LISTS)
def test_an_emergency_is_never_sent_elsewhere(name: str) -> None:
    lost = [line["text"] for line, answer in asked(name) if line["kind"] == "emergency" and not answer["clauses"]]
    assert lost == []


@pytest.mark.parametrize("text", ["パスワード", "スマホは？", "USBのこと", "メールについて教えて", "What about USB?"])
def test_a_subject_alone_is_asked_back_and_never_guessed_at(text: str) -> None:
    outcome = finder().find(text)
    assert outcome.kind is Kind.UNSURE
    assert len(outcome.alternatives) == 3
