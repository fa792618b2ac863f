"""Everything that the results of surveys would send, drawn with long and hostile words: for `mamori check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from bot.checking.mail import TRAP, Drawn
from bot.checking.samples import NOW
from bot.surveys.cases import SUBJECT, Campaign, CampaignState, Improvement, Progress, Unit
from bot.surveys.results import Result, Round
from bot.surveys.scoring import Score, combined, score_of
from bot.surveys.stars import Evidence, Stars
from bot.surveys.ways import ways_of
from handlers.kit.blocks import Block
from handlers.kit.words import Words
from handlers.surveys.results import improvement_views as improving
from handlers.surveys.results.cards import result_card, result_modal
from handlers.surveys.results.charts import numbers_modal
from handlers.surveys.results.files import KINDS, coming_modal, file_form
from handlers.surveys.results.seen import Scope, Seen
from handlers.surveys.results.star_views import MISSING, stars_modal
from handlers.surveys.results.targets import Target
from handlers.surveys.results.ways_views import PAGE, Shelf, ways_modal
from knowledge.reading import Knowledge
from knowledge.surveys import Survey

UNITS = 30


def surveys_results_drawn(known: Knowledge, words: Words, trap: str = TRAP * 60) -> Iterator[Drawn]:
    """Every card and window of every survey; names of units, texts and notes are the trap."""
    for survey in known.surveys.values():
        for name, seen in _seen(survey, trap):
            for part in seen.parts:
                yield f"result {survey.id}, {name}", result_card(seen, part, words)
            yield f"result {survey.id}, {name}, window", result_modal(seen, words)
            if seen.parts and seen.parts[0].score:
                part = seen.parts[0]
                yield f"result {survey.id}, {name}, numbers", numbers_modal(seen, Target(unit=part.id), words)
        for name, drawn in _ways(survey, known, words, trap):
            yield f"ways {survey.id}: {name}", drawn
    yield from _stars(known, words, trap)
    yield "survey files", file_form("SV-SAMPLE0", tuple(KINDS), words)
    yield "survey file comes", coming_modal(words)


def _seen(survey: Survey, trap: str) -> Iterator[tuple[str, Seen]]:
    """Whole and in part, with a round before of the same edition and of another; with few, and with no answers."""
    whole = _result(survey, trap)
    other = whole.earlier[0].campaign
    older = replace(other, survey=survey.model_copy(update={"edition": "0.9"}))
    improvements = tuple(_improvement(survey, trap, number) for number in range(9))
    all_units = tuple(unit.id for unit in whole.campaign.units)
    everything = Scope(company=True, units=all_units, runs=True, answers=True)
    yield "whole", Seen(whole, everything, improvements)
    yield "another edition", Seen(replace(whole, earlier=(replace(whole.earlier[0], campaign=older),)), everything)
    yield "company alone", Seen(replace(whole, units={}), Scope(company=True, units=()))
    yield "heads", Seen(whole, Scope(company=False, units=all_units[:3]), improvements)
    anonymous = replace(whole.campaign, anonymous=True)
    yield "too few", Seen(replace(whole, campaign=anonymous, people={all_units[0]: 1}), everything)
    yield "nobody", Seen(replace(whole, people={}, silent=all_units, hidden=all_units[:9]), everything)
    still_open = replace(whole.campaign, state=CampaignState.OPEN, closed_at=None, subject=trap[:200])
    yield "open", Seen(replace(whole, campaign=still_open, earlier=()), everything)


def _result(survey: Survey, trap: str) -> Result:
    units = tuple(Unit(f"unit-{n}", {"ja": trap[:200], "en": trap[:200]}, 9, "U1") for n in range(UNITS))
    campaign = Campaign(
        "SV-SAMPLE0", "T1", survey, "U1", "poll", units, NOW - timedelta(days=14), NOW, NOW, CampaignState.CLOSED,
        closed_at=NOW, visible=True,
    )  # fmt: skip
    scores = {unit.id: _score(survey, number) for number, unit in enumerate(units)}
    company = combined(survey, scores, units, "weighted")
    earlier = replace(campaign, id="SV-SAMPLE1", closed_at=NOW - timedelta(days=365))
    return Result(
        campaign,
        company,
        scores,
        hidden=tuple(unit.id for unit in units[:3]),
        silent=(units[0].id, SUBJECT),
        progress={unit.id: Progress(unit.id, 1, 1, 9) for unit in units},
        people={unit.id: 9 for unit in units},
        earlier=(Round(earlier, _score(survey, 1), {unit.id: _score(survey, 2) for unit in units}),),
        shown=units,
    )


def _score(survey: Survey, number: int) -> Score:
    names = [one.id for one in survey.answers]
    counts = {
        item.id: Counter([names[(number + place) % len(names)], names[0]]) for place, item in enumerate(survey.items)
    }
    return score_of(survey, counts)


def _improvement(survey: Survey, trap: str, number: int) -> Improvement:
    item = survey.items[number % len(survey.items)]
    done = NOW if number % 3 == 1 else None
    return Improvement(
        number, "T1", "SV-SAMPLE1" if number % 2 else "SV-SAMPLE0", survey.family, "" if number % 2 else "unit-1",
        item.id, trap[:500], "U1", "U2", NOW, NOW, done_at=done, note=trap[:500], dropped=number % 3 == 2,
    )  # fmt: skip


def _ways(survey: Survey, known: Knowledge, words: Words, trap: str) -> Iterator[Drawn]:
    weakest = score_of(survey, {})
    unsure = replace(
        weakest, items={n: replace(one, unknown=9, points=Fraction(-1)) for n, one in weakest.items.items()}
    )
    decided = [_improvement(survey, trap, number) for number in range(9)]
    shelf = Shelf(known, {"U1": trap[:80]}, [trap[:80]] * 3, decided, runs=True, sends=True)
    for score in (weakest, unsure):
        ways = ways_of(score, known.company, known.cases.values())
        for page in range(-(-len(ways) // PAGE) or 1):
            yield f"page {page}", ways_modal(ways, Target("SV-SAMPLE0", page=page), shelf, trap[:300], words)
    for way in ways:
        yield f"form {way.item.id}", improving.improve_form(way, Target("SV-SAMPLE0"), ("U1", NOW.date()), words)
    campaign = _result(survey, trap).campaign
    for one in decided:
        told = improving.Told(one, campaign, trap[:80])
        yield "improvement", improving.improvement_card(trap[:200], told, words)
        yield "improvement settled", improving.settled_card(told, trap[:80], words)
        yield "improvement form", improving.finish_form(one, Target(improvement=1), words)
    at_home: list[Block] = improving.home_blocks(decided, words)
    yield "improvements at home", at_home
    yield "no weak item", ways_modal([], Target("SV-SAMPLE0"), shelf, trap[:300], words)


def _stars(known: Knowledge, words: Words, trap: str) -> Iterator[Drawn]:
    survey = known.surveys["self-diagnosis-3-1"]
    evidence = Evidence("SV-SAMPLE0", "3.1", NOW, _score(survey, 1))
    yield "stars, all", stars_modal(Stars(evidence, (), evidence, True, trap[:300], (), ()), known.company, words)
    missing = Stars(None, tuple(survey.items), None, False, None, tuple(MISSING), tuple(MISSING))
    yield "stars, none", stars_modal(missing, known.company, words)
