"""Checks what one file alone cannot know: that ids meet, walks end, languages match and nothing is overdue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from knowledge import documents as doc
from knowledge.bulletins_lint import check_bulletins
from knowledge.incidents_lint import check_incidents, stale_duties
from knowledge.mail_lint import check_mail
from knowledge.reading import Knowledge, Problem, Reader, read
from knowledge.surveys_lint import check_surveys
from knowledge.text import normalize
from knowledge.walk import paths

FEWEST_PHRASES = 4


def lint(root: Path, today: date | None = None) -> list[Problem]:
    """Every problem of a content folder, errors and warnings, in file order."""
    found, reader = read(root)
    more = [] if found is None else list(check(found, reader)) + list(overdue(found, reader, today))
    return sorted([*reader.problems, *more])


def check(known: Knowledge, reader: Reader) -> Iterator[Problem]:
    """The problems between files; the content is used only when none of them is an error."""
    yield from _citations(known, reader)
    yield from _answers(known, reader)
    yield from _decisions(known, reader)
    yield from _company(known)
    yield from check_mail(known.mail, known.clauses)
    yield from _incidents(known)
    yield from _surveys(known, reader)
    yield from _bulletins(known, reader)


def overdue(known: Knowledge, reader: Reader, today: date | None = None) -> Iterator[Problem]:
    """Clauses and duties whose review is due: a warning, because a late review is no reason to fall silent."""
    today = today or datetime.now(UTC).date()
    for clause in known.clauses.values():
        if clause.review_by < today:
            message = f"review was due on {clause.review_by}"
            yield Problem(reader.where["clause", clause.id], f"clause {clause.id}", message, warning=True)
    yield from stale_duties(known.incidents, today)


def _incidents(known: Knowledge) -> Iterator[Problem]:
    contacts = {contact.id for contact in known.company.contacts}
    emergencies = {answer.id for answer in known.answers.values() if answer.emergency}
    yield from check_incidents(known.incidents, known.clauses, contacts, emergencies)


def _surveys(known: Knowledge, reader: Reader) -> Iterator[Problem]:
    files = {name: reader.where["survey", name] for name in known.surveys}
    topics = {topic for case in known.cases.values() for topic in case.topics}
    yield from check_surveys(known.surveys, files, known.clauses, known.answers, topics)


def _bulletins(known: Knowledge, reader: Reader) -> Iterator[Problem]:
    files = {name: reader.where["template", name] for name in known.bulletins.templates}
    yield from check_bulletins(known.bulletins, files, known.clauses, known.company)


def _citations(known: Knowledge, reader: Reader) -> Iterator[Problem]:
    cited = [(reader.where["answer", a.id], f"answer {a.id}", c) for a in known.answers.values() for c in a.clauses]
    cited += [
        (reader.where["decision", d.id], f"decision {d.id}", c)
        for d in known.decisions.values()
        for result in d.results
        for c in result.clauses
    ]
    cited += [("guidance.yml", f"rule {rule.number}", c) for rule in known.guidance.rules for c in rule.clauses]
    cited += [("guidance.yml", f"accident {one.id}", c) for one in known.guidance.accidents for c in one.clauses]
    for file, key, clause in cited:
        if clause not in known.clauses:
            yield Problem(file, key, f"cites clause {clause}, which no policy file has")


def _answers(known: Knowledge, reader: Reader) -> Iterator[Problem]:
    for answer in known.answers.values():
        for part, message in _loose_ends(known, answer):
            yield Problem(reader.where["answer", answer.id], f"answer {answer.id}.{part}", message)
        if len([*answer.questions.ja, *answer.questions.en]) < FEWEST_PHRASES:
            file, key = reader.where["answer", answer.id], f"answer {answer.id}.questions"
            yield Problem(file, key, f"give at least {FEWEST_PHRASES} phrasings", warning=True)
    yield from _said_twice(known, reader)


def _loose_ends(known: Knowledge, answer: doc.Answer) -> Iterator[tuple[str, str]]:
    if len(answer.lines.ja) != len(answer.lines.en):
        yield "lines", "ja and en have different numbers of lines"
    if answer.decision and answer.decision not in known.decisions:
        yield "decision", f"there is no decision {answer.decision}"
    for other in answer.related:
        if other not in known.answers or other == answer.id:
            yield "related", f"there is no other answer {other}"
    for case in answer.cases:
        if case not in known.cases:
            yield "cases", f"there is no case {case}"


def _said_twice(known: Knowledge, reader: Reader) -> Iterator[Problem]:
    said: dict[str, list[str]] = defaultdict(list)
    for answer in known.answers.values():
        for phrase in {normalize(phrase) for phrase in [*answer.questions.ja, *answer.questions.en]}:
            said[phrase].append(answer.id)
    for door in known.doors.values():
        for phrase in {normalize(phrase) for phrase in [*door.says.ja, *door.says.en]}:
            said[phrase].append(f"door {door.id}")
    for phrase, answers in said.items():
        if len(answers) > 1:
            message = f"the phrasing {phrase!r} also stands in {', '.join(answers[1:])}"
            if answers[0] in known.answers:
                yield Problem(reader.where["answer", answers[0]], f"answer {answers[0]}.questions", message)
            else:
                yield Problem("doors.yml", answers[0], message)


def _decisions(known: Knowledge, reader: Reader) -> Iterator[Problem]:
    for decision in known.decisions.values():
        file, key = reader.where["decision", decision.id], f"decision {decision.id}"
        for message in _walk_problems(decision):
            yield Problem(file, key, message)


def _walk_problems(decision: doc.Decision) -> Iterator[str]:
    steps = {step.id: step for step in decision.steps}
    if len(steps) < len(decision.steps):
        yield "two steps have the same id"
    nowhere = list(_leads_nowhere(steps))
    yield from nowhere
    for result in decision.results:
        for condition in result.conditions:
            if condition not in decision.conditions:
                yield f"a result names condition {condition}, which is not in the table of conditions"
        yield from _unknown_taps(result, steps)
    if not nowhere:  # only a whole map can be walked
        yield from _path_problems(decision)


def _leads_nowhere(steps: dict[str, doc.Step]) -> Iterator[str]:
    for step in steps.values():
        for target in [step.next, *(option.next for option in step.options)]:
            if target is not None and target not in steps:
                yield f"step {step.id} leads to {target}, which does not exist"


def _path_problems(decision: doc.Decision) -> Iterator[str]:
    walked = list(paths(decision))
    for path in walked:
        taps = " → ".join(f"{step}={option}" for step, option in path.taps.items())
        if path.result is None:
            yield f"no result for {taps}" if not path.endless else f"goes round in a circle: {taps}"
        if len(path.taps) > 5:
            yield f"more than five taps: {taps}"
    for unused in {step.id for step in decision.steps} - {step for path in walked for step in path.taps}:
        yield f"step {unused} is never reached"


def _unknown_taps(result: doc.Result, steps: dict[str, doc.Step]) -> Iterator[str]:
    for step, wanted in result.when.items():
        options = {option.id for option in steps[step].options} if step in steps else set()
        for option in wanted if isinstance(wanted, list) else [wanted]:
            if option not in options:
                yield f"a result waits for {step}={option}, which nobody can tap"


def _company(known: Knowledge) -> Iterator[Problem]:
    held = {role for person in known.company.people for role in person.roles}
    departments = {department.id for department in known.company.departments}
    people = {person.id for person in known.company.people}
    for role in ("system_admin", "security_lead", "president"):
        if role not in held:
            yield Problem("company.yml", "people", f"nobody holds the role {role}")
    for person in known.company.people:
        if person.department not in departments:
            yield Problem("company.yml", f"people.{person.id}", f"there is no department {person.department}")
        if person.deputy and person.deputy not in people:
            yield Problem("company.yml", f"people.{person.id}.deputy", f"there is no person {person.deputy}")
        if person.deputy == person.id:
            yield Problem("company.yml", f"people.{person.id}.deputy", "nobody can stand in for themselves")
    for department in known.company.departments:
        if department.head is not None and department.head not in people:
            yield Problem("company.yml", f"departments.{department.id}", f"there is no person {department.head}")
