"""A decision being tapped through: one message, edited in place, that ends in a definite result on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.answers.service import Turn
from handlers.answers import ids
from handlers.answers.labels import VERDICTS, citation, headline
from handlers.answers.views import Answers
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.roles import ROLES
from handlers.kit.words import Words
from knowledge.documents import Result, Step


def walk_card(answers: Answers, turn: Turn, words: Words, permitters: Sequence[str], now: datetime) -> Card:
    """The walk where it stands: what was tapped, then the next question or the result."""
    title = turn.decision.title.say(words.language)
    so_far = _taps(turn, words)
    known = [b.bullets(so_far)] if so_far else []
    if turn.position.step is not None:
        step = turn.position.step
        asked = step.ask.say(words.language)
        return Card(f"{title}: {asked}", [b.strong(title), *known, *_step(turn, step, words)])
    result = turn.position.result
    if result is None:  # broken content never passes the lint; say so rather than fall silent
        return Card(title, [b.strong(title), *known, b.paragraph(words.say("Please ask a person about this case."))])
    verdict = words.say(VERDICTS[result.verdict])
    spoken = f"{verdict}: {result.say.say(words.language)}"
    return Card(
        spoken, [b.header(headline(verdict, title, words)), *known, *_result(answers, turn, words, permitters, now)]
    )


def _taps(turn: Turn, words: Words) -> list[str]:
    steps = {step.id: step for step in turn.decision.steps}
    lines = []
    for step_id, option_id in turn.position.taps.items():
        option = next(option for option in steps[step_id].options if option.id == option_id)
        lines.append(f"{steps[step_id].ask.say(words.language)} → {option.label.say(words.language)}")
    return lines


def _step(turn: Turn, step: Step, words: Words) -> list[Block]:
    taps = dict(turn.position.taps)
    options = [
        Button(f"{ids.WALK_TAP}.{place}", option.label.say(words.language), _value(turn, {**taps, step.id: option.id}))
        for place, option in enumerate(step.options)
    ]
    if taps:
        back = dict(list(taps.items())[:-1])
        options.append(Button(f"{ids.WALK_TAP}.back", words.say("Back one step"), _value(turn, back)))
    help_ = [b.context(step.help.say(words.language))] if step.help else []
    return [b.strong(step.ask.say(words.language)), *help_, b.buttons(*options)]


def _result(answers: Answers, turn: Turn, words: Words, permitters: Sequence[str], now: datetime) -> list[Block]:
    result = turn.position.result
    if result is None:
        return []
    clauses = [answers.service.known.clauses[one] for one in result.clauses]
    conditions = [turn.decision.conditions[one].say(words.language) for one in result.conditions]
    record = words.say("Kept as record {id} on {moment}", id=turn.walk.id, moment=words.moment(now))
    return [
        b.paragraph(result.say.say(words.language)),
        *_permit(result, words, permitters),
        *([b.strong(words.say("Conditions")), b.bullets(conditions)] if conditions else []),
        b.context(*(citation(clause, words) for clause in clauses[:3]), record),
        b.buttons(
            Button(ids.CLAUSE, words.say("Read the clause"), {"c": list(result.clauses), "l": words.language}),
            Button(ids.ASK_PERSON, words.say("Ask a person"), turn.walk.question),
            Button(f"{ids.WALK_TAP}.again", words.say("Start over"), _value(turn, {})),
        ),
    ]


def _permit(result: Result, words: Words, permitters: Sequence[str]) -> list[Block]:
    if result.permit is None:
        return []
    role = words.say(ROLES[result.permit])
    named = "、".join(permitters) if words.language == "ja" else ", ".join(permitters)
    said = (
        words.say("Permission needed from: {role} ({names})", role=role, names=named)
        if named
        else words.say("Permission needed from: {role}", role=role)
    )
    return [b.strong(said)]


def _value(turn: Turn, taps: dict[str, str]) -> dict[str, object]:
    return {"w": turn.walk.id, "t": taps}
