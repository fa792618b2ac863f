"""What answers are worth: points of items, sections and totals, bands, and how units become a company.

Points are exact fractions, so that the same answers give the same band on every machine. Points, bands and what an
item that does not apply is worth come from the survey (guideline of IPA, 3rd edition, table 4 and its sheet).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from bot.surveys.cases import Combine, Unit
from bot.surveys.tally import Counts
from knowledge.surveys import Band, Item, Survey, SurveyRule

ItemState = Literal["counted", "left_out", "unanswered"]
NOTHING: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class ItemScore:
    """An item's points out of `full`; an item that nobody answered counts nothing and stays in the sum."""

    item: str
    points: Fraction
    state: ItemState
    counts: Mapping[str, int]
    unknown: int = 0
    not_applicable: int = 0

    @property
    def answered(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Part:
    """Points reached out of the points that can be had."""

    points: Fraction
    possible: int

    @property
    def percent(self) -> Fraction:
        """0 to 100; a total below nothing is nothing, and where nothing can be had it is 0."""
        return max(NOTHING, self.points * 100 / self.possible) if self.possible else NOTHING


@dataclass(frozen=True, slots=True)
class Score:
    """What one sheet, one unit or the company has."""

    survey: Survey
    items: Mapping[str, ItemScore]
    total: Part
    sections: Mapping[str, Part]

    @property
    def band(self) -> Band | None:
        """The band of the total; one that is not quite reached is not reached, and of nothing there is none."""
        if not self.total.possible:
            return None
        return next((one for one in self.survey.bands if self.total.percent >= one.at_least), None)

    @property
    def unknown(self) -> list[Item]:
        """The items that somebody answered with "don't know"."""
        return [item for item in self.survey.scored if self.items[item.id].unknown]

    @property
    def unanswered(self) -> list[Item]:
        return [item for item in self.survey.scored if self.items[item.id].state == "unanswered"]

    @property
    def weak(self) -> list[Item]:
        """What to work on: half of the points or fewer, or somebody who does not know.

        First what keeps a rule from being met, then the fewest points, then what brings most for its cost.
        """
        half = Fraction(self.survey.full, 2)
        found = [item for item in self.survey.scored if self._is_weak(self.items[item.id], half)]
        short = {
            name
            for rule in self.survey.rules
            if not self.meets(rule)
            for name in rule.items
            if self._is_short(name, rule)
        }
        return sorted(
            found, key=lambda item: (item.id not in short, self.items[item.id].points, -item.worth, item.number)
        )

    def meets(self, rule: SurveyRule) -> bool:
        """Whether a rule of the survey holds; items that are left out say nothing, and cannot fulfil a rule alone."""
        asked = [one for name in rule.items if (one := self.items[name]).state != "left_out"]
        reached = [one.state == "counted" and one.points >= rule.at_least for one in asked]
        return bool(reached) and (all(reached) if rule.match == "all" else any(reached))

    def _is_short(self, item: str, rule: SurveyRule) -> bool:
        return self.items[item].state != "left_out" and self.items[item].points < rule.at_least

    @staticmethod
    def _is_weak(score: ItemScore, half: Fraction) -> bool:
        return score.state != "left_out" and (score.points <= half or bool(score.unknown))


def score_of(survey: Survey, counts: Counts) -> Score:
    """The score of a sheet, or of a unit in which several people answered: each item is their mean."""
    return _whole(survey, {item.id: _item(survey, item, counts.get(item.id, Counter())) for item in survey.items})


def combined(survey: Survey, scores: Mapping[str, Score], units: Iterable[Unit], how: Combine) -> Score:
    """The company's score: item by item from its units, then added up.

    `mean` counts every unit alike, `weighted` by its head count, `minimum` takes the weakest. A unit that left an item
    out, or that nobody answered it in, says nothing about that item.
    """
    weights = {unit.id: max(unit.head_count, 1) if how == "weighted" else 1 for unit in units if unit.id in scores}
    return _whole(survey, {item.id: _together(item, scores, weights, how) for item in survey.items})


def spread(scores: Mapping[str, Score], item: str) -> Fraction:
    """How far the best and the weakest unit lie apart at an item, in points."""
    points = [one.items[item].points for one in scores.values() if one.items[item].state == "counted"]
    return max(points) - min(points) if points else NOTHING


def _item(survey: Survey, item: Item, counts: Counter[str]) -> ItemScore:
    known = {answer: count for answer, count in counts.items() if count > 0 and survey.option(answer)}
    apart = {stands: sum(known.get(name, 0) for name in _standing(survey, stands)) for stands in _APART}
    counted = [(each, count) for answer, count in known.items() if (each := _points(survey, answer)) is not None]
    people = sum(count for _, count in counted)
    state: ItemState = "counted" if people else "left_out" if known else "unanswered"
    mean = Fraction(sum(each * count for each, count in counted), people) if people else NOTHING
    return ItemScore(item.id, mean, state, known, apart["unknown"], apart["not_applicable"])


_APART: Final = ("unknown", "not_applicable")


def _standing(survey: Survey, stands: str) -> list[str]:
    return [one.id for one in survey.answers if one.stands_for == stands]


def _points(survey: Survey, answer: str) -> int | None:
    option = survey.option(answer)
    if option is None:
        return None
    if option.stands_for == "not_applicable" and survey.not_applicable:
        return survey.full if survey.not_applicable.counts_as == "full" else None
    return option.points


def _together(item: Item, scores: Mapping[str, Score], weights: Mapping[str, int], how: Combine) -> ItemScore:
    of_units = {unit: scores[unit].items[item.id] for unit in weights}
    counts: Counter[str] = Counter()
    for one in of_units.values():
        counts.update(one.counts)
    counted = {unit: one.points for unit, one in of_units.items() if one.state == "counted"}
    state: ItemState = "counted" if counted else "unanswered"
    if not counted and any(one.state == "left_out" for one in of_units.values()):
        state = "left_out"
    unknown = sum(one.unknown for one in of_units.values())
    apart = sum(one.not_applicable for one in of_units.values())
    return ItemScore(item.id, _value(counted, weights, how), state, dict(counts), unknown, apart)


def _value(counted: Mapping[str, Fraction], weights: Mapping[str, int], how: Combine) -> Fraction:
    if not counted:
        return NOTHING
    if how == "minimum":
        return min(counted.values())
    return sum((points * weights[unit] for unit, points in counted.items()), NOTHING) / sum(
        weights[unit] for unit in counted
    )


def _whole(survey: Survey, items: Mapping[str, ItemScore]) -> Score:
    scored = {item.id for item in survey.scored}
    sections = {
        section.id: _part(survey, [items[item.id] for item in section.items if item.id in scored])
        for section in survey.sections
    }
    return Score(survey, items, _part(survey, [items[name] for name in scored]), sections)


def _part(survey: Survey, items: Iterable[ItemScore]) -> Part:
    counting = [one for one in items if one.state != "left_out"]
    return Part(sum((one.points for one in counting), NOTHING), survey.full * len(counting))
