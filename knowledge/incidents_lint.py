"""Checks what one file of `incidents/` alone cannot know: that every kind, question, step and duty leads somewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from knowledge.documents import Text
from knowledge.incidents import (
    LETTER_FIELDS,
    UNSURE,
    Category,
    Condition,
    Duty,
    Fact,
    IncidentContent,
    Level,
    Playbook,
    Rung,
)
from knowledge.reading import Problem

LEVELS: list[Level] = [0, 1, 2, 3]
LEAK_FLOOR = 2
EXAMPLE, STEP, LETTER, WHY = 75, 140, 2500, 2500
"""Code points that fit: the line under a choice, a step of the list, a letter in a field of a form, a paragraph."""
CHECKED_FOR = timedelta(days=365)
CATEGORIES, PLAYBOOKS, LEVELS_FILE = "incidents/categories.yml", "incidents/playbooks/", "incidents/levels.yml"
CHAIN, CONTINUITY = "incidents/chain.yml", "incidents/continuity.yml"

_FIELD = re.compile(r"\{(" + "|".join(LETTER_FIELDS) + r")\}")


def check_incidents(
    content: IncidentContent, clauses: Collection[str], contacts: Collection[str], emergencies: Collection[str]
) -> Iterator[Problem]:
    """The problems between the files of `incidents/` and `jurisdiction/`, and with what they point to."""
    yield from _pointers(content, clauses, contacts)
    yield from _levels(content)
    yield from _facts(content)
    yield from _categories(content)
    yield from _answers(content, emergencies)
    yield from _playbooks(content)
    for rung in content.chain.rungs:
        for key, message in _rung(rung):
            yield Problem(CHAIN, f"rungs.{rung.level}.{key}", message)
    for name in _twice(service.id for service in content.continuity.services):
        yield Problem(CONTINUITY, f"services.{name}", "this id is already used")
    yield from _duties(content)


def stale_duties(content: IncidentContent, today: date) -> Iterator[Problem]:
    """Duties that nobody has held against the law for a year: a warning, since they are likely still right."""
    for duty in content.jurisdiction.duties:
        if duty.checked_on + CHECKED_FOR < today:
            message = f"was last checked on {duty.checked_on}; look up the law and date it anew"
            yield Problem(_law(content), f"duties.{duty.id}.checked_on", message, warning=True)


def _pointers(content: IncidentContent, clauses: Collection[str], contacts: Collection[str]) -> Iterator[Problem]:
    for file, key, clause in _cited(content):
        if clause not in clauses:
            yield Problem(file, f"{key}.clauses", f"cites clause {clause}, which no policy file has")
    for file, key, contact in _called(content):
        if contact not in contacts:
            yield Problem(file, f"{key}.contacts", f"there is no contact {contact} in company.yml")


def _cited(content: IncidentContent) -> Iterator[tuple[str, str, str]]:
    yield from ((LEVELS_FILE, f"levels.{one.level}", c) for one in content.levels.levels for c in one.clauses)
    yield from ((LEVELS_FILE, f"facts.{one.id}", c) for one in content.levels.facts for c in one.clauses)
    yield from ((_law(content), f"facts.{one.id}", c) for one in content.jurisdiction.facts for c in one.clauses)
    yield from ((CATEGORIES, f"categories.{one.id}", c) for one in content.categories.categories for c in one.clauses)
    yield from ((CONTINUITY, f"services.{one.id}", c) for one in content.continuity.services for c in one.clauses)
    for book in content.playbooks.values():
        yield from ((PLAYBOOKS, f"playbook {book.id}.{step.id}", c) for step in book.steps for c in step.clauses)


def _called(content: IncidentContent) -> Iterator[tuple[str, str, str]]:
    yield from ((CATEGORIES, f"categories.{one.id}", c) for one in content.categories.categories for c in one.contacts)
    yield from ((CONTINUITY, f"services.{one.id}", c) for one in content.continuity.services for c in one.contacts)
    yield from ((_law(content), f"duties.{one.id}", one.contact) for one in content.jurisdiction.duties if one.contact)


def _levels(content: IncidentContent) -> Iterator[Problem]:
    for file, key, found in (
        (LEVELS_FILE, "levels", [one.level for one in content.levels.levels]),
        (CHAIN, "rungs", [one.level for one in content.chain.rungs]),
    ):
        if found != LEVELS:
            yield Problem(file, key, "must be the levels 0, 1, 2 and 3, each once and in this order")


def _facts(content: IncidentContent) -> Iterator[Problem]:
    asked = [(LEVELS_FILE, one) for one in content.levels.facts]
    asked += [(_law(content), one) for one in content.jurisdiction.facts]
    for name in _twice(fact.id for _, fact in asked):
        yield Problem(next(file for file, fact in asked[::-1] if fact.id == name), f"facts.{name}", "stands twice")
    for file, fact in asked:
        for message in _fact(fact):
            yield Problem(file, f"facts.{fact.id}.options", message)


def _fact(fact: Fact) -> Iterator[str]:
    for name in _twice(option.id for option in fact.options):
        yield f"{name} stands twice"
    unsure, highest = fact.option(UNSURE), max(option.level for option in fact.options)
    if unsure is None:
        yield f"{UNSURE} is missing: nobody may be made to guess"
    elif unsure.level < highest:
        yield f"{UNSURE} must have level {highest}: whoever is not sure gets the graver answer"


def _categories(content: IncidentContent) -> Iterator[Problem]:
    asked = {fact.id for fact in (*content.levels.facts, *content.jurisdiction.facts)}
    for name in _twice(category.id for category in content.categories.categories):
        yield Problem(CATEGORIES, f"categories.{name}", "this id is already used")
    for category in content.categories.categories:
        for key, message in _category(category, asked, content.playbooks):
            yield Problem(CATEGORIES, f"categories.{category.id}.{key}", message)


def _category(category: Category, asked: Collection[str], books: Collection[str]) -> Iterator[tuple[str, str]]:
    if category.playbook not in books:
        yield "playbook", f"there is no playbook {category.playbook}"
    for fact in category.facts:
        if fact not in asked:
            yield "facts", f"there is no question {fact}"
    if category.kind == "leak" and category.floor < LEAK_FLOOR:
        yield "floor", f"every leak is level {LEAK_FLOOR} or higher (11-4.1)"
    if category.presumed < category.floor:
        yield "presumed", f"is below the floor, {category.floor}"
    if len(category.first.ja) != len(category.first.en):
        yield "first", "ja and en have different numbers of lines"
    yield from (("example", message) for message in _too_long(category.example, EXAMPLE))


def _answers(content: IncidentContent, emergencies: Collection[str]) -> Iterator[Problem]:
    led = [(category.id, answer) for category in content.categories.categories for answer in category.answers]
    for category, answer in led:
        if answer not in emergencies:
            message = f"there is no emergency answer {answer}"
            yield Problem(CATEGORIES, f"categories.{category}.answers", message)
    for answer in _twice(answer for _, answer in led):
        yield Problem(CATEGORIES, "categories", f"the emergency answer {answer} leads to more than one kind")
    for answer in sorted(set(emergencies) - {answer for _, answer in led}):
        yield Problem(CATEGORIES, "categories", f"the emergency answer {answer} leads to no kind of incident")


def _playbooks(content: IncidentContent) -> Iterator[Problem]:
    lowest: dict[str, int] = {}
    for category in content.categories.categories:
        lowest[category.playbook] = min(category.floor, lowest.get(category.playbook, LEVELS[-1]))
    for book in content.playbooks.values():
        if book.id not in lowest:
            yield Problem(PLAYBOOKS, f"playbook {book.id}", "no kind of incident uses it")
        for key, message in _playbook(book, lowest.get(book.id, 0)):
            yield Problem(PLAYBOOKS, f"playbook {book.id}.{key}", message)


def _playbook(book: Playbook, lowest: int) -> Iterator[tuple[str, str]]:
    for name in _twice(step.id for step in book.steps):
        yield name, "this id is already used"
    for level in LEVELS[lowest:]:
        if not any(level in step.levels for step in book.steps):
            yield "steps", f"nothing is to be done at level {level}"
    for step in book.steps:
        yield from ((f"{step.id}.text", message) for message in _too_long(step.text, STEP))


def _rung(rung: Rung) -> Iterator[tuple[str, str]]:
    if not set(rung.settles) & set(rung.chain):
        yield "settles", "nobody of the chain may settle it: the climb would never end"
    if sorted(set(rung.again_minutes)) != rung.again_minutes:
        yield "again_minutes", "must rise"
    for name in _twice(rung.chain):
        yield "chain", f"{name} stands twice"


def _duties(content: IncidentContent) -> Iterator[Problem]:
    options = {fact.id: {option.id for option in fact.options} for fact in content.levels.facts}
    options |= {fact.id: {option.id for option in fact.options} for fact in content.jurisdiction.facts}
    categories = {category.id for category in content.categories.categories}
    for name in _twice(duty.id for duty in content.jurisdiction.duties):
        yield Problem(_law(content), f"duties.{name}", "this id is already used")
    for duty in content.jurisdiction.duties:
        for key, message in (*_conditions(duty, options, categories), *_deadlines(duty), *_letter(duty)):
            yield Problem(_law(content), f"duties.{duty.id}.{key}", message)


def _conditions(duty: Duty, options: dict[str, set[str]], categories: Collection[str]) -> Iterator[tuple[str, str]]:
    if not duty.when:
        yield "when", "is empty: it would never be needed"
    if Condition() in duty.unless:
        yield "unless", "an empty condition always holds: it would never be needed"
    named = [("when", one) for one in duty.when] + [("unless", one) for one in duty.unless]
    for key, condition in named + [(f"deadlines.{one.id}.when", one.when) for one in duty.deadlines]:
        for category in condition.categories:
            if category not in categories:
                yield key, f"there is no kind of incident {category}"
        for fact, wanted in condition.facts.items():
            for option in sorted(set(wanted) - options.get(fact, set())) or ([] if wanted else ["at all"]):
                yield key, f"waits for {fact}={option}, which nobody can answer"


def _deadlines(duty: Duty) -> Iterator[tuple[str, str]]:
    settled: set[str] = set()
    for deadline in duty.deadlines:
        if deadline.soft_days is not None and deadline.soft_days > deadline.days:
            yield f"deadlines.{deadline.id}.soft_days", "the date to aim at is after the last day"
        if deadline.id in settled:
            yield f"deadlines.{deadline.id}", "never counts: one above it has the same id and no condition"
        if deadline.when == Condition():
            settled.add(deadline.id)


def _letter(duty: Duty) -> Iterator[tuple[str, str]]:
    yield from (("why", message) for message in _too_long(duty.why, WHY))
    if duty.letter is None:
        return
    for language, text in duty.letter.model_dump().items():
        for stray in re.findall(r"\{[^{}\n]*\}?|\}", _FIELD.sub("", text)):
            yield f"letter.{language}", f"{stray} is not a field; the fields are {', '.join(LETTER_FIELDS)}"
    ja, en = (set(_FIELD.findall(text)) for text in (duty.letter.ja, duty.letter.en))
    for name in sorted(ja ^ en):
        yield "letter", f"only one of ja and en has {{{name}}}"
    yield from (("letter", message) for message in _too_long(duty.letter, LETTER))


def _too_long(text: Text, most: int) -> Iterator[str]:
    for language, said in text.model_dump().items():
        if len(said) > most:
            yield f"{language} has {len(said)} characters; at most {most} fit"


def _law(content: IncidentContent) -> str:
    return f"jurisdiction/{content.jurisdiction.jurisdiction}/duties.yml"


def _twice(listed: Iterable[str]) -> list[str]:
    return [one for one, count in Counter(listed).items() if count > 1]
