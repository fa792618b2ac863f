"""`mamori check`: content, words, payloads, routes against the manifest, and a start without Slack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import yaml
from pydantic import SecretStr

from bot.answers.finder import CLAUSE, DOOR, ELSEWHERE, Finder
from bot.answers.outcomes import Handover, HandoverStatus, Kind, Outcome, Question, Walk
from bot.answers.service import AnswerService, Turn
from bot.checking.bulletins_correcting import bulletins_correcting_drawn
from bot.checking.bulletins_feeds import bulletins_feeds_drawn
from bot.checking.bulletins_planning import bulletins_planning_drawn
from bot.checking.bulletins_writing import bulletins_writing_drawn
from bot.checking.incidents import incidents_drawn
from bot.checking.mail import mail_drawn
from bot.checking.surveys_campaigns import surveys_campaigns_drawn
from bot.checking.surveys_filling import surveys_filling_drawn
from bot.checking.surveys_results import surveys_results_drawn
from bot.config import Settings
from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.people import Directory
from bot.core.place import Place
from bot.playground.validator import check_message, check_view
from handlers.answers.door_views import Reader
from handlers.answers.forms import ask_person_form, cases_modal, clause_modal, rate_form, reply_form
from handlers.answers.handover_views import desk_card, received, reminder_card, told
from handlers.answers.library import SHELVES, shelf
from handlers.answers.listeners import help_card
from handlers.answers.open_questions import LISTED, open_modal
from handlers.answers.views import Answers
from handlers.answers.walk_views import walk_card
from handlers.home import hello_card
from handlers.kit.blocks import Block, Card, Modal
from handlers.kit.people import People
from handlers.kit.routing import Route
from handlers.kit.words import LANGUAGES, Speech, Words
from knowledge.lint import lint
from knowledge.loader import PACKAGED
from knowledge.walk import Position, position

NOW = SystemClock().now()
LONG = "長い質問 & <!channel> <https://example.co.jp|x> " * 40
EVENTS = {"message": ("message.im", "message.channels", "message.groups")}


async def check_all(settings: Settings, manifest: Path) -> list[str]:
    """Every problem found, one line each; an empty list is good news."""
    problems = [str(problem) for problem in lint(settings.content or PACKAGED) if not problem.warning]
    if problems:
        return problems
    from bot import wiring  # noqa: PLC0415  heavy, and only useful with sound content

    lexical = settings.model_copy(update={"semantic_search": False})
    finder: Finder = wiring.finder_of(lexical, wiring.knowledge_of(settings))
    drawn = AnswerService(finder.known, finder)
    problems += [line for name, payload in payloads(drawn, settings.timezone) for line in refused(name, payload)]
    database = Database("sqlite://")
    await database.start()
    await database.stop()
    async with wiring.session_for(settings) as session:
        tokenless = lexical.model_copy(update={"slack_bot_token": SecretStr("xoxb-nobody"), "slack_app_token": None})
        house = wiring.build(tokenless, session, finder=finder)
        problems += list(unlike(yaml.safe_load(manifest.read_text("utf-8")), house.routes))  # noqa: ASYNC240  once, at no load
    return problems


def refused(name: str, payload: Mapping[str, Any]) -> Iterator[str]:
    """What Slack would refuse of a payload."""
    found = check_view(dict(payload)) if payload.get("type") else check_message(dict(payload))
    for problem in found:
        if problem.severity == "error":
            yield f"error: {name}: {problem.pointer}: {problem.message}"


def unlike(manifest: Mapping[str, Any], routes: list[Route]) -> Iterator[str]:
    """Where the manifest and the routes differ: a door without a bell, or a bell without a door."""
    features, events = manifest["features"], manifest["settings"]["event_subscriptions"]["bot_events"]
    asked = {
        "event": set(events),
        "command": {one["command"] for one in features.get("slash_commands", ())},
        "shortcut": {one["callback_id"] for one in features.get("shortcuts", ())},
    }
    for surface, wanted in asked.items():
        ours = {event for r in routes if r.surface == surface for event in EVENTS.get(r.id, (r.id,))}
        for missing in sorted(wanted - ours):
            yield f"error: manifest.yml: {surface} {missing} has no route"
        for missing in sorted(ours - wanted):
            yield f"error: manifest.yml: the route {missing} is not asked for"


def payloads(service: AnswerService, zone: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every card and modal that the content can lead to, in both languages, with a long and hostile question."""
    speech = Speech(zone)
    nobody = People(service.known.company, Directory(()), Database("sqlite://"), SystemClock())
    answers = Answers(service, nobody)
    for language in LANGUAGES:
        words = speech.in_(language)
        for name, drawn in chain[tuple[str, Card | Modal | list[Block]]](
            _drawn(answers, words),
            mail_drawn(service.known, words),
            incidents_drawn(service.known, words),
            surveys_campaigns_drawn(service.known, words),
            surveys_filling_drawn(service.known, words),
            surveys_results_drawn(service.known, words),
            bulletins_feeds_drawn(service.known, words),
            bulletins_writing_drawn(service.known, words),
            bulletins_planning_drawn(service.known, words),
            bulletins_correcting_drawn(service.known, words),
        ):
            yield f"{name} ({language})", sent(drawn)


