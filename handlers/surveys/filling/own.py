"""The own diagnosis: its result at once, for nobody else's eyes."""

from __future__ import annotations

from collections.abc import Iterator

from bot.surveys.cases import Answers
from bot.surveys.scoring import Part, Score, score_of
from bot.surveys.tally import counts_of
from bot.surveys.ways import by_worth
from handlers.answers.ids import CLAUSE
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card, Confirm
from handlers.kit.words import Words
from handlers.surveys import ids
from handlers.surveys.filling.labels import Views, bar, question
from handlers.surveys.filling.targets import target
from handlers.surveys.results.amounts import figure
from handlers.surveys.results.headline import unknown_costs
from knowledge.surveys import Item, Measure

WEAKEST = 3


def own_score(answers: Answers) -> Score:
    """What somebody's own answers come to."""
    return score_of(answers.survey, counts_of(answers.given.values()))


def verdict(answers: Answers, words: Words) -> str:
    """Points and band in one line; nothing where a survey has no points."""
    score = own_score(answers)
    if not score.total.possible:
        return ""
    points = points_of(score.total, words)
    band = score.band.title.say(words.language) if score.band else ""
    return words.say("{points}: {band}", points=points, band=band) if band else points


def points_of(part: Part, words: Words) -> str:
    """Points reached out of those that can be had; own answers always have whole points."""
    return words.say("{points} of {possible} points", points=figure(part.points), possible=part.possible)


def own_card(answers: Answers, views: Views, words: Words) -> Card:
    """Total, band, sections, and where to begin."""
    score, language = own_score(answers), words.language
    said = verdict(answers, words) or words.say("Thank you. That is all.")
    shown: list[Block] = [
        b.header(words.say("Your own result: {title}", title=answers.survey.title.say(language))),
        b.strong(said),
    ]
    if score.band:
        shown.append(b.paragraph(f"{score.band.meaning.say(language)}\n{score.band.next_step.say(language)}"))
    if score.total.possible and len(answers.survey.sections) > 1:
        shown.append(b.bullets(_sections(score, words)))
    weak = score.weak[:WEAKEST]
    shown += _weak(weak, answers, views, words)
    shown += [_buttons(weak, answers, views, words), b.context(*_small(answers, score, words))]
    return Card(said, shown)


def dropped_card(words: Words) -> Card:
    said = words.say("Your own diagnosis has been deleted, answers and result.")
    return Card(said, [b.paragraph(said)])


def _sections(score: Score, words: Words) -> Iterator[str]:
    for section in score.survey.sections:
        part = score.sections[section.id]
        name, points = section.title.say(words.language), points_of(part, words)
        if part.points < 0 and (costly := score.survey.costly):
            label = costly.label.say(words.language)
            points = words.say('{text} (each "{answer}" takes points away)', text=points, answer=label)
        if part.possible:
            line = words.say("{title}: {subject}", title=name, subject=points)
            yield f"{bar(int(part.points), part.possible)} {line}"


def _weak(weak: list[Item], answers: Answers, views: Views, words: Words) -> Iterator[Block]:
    if not weak:
        return
    yield b.divider()
    yield b.strong(words.say("Begin with these"))
    for item in weak:
        given = answers.given.get(item.id)
        option = answers.survey.option(given.answer) if given and given.answer else None
        lines = [words.say("You answered: {answer}", answer=option.label.say(words.language))] if option else []
        lines += [words.say("What helps: {measure}", measure=one.text.say(words.language)) for one in _best(item)]
        lines += [words.say("Policy {clause}", clause=one) for one in views.clause_lines(item, words)[:1]]
        yield b.entry(question(item, words), "\n".join(lines))


def _best(item: Item) -> tuple[Measure, ...]:
    return by_worth(item.measures)[:1]


def _buttons(weak: list[Item], answers: Answers, views: Views, words: Words) -> Block:
    clauses = list(dict.fromkeys(one for item in weak for one in views.clauses(item)[:1]))
    sure = Confirm(
        words.say("Delete it?"),
        words.say("Your answers and the result are deleted for good. Nobody else has a copy."),
        words.say("Delete"),
        words.say("Cancel"),
    )
    read = Button(CLAUSE, words.say("Read the clause"), {"c": clauses, "l": words.language})
    return b.buttons(
        *([read] if clauses else []),
        Button(f"{ids.TURN}.change", words.say("Change answers"), target(answers, at=0).carried()),
        Button(f"{ids.ALONE}.again", words.say("Do it again"), "again"),
        Button(ids.DROP, words.say("Delete"), target(answers).carried(), style="danger", confirm=sure),
    )


def _small(answers: Answers, score: Score, words: Words) -> Iterator[str]:
    yield words.say("Only you can see this result. It is not counted anywhere.")
    yield words.say("Edition {edition}", edition=answers.survey.edition)
    if len(score.unknown) > 0:
        yield words.say('Answered with "don\'t know": {count}', count=len(score.unknown))
        if costs := unknown_costs(score.survey, words):
            yield costs
