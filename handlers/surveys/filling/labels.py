"""What all cards of a sheet share: names, titles, how far it is, until when, what an answer reads like."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.core import shares
from bot.surveys.cases import SUBJECT, Answers, Campaign, Given, Referral, Sheet
from handlers.kit import blocks as b
from handlers.kit.people import People
from handlers.kit.words import N_, Words
from knowledge.reading import Knowledge
from knowledge.surveys import Item, Survey

BAR = 10
LONGEST_NAME = 60
EVIDENCE = {
    "interview": N_("asking people"),
    "review": N_("reading records"),
    "observation": N_("looking on the spot"),
    "technical": N_("a technical check"),
    "checklist": N_("going through a checklist"),
}


@dataclass(frozen=True)
class Seen:
    """A sheet as its owner sees it, with the questions that colleagues still have."""

    answers: Answers
    asked: tuple[Referral, ...] = ()

    @property
    def sheet(self) -> Sheet:
        return self.answers.sheet

    @property
    def survey(self) -> Survey:
        return self.answers.survey


@dataclass(frozen=True)
class Views:
    """What the cards need to know beyond the sheet."""

    known: Knowledge
    people: People

    def name(self, user: str, words: Words) -> str:
        return self.people.called(user, words.language)

    def clauses(self, item: Item) -> list[str]:
        """The clauses of an item that the company's policy has."""
        return [one for one in item.clauses if one in self.known.clauses]

    def clause_lines(self, item: Item, words: Words) -> list[str]:
        return [f"{one} {self.known.clauses[one].title.say(words.language)}" for one in self.clauses(item)]


def title(answers: Answers, words: Words) -> str:
    """What is asked, and about whom where it is about somebody."""
    said = answers.survey.title.say(words.language)
    subject = answers.campaign.subject if answers.campaign else ""
    return words.say("{title}: {subject}", title=said, subject=b.cut(subject, LONGEST_NAME)) if subject else said


def unit_of(campaign: Campaign | None, unit: str, words: Words) -> str:
    """The department that a sheet speaks for; nothing where it is about one thing, or for oneself."""
    found = campaign.unit(unit) if campaign and unit != SUBJECT else None
    return b.cut(found.name(words.language), LONGEST_NAME) if found else ""


def until(campaign: Campaign, words: Words) -> str:
    """The day and the time at which a campaign closes."""
    return words.say("{day} at {time}", day=words.weekday_of(campaign.due_at), time=words.time(campaign.due_at))


def asked_items(survey: Survey) -> int:
    """How many items want an answer."""
    return sum(1 for item in survey.items if not item.free)


def minutes_for(survey: Survey, count: int) -> int:
    """About how long so many items take."""
    return max(1, math.ceil(survey.minutes * count / max(asked_items(survey), 1)))


def bar(part: int, whole: int) -> str:
    """A share as text that reads without colour."""
    return shares.bar(part, whole, BAR)


def progress(answers: Answers, words: Words) -> str:
    count, whole = answers.answered, asked_items(answers.survey)
    return words.say("{bar} {count} of {all} answered", bar=bar(count, whole), count=count, all=whole)


def question(item: Item, words: Words) -> str:
    """A question with its number."""
    return f"{item.number}. {item.ask.say(words.language)}"


def said(given: Given | None, seen: Seen, views: Views, words: Words) -> str:
    """What was answered, who knew it, and whether there is a note; nothing while there is nothing."""
    if given is None:
        return ""
    option = seen.survey.option(given.answer) if given.answer else None
    parts = []
    if option and given.by:
        name = views.name(given.by, words)
        parts.append(words.say("✓ {answer} (answered by {name})", answer=option.label.say(words.language), name=name))
    elif option:
        parts.append(f"✓ {option.label.say(words.language)}")
    if given.text and (item := seen.survey.item(given.item)) and item.free:
        parts.append(words.say("✓ {answer}", answer=b.cut(given.text, 200)))
    elif given.noted:
        parts.append(words.say("with a comment or evidence"))
    return words.say(" / ").join(parts)
