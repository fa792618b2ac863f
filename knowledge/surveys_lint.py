"""Checks what one file of `surveys/` alone cannot know: that it fits the rest, fits a screen and is judged fairly."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from knowledge.documents import Label, Text
from knowledge.reading import Problem
from knowledge.surveys import Item, Survey, SurveyRule

BUTTON, TITLE, MEASURE, LINE, WHY = 30, 60, 120, 200, 600
"""Code points that fit: a button of five in a row, a heading, a bullet, a question or a verdict, an explanation."""

_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
Said = tuple[str, Text | Label, int]


def check_surveys(
    surveys: Mapping[str, Survey],
    files: Mapping[str, str],
    clauses: Collection[str],
    answers: Collection[str],
    topics: Collection[str],
) -> Iterator[Problem]:
    """The problems of the surveys; `files` says where each stands, `topics` are those of the peer cases."""
    yield from _families(surveys, files)
    for survey in surveys.values():
        file = files[survey.id]
        for key, message in (*_pointers(survey, clauses, answers, topics), *_wording(survey), *_scoring(survey)):
            yield Problem(file, f"survey {survey.id}.{key}", message)
        for item in survey.scored:
            if not item.measures:
                message = "has no measure: whoever is weak here is not told what helps"
                yield Problem(file, f"survey {survey.id}.items.{item.id}.measures", message, warning=True)


def _families(surveys: Mapping[str, Survey], files: Mapping[str, str]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], str] = {}
    for survey in surveys.values():
        same = seen.setdefault((survey.family, survey.edition), survey.id)
        if same != survey.id:
            message = f"{same} is edition {survey.edition} of {survey.family} too"
            yield Problem(files[survey.id], f"survey {survey.id}.edition", message)
    for family in {survey.family: None for survey in surveys.values()}:
        editions = [survey for survey in surveys.values() if survey.family == family]
        newest = [survey.id for survey in editions if survey.newest]
        if len(newest) != 1:
            found = ", ".join(newest) or "none"
            message = f"exactly one edition of {family} must be the newest, not {found}"
            yield Problem(files[editions[-1].id], f"survey {editions[-1].id}.newest", message)


def _pointers(
    survey: Survey, clauses: Collection[str], answers: Collection[str], topics: Collection[str]
) -> Iterator[tuple[str, str]]:
    if survey.season and survey.season.clause not in clauses:
        yield "season.clause", f"cites clause {survey.season.clause}, which no policy file has"
    for item in survey.items:
        key = f"items.{item.id}"
        yield from (
            (f"{key}.clauses", f"cites clause {c}, which no policy file has") for c in _missing(item.clauses, clauses)
        )
        yield from ((f"{key}.answers", f"there is no answer {a}") for a in _missing(item.answers, answers))
        yield from ((f"{key}.topics", f"no case has the topic {t}") for t in _missing(item.topics, topics))


def _missing(named: list[str], known: Collection[str]) -> list[str]:
    return [one for one in named if one not in known]


def _wording(survey: Survey) -> Iterator[tuple[str, str]]:
    for key, text, most in (*_frame(survey), *(said for item in survey.items for said in _item(item))):
        for language, said in text.model_dump().items():
            if len(said) > most:
                yield key, f"{language} has {len(said)} characters; at most {most} fit"
        if not _JAPANESE.search(text.ja):
            yield key, "ja is not written in Japanese"
        if _JAPANESE.search(text.en):
            yield key, "en is not written in English"
    for item in survey.items:
        for language in ("ja", "en"):
            length = len(item.why.say(language)) + (len(item.harm.say(language)) if item.harm else 0)
            if length > WHY:
                yield f"items.{item.id}.harm", f"{language} of why and harm has {length} characters; at most {WHY} fit"


def _frame(survey: Survey) -> Iterator[Said]:
    yield from (("title", survey.title, TITLE), ("purpose", survey.purpose, LINE))
    if survey.not_applicable:
        yield "not_applicable.explained", survey.not_applicable.explained, LINE
    yield from ((f"answers.{one.id}.label", one.label, BUTTON) for one in survey.answers)
    yield from ((f"sections.{one.id}.title", one.title, TITLE) for one in survey.sections)
    for band in survey.bands:
        key = f"bands.{band.id}"
        yield from ((f"{key}.title", band.title, TITLE), (f"{key}.meaning", band.meaning, LINE))
        yield f"{key}.next_step", band.next_step, LINE
    for rule in survey.rules:
        key = f"rules.{rule.id}"
        yield from ((f"{key}.title", rule.title, TITLE), (f"{key}.met", rule.met, LINE))
        yield f"{key}.unmet", rule.unmet, LINE


def _item(item: Item) -> Iterator[Said]:
    key = f"items.{item.id}"
    yield from ((f"{key}.ask", item.ask, LINE), (f"{key}.why", item.why, WHY))
    yield from ((f"{key}.{name}", text, most) for name, text, most in _optional(item) if text)
    yield from ((f"{key}.measures.{n}", one.text, MEASURE) for n, one in enumerate(item.measures, 1))


def _optional(item: Item) -> tuple[tuple[str, Text | None, int], ...]:
    return ("harm", item.harm, WHY), ("criteria", item.criteria, LINE)


def _scoring(survey: Survey) -> Iterator[tuple[str, str]]:
    if survey.full:
        yield from _points(survey)
        if not survey.bands:
            yield "bands", "is scored, but no band says what a total means"
    for rule in survey.rules:
        for message in _rule(survey, rule):
            yield f"rules.{rule.id}", message


def _points(survey: Survey) -> Iterator[tuple[str, str]]:
    """Whoever does not know must be able to say so, and must gain nothing by it; an opinion needs no such answer."""
    unknown = next((one for one in survey.answers if one.stands_for == "unknown"), None)
    if unknown is None and survey.about != "person":
        yield "answers", "no answer stands for unknown: nobody may be made to guess"
    for one in survey.answers:
        if one.stands_for == "not_applicable" and one.points is not None:
            yield f"answers.{one.id}.points", "what does not apply has no points; not_applicable says how it counts"
        elif one.stands_for != "not_applicable" and one.points is None:
            yield f"answers.{one.id}.points", "is missing, although the other answers have points"
    if unknown and unknown.points is not None and unknown.points > _lowest(survey):
        yield f"answers.{unknown.id}.points", f"must be {_lowest(survey)} or less: not knowing earns nothing"


def _lowest(survey: Survey) -> int:
    return min((one.points for one in survey.answers if one.points is not None and one.stands_for is None), default=0)


def _rule(survey: Survey, rule: SurveyRule) -> Iterator[str]:
    free = [name for name in rule.items if name not in {item.id for item in survey.scored}]
    if free:
        yield f"{', '.join(free)} has no points and can never reach {rule.at_least}"
    if rule.at_least > survey.full:
        yield f"at_least {rule.at_least} cannot be reached; the best answer has {survey.full}"
    elif survey.full and rule.at_least <= _lowest(survey):
        yield f"at_least {rule.at_least} is always met; the lowest answer has {_lowest(survey)}"
