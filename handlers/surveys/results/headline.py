"""What a result says first: the total and of how many it is, where to begin, and what not knowing costs."""

from __future__ import annotations

from bot.surveys.scoring import ItemScore, Score
from bot.surveys.ways import by_worth
from handlers.kit.blocks import cut
from handlers.kit.words import Words
from handlers.surveys.results.amounts import share
from handlers.surveys.results.seen import Part, Seen
from knowledge.surveys import Item, Survey

SHORT = {"ja": 48, "en": 90}
"""Code points of a question beside its number."""
FIRST = 3


def named(item: Item, words: Words) -> str:
    """An item by its number and the beginning of its question."""
    return f"{item.number}. {cut(item.ask.say(words.language).rstrip('。'), SHORT[words.language])}"


def total(part: Part, score: Score, seen: Seen, words: Words) -> str:
    """The total, and of how few it is where not everybody asked has answered."""
    said = share(score.total, words)
    if part.unit is not None or not seen.scope.company:
        return said
    people, campaign = seen.result.people, seen.campaign
    if campaign.who == "poll":
        count, every = sum(people.values()), sum(one.invited for one in seen.result.progress.values())
        few = words.say("{text}, from {count} of {all} people", text=said, count=count, all=every)
    else:
        count, every = sum(1 for one in people.values() if one), len(campaign.units)
        few = words.say("{text}, from {count} of {all} departments", text=said, count=count, all=every)
    return few if count < every else said


def begin(score: Score, words: Words) -> list[str]:
    """What to do first, each with the measure that brings most for its cost."""
    lines = []
    for item in score.weak[:FIRST]:
        said = words.say("{name}: {text}", name=named(item, words), text=_standing(score.items[item.id], words))
        best = by_worth(item.measures)[:1]
        lines += [words.say("{item} → {text}", item=said, text=one.text.say(words.language)) for one in best] or [said]
    return lines


def _standing(one: ItemScore, words: Words) -> str:
    """Why an item is among the first."""
    if one.state == "unanswered":
        return words.say("not answered")
    if one.unknown:
        return words.say("not known")
    return words.say("not done") if one.points <= 0 else words.say("partly done")


def unknown_costs(survey: Survey, words: Words) -> str:
    """What "don't know" costs; nothing where it costs nothing."""
    if survey.costly is None:
        return ""
    label, points = survey.costly.label.say(words.language), abs(survey.costly.points or 0)
    return words.say(
        '"{answer}" counts −{points} for each item: not knowing where one stands is a risk too.',
        answer=label,
        points=points,
    )