def sent(drawn: Card | Modal | list[Block]) -> Mapping[str, Any]:
    """As it goes to Slack; bare blocks are a part of somebody's home."""
    if isinstance(drawn, list):
        return {"type": "home", "blocks": drawn}
    return drawn.payload() if isinstance(drawn, Card) else drawn.view()


def _drawn(answers: Answers, words: Words) -> Iterator[tuple[str, Card | Modal]]:
    known = answers.service.known
    for entry in [*known.answers, *(CLAUSE + clause for clause in known.clauses)]:
        question = sample(entry, known.answers.get(entry), words.language)
        yield entry, answers.card(question, words, quoted=True)
        yield f"{entry} rated", answers.card(question, words, rated=True)
        ids = answers.service.clauses_of(entry)
        yield f"{entry} clauses", clause_modal([known.clauses[one] for one in ids], words)
    for answer in known.answers.values():
        cases = [known.cases[one] for one in answers.cases_for(answer)]
        if cases:
            yield f"{answer.id} cases", cases_modal(cases, words)
    for kind, entries in ((Kind.UNSURE, tuple(known.answers)[:3]), (Kind.UNKNOWN, ()), (Kind.VAGUE, ())):
        yield kind.value, answers.card(_question(Outcome(kind, words.language, None, entries)), words)
    for subject in known.elsewhere:
        yield subject, answers.card(_question(Outcome(Kind.UNKNOWN, words.language, ELSEWHERE + subject)), words)
    for door in known.doors:
        question = _question(Outcome(Kind.DOOR, words.language, DOOR + door))
        yield door, answers.card(question, words)
        yield f"{door} for a guest", answers.card(question, words, reader=Reader(guest=True))
    for reply in known.social:
        yield reply.id, answers.card(_question(Outcome(Kind.SOCIAL, words.language, reply.id)), words)
    yield from _walked(answers, words)
    yield from _handed_over(answers, words)
    for name in SHELVES:
        yield f"library {name}", shelf(name, known, words)
    yield "open questions", open_modal([_question(Outcome(Kind.UNKNOWN, words.language))] * LISTED, 99, words)
    yield "help", help_card(answers, words)
    yield "wordless", help_card(answers, words, wordless=True)
    yield "hello", hello_card(words)


def _walked(answers: Answers, words: Words) -> Iterator[tuple[str, Card]]:
    for decision in answers.service.known.decisions.values():
        for here in _positions(decision, {}):
            walk = Walk("W-SAMPLE00", "Q-SAMPLE00", "T", "U", decision.id, words.language, Place("D"), here.taps)
            names = ["佐藤 健一", "高橋 由美"]
            yield f"{decision.id} {dict(here.taps)}", walk_card(answers, Turn(walk, decision, here), words, names, NOW)


def _positions(decision: Any, taps: dict[str, str]) -> Iterator[Position]:
    here = position(decision, taps)
    yield here
    if here.step:
        for option in here.step.options:
            yield from _positions(decision, {**taps, here.step.id: option.id})


def _handed_over(answers: Answers, words: Words) -> Iterator[tuple[str, Card | Modal]]:
    question = sample(next(iter(answers.service.known.answers)), None, words.language)
    for status in HandoverStatus:
        for urgent in (False, True):
            handover = Handover("H-1", question, "system_admin", urgent, LONG[:900], status, NOW, "U1", LONG[:2400])
            yield f"handover {status}", desk_card(answers, handover, words)
            yield f"received {status}", received(handover, ["A", "B"], words)
            yield f"reminder {status}", reminder_card(handover, words)
            if status is not HandoverStatus.OPEN:
                yield f"told {status}", told(handover, words)
    yield "ask_person_form", ask_person_form(question, "x", words)
    yield "rate_form", rate_form(question, words)
    yield "reply_form", reply_form("H-1", question, words)


def sample(entry: str, answer: Any, language: str) -> Question:
    emergency = answer is not None and answer.emergency is not None
    return _question(Outcome(Kind.FOUND, language, entry, (), 1.0, emergency))


def _question(outcome: Outcome) -> Question:
    return Question("Q-SAMPLE00", "T1", "U1", LONG, Place("D1"), "dm", outcome, NOW)
