"""Checks what one file of `bulletins/` alone cannot know: that it points somewhere, reads well and can come true."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches

from knowledge.bulletins import BulletinCalendar, BulletinContent, BulletinHabits, BulletinTemplate, Feeds, Interest
from knowledge.bulletins_variables import OF_THE_BULLETIN, blanks, filled, named, strays, variables
from knowledge.documents import Company, Label, Text
from knowledge.reading import Problem
from knowledge.recurrence import Kind, Recurrence
from knowledge.text import normalize

TITLE, BODY, ACTION, OPTION = 120, 2400, 200, 75
"""Code points that fit once the variables are filled in: a heading, the text, one step, an answer."""
FEWEST_MINUTES = {"kev": 120, "nvd": 120}
NVD_NOTICE = "This product uses the NVD API but is not endorsed or certified by the NVD."
FROM_HAND = "file"
"""What a dropped feed file is kept under."""
CALENDAR, HABITS, FEEDS, INTERESTS = (f"bulletins/{name}.yml" for name in ("calendar", "habits", "feeds", "interests"))

_LEAP_YEAR = 2028
_ALWAYS = {"kind", "at", "zone", "shift"}
_KEYS: dict[Kind, set[str]] = {
    "weekly": {"weekdays"},
    "nth_weekday": {"weekdays", "nth", "month"},
    "monthly": {"day"},
    "yearly": {"month", "day"},
    "before_holidays": {"free_days", "days_before"},
}
_CPE = re.compile(r"cpe:(/|2\.3:)[aoh](:[^\s:/]+)(:[^\s:/]*)*", re.IGNORECASE)
_VERSION = re.compile(r"\d[\w.-]*(\.\*)?")
Found = Iterator[tuple[str, str]]


def check_bulletins(
    content: BulletinContent, files: Mapping[str, str], clauses: Collection[str], company: Company
) -> Iterator[Problem]:
    """The problems of the folder `bulletins/`; `files` says where each template stands."""
    for template in content.templates.values():
        for key, message in (*_cited(template.clauses, clauses), *_template(template, company)):
            yield Problem(files[template.id], f"template {template.id}.{key}", message)
    yield from _calendar(content.calendar, content.templates, clauses, company)
    yield from (Problem(HABITS, key, message) for key, message in _habits(content.habits))
    yield from (Problem(FEEDS, key, message) for key, message in _feeds(content.feeds))
    for interest in content.interests.interests:
        for key, message in _interest(interest, company):
            yield Problem(INTERESTS, f"interests.{interest.id}.{key}", message)
    yield from _words(content.interests.interests)
    for name in _twice(one.id for one in content.interests.interests):
        yield Problem(INTERESTS, f"interests.{name}", "this id is already used; give each interest its own")
    if content.interests.urgent_score < content.interests.least_score:
        message = f"must be least_score ({content.interests.least_score}) or more: what is urgent would not be shown"
        yield Problem(INTERESTS, "urgent_score", message)


def _cited(cited: Iterable[str], clauses: Collection[str]) -> Found:
    yield from (("clauses", f"cites clause {one}, which no policy file has") for one in cited if one not in clauses)


def _template(template: BulletinTemplate, company: Company) -> Found:
    values = {language: variables(company, language) for language in ("ja", "en")}
    for key, text, most in _said(template):
        yield from ((key, message) for message in _text(text, values, most))
    if template.do_within is None and any("do_by" in named(text.ja + text.en) for _, text, _ in _said(template)):
        yield "do_within", "is missing: {do_by} stands in the text, so say within how many working days"
    if (template.ask == "question") != (template.question is not None):
        yield "ask", "write `ask: question` and a question, or neither"
    if template.question:
        for language in ("ja", "en"):
            for option in _twice(one.say(language) for one in template.question.options):
                yield "question.options", f"{language} offers {option!r} twice; nobody could tell which is right"


def _said(template: BulletinTemplate) -> Iterator[tuple[str, Text | Label, int]]:
    yield from (("title", template.title, TITLE), ("body", template.body, BODY))
    yield from ((f"actions.{number}", one, ACTION) for number, one in enumerate(template.actions, 1))
    if template.question:
        yield "question.ask", template.question.ask, ACTION
        yield from ((f"question.options.{number}", one, OPTION) for number, one in enumerate(template.question.options))


def _text(text: Text | Label, values: Mapping[str, Mapping[str, str]], most: int) -> Iterator[str]:
    known = {*values["ja"], *OF_THE_BULLETIN}
    for language in ("ja", "en"):
        said = text.say(language)
        yield from (_unknown(one, known) for one in named(said) if one not in known)
        yield from (f"{one} is no variable; they are written like {{company}}" for one in strays(said))
        long = len(filled(said, values[language]))
        if long > most:
            yield f"{language} has {long} characters once its variables are filled in; at most {most} fit"
    for name in sorted({*named(text.ja)} ^ {*named(text.en)}):
        yield f"only one of ja and en has {{{name}}}; write it in both"
    if len(blanks(text.ja)) != len(blanks(text.en)):
        yield "ja and en leave different numbers of 〔 〕 to fill in"


def _unknown(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, 1)
    hint = f"did you mean {{{near[0]}}}?" if near else "use one of " + ", ".join(f"{{{one}}}" for one in sorted(known))
    return f"{{{name}}} is not known, neither here nor in company.yml; {hint}"


def _calendar(
    calendar: BulletinCalendar, templates: Collection[str], clauses: Collection[str], company: Company
) -> Iterator[Problem]:
    held = {role for person in company.people for role in person.roles}
    seen: dict[tuple[str, str], str] = {}
    for name in _twice(entry.id for entry in calendar.entries):
        yield Problem(CALENDAR, f"entries.{name}", "this id is already used; give each entry its own")
    for entry in calendar.entries:
        key = f"entries.{entry.id}"
        if entry.template not in templates:
            yield Problem(CALENDAR, f"{key}.template", f"there is no template {entry.template} in bulletins/templates/")
        found = (*_cited(entry.clauses, clauses), *(("rule", message) for message in _rule(entry.rule)))
        yield from (Problem(CALENDAR, f"{key}.{part}", message) for part, message in found)
        for role in entry.roles:
            if role not in held:
                message = f"nobody holds the role {role}: give it to somebody in company.yml, or take it out"
                yield Problem(CALENDAR, f"{key}.roles", message, warning=True)
        other = seen.setdefault((entry.template, entry.rule.model_dump_json()), entry.id)
        if other != entry.id:
            yield Problem(CALENDAR, key, f"comes on the same days from the same template as {other}; keep one of them")


def _rule(rule: Recurrence) -> Iterator[str]:
    for name in sorted(rule.model_fields_set - _ALWAYS - _KEYS[rule.kind]):
        yield f"{name} says nothing in a rule of kind {rule.kind}; take it out"
    if rule.kind == "yearly" and rule.month:
        last = monthrange(_LEAP_YEAR, rule.month)[1]
        if rule.day > last:
            yield f"month {rule.month} has no day {rule.day}; its last is {last}"


def _habits(habits: BulletinHabits) -> Found:
    if habits.remind_after != sorted(set(habits.remind_after)):
        yield "remind_after", "must rise, each day once"
    if habits.head_after and habits.remind_after and habits.head_after <= max(habits.remind_after):
        yield "head_after", f"must be more than {max(habits.remind_after)}, the last reminder: ask the reader first"


def _feeds(feeds: Feeds) -> Found:
    for name in _twice(source.id for source in feeds.sources):
        yield f"sources.{name}", "this id is already used; give each source its own"
    for url in _twice(source.url for source in feeds.sources):
        same = " and ".join(source.id for source in feeds.sources if source.url == url)
        yield "sources", f"{same} have the same url; keep one of them"
    for source in feeds.sources:
        key = f"sources.{source.id}"
        if source.id == FROM_HAND:
            yield key, "this id is kept for files that people drop; choose another"
        fewest = FEWEST_MINUTES.get(source.kind, 0)
        if source.minutes < fewest:
            yield f"{key}.minutes", f"must be {fewest} or more: this source is to be asked every two hours at most"
        if source.kind == "nvd" and not all(NVD_NOTICE in source.terms.say(one) for one in ("ja", "en")):
            yield f"{key}.terms", f"must say in both languages: {NVD_NOTICE}"


def _interest(interest: Interest, company: Company) -> Found:
    products = {product.id for product in company.products}
    if interest.kind == "product" and interest.id not in products:
        yield "id", f"company.yml has no product {interest.id}; add it there, or write `kind: keyword`"
    if interest.kind == "keyword" and (interest.cpes or interest.versions):
        yield "kind", "a keyword has no cpes and no versions; take them out, or make it a product"
    for department in interest.users:
        if department not in {one.id for one in company.departments}:
            yield "users", f"there is no department {department} in company.yml"
    for cpe in interest.cpes:
        if not _CPE.fullmatch(cpe):
            yield "cpes", f"{cpe} is no product id; write one like cpe:/a:adobe:acrobat or cpe:2.3:a:adobe:acrobat"
    for version in interest.versions:
        if not _VERSION.fullmatch(version):
            yield "versions", f"{version} is no version; write one like 7.1, or 7.* for any of 7"
    for word in sorted({normalize(one) for one in interest.words} & {normalize(one) for one in interest.not_with}):
        yield "not_with", f"{word!r} also stands in words and would never be found; take it out of one of them"


def _words(interests: Iterable[Interest]) -> Iterator[Problem]:
    """One word in two places is a warning: an item would be shown for both, which may be meant."""
    where: dict[str, list[str]] = defaultdict(list)
    for interest in interests:
        for word in interest.words:
            where[normalize(word)].append(interest.id)
    for word, ids in where.items():
        if len(ids) > 1:
            message = f"{word!r} also stands in {ids[1]}; keep it in one place"
            yield Problem(INTERESTS, f"interests.{ids[0]}.words", message, warning=True)


def _twice(listed: Iterable[str]) -> list[str]:
    return [one for one, count in Counter(listed).items() if count > 1]
