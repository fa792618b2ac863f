"""Small departments of an anonymous poll: no card, chart, window or file says what they answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import Role
from bot.surveys.cases import Campaign, CampaignState, Sheet, Unit
from bot.surveys.cases import Given as Said
from bot.surveys.results import FEWEST, Result, hidden_units, is_too_small, result_from
from bot.surveys.tally import Tally, tally_of
from handlers.kit.words import Speech, Words
from handlers.surveys.results.cards import result_card, result_modal
from handlers.surveys.results.files import kinds_for
from handlers.surveys.results.papering import Source, book_of, items_sheet, sheet_of
from handlers.surveys.results.pictures import drawings, spoken
from handlers.surveys.results.seen import Reader, Scope
from tests.kit.stage import finder
from tests.kit.surveys import colleague, options, survey

NOON = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
SMALL = survey(4)
ANSWERS = [one.id for one in options()]
WORDS = Speech("Asia/Tokyo").in_("ja")
Poll = list[list[list[str]]]
"""Units, people, answers."""
polls = st.lists(
    st.lists(st.lists(st.sampled_from(ANSWERS), min_size=4, max_size=4), max_size=5), min_size=1, max_size=5
)


def counted(poll: Poll) -> Tally:
    rows = [
        (f"unit-{place}", item.id, answer, 1)
        for place, people in enumerate(poll)
        for answers in people
        for item, answer in zip(SMALL.items, answers, strict=True)
    ]
    return tally_of(rows, {f"unit-{place}": len(people) for place, people in enumerate(poll) if people})


def campaign_of(poll: Poll, *, anonymous: bool = True) -> Campaign:
    units = tuple(Unit(f"unit-{n}", {"ja": f"部署<{n}>", "en": f"Unit <{n}>"}, 9) for n in range(len(poll)))
    return Campaign(
        "SV-1", "T1", SMALL, "U1", "poll", units, NOON, NOON, NOON, CampaignState.CLOSED, anonymous=anonymous,
        closed_at=NOON,
    )  # fmt: skip


def told(result: Result, words: Words = WORDS) -> list[str]:
    """Everything that whoever sees most gets to see, but for the line that names what is not shown."""
    everything = Scope(company=True, units=tuple(one.id for one in result.campaign.units), runs=True, answers=True)
    seen = Reader.narrowed(result, [], everything)
    notes = [(Sheet("SH-1", "T1", None, "unit-0"), Said("item-1", "done", text="ひとこと"))]
    source = Source(seen, finder().known, NOON, {}, notes)
    drawn = drawings(seen, seen.parts[0], words)
    blocks = [*result_card(seen, seen.parts[0], words).blocks, *result_modal(seen, words).blocks]
    texts = [str(element) for block in blocks for element in block.get("elements", [block])]
    texts += [line for one in drawn for line in spoken(one.chart, words)]
    texts += [repr(items_sheet(source, words)), repr(book_of(source, words))]
    paper = sheet_of(replace(source, seen=replace(seen, result=result)), words)
    texts.append(repr(replace(paper, charts=(), how_computed=())))
    return [one for one in texts if "表示していません" not in one]


@given(polls)
def test_what_is_hidden_is_named_nowhere_but_among_what_is_hidden(poll: Poll) -> None:
    result = result_from(campaign_of(poll), counted(poll), {}, ())
    shown = "\n".join(told(result))
    for unit in result.hidden:
        assert f"部署<{unit.removeprefix('unit-')}>" not in shown


@given(polls, st.randoms(use_true_random=False))
def test_who_of_the_hidden_answered_what_changes_nothing_that_is_seen(poll: Poll, chance: Random) -> None:
    campaign, tally = campaign_of(poll), counted(poll)
    hidden = [int(one.removeprefix("unit-")) for one in hidden_units(campaign, tally.people)]
    people = [answers for place in hidden for answers in poll[place]]
    chance.shuffle(people)
    dealt = iter(people)
    moved = [[next(dealt) for _ in unit] if place in hidden else unit for place, unit in enumerate(poll)]
    assert told(result_from(campaign, tally, {}, ())) == told(result_from(campaign, counted(moved), {}, ()))


@given(polls)
def test_what_is_hidden_is_never_one_unit_nor_few_people(poll: Poll) -> None:
    tally = counted(poll)
    hidden = hidden_units(campaign_of(poll), tally.people)
    if hidden and not is_too_small(campaign_of(poll), tally):
        assert len(hidden) > 1 or len(tally.people) == 1
        assert sum(tally.people[one] for one in hidden) >= FEWEST
    assert hidden_units(campaign_of(poll, anonymous=False), tally.people) == ()


@given(polls)
def test_of_too_few_people_not_even_a_total_is_shown(poll: Poll) -> None:
    result = result_from(campaign_of(poll), counted(poll), {}, ())
    if result.too_few:
        assert "合計：" not in "\n".join(told(result))
        assert "ひとこと" not in "\n".join(told(result))


def test_whoever_answers_for_the_company_may_have_the_pdf_and_whoever_runs_surveys_everything() -> None:
    assert kinds_for(colleague("U1", "management", Role.PRESIDENT)) == ("pdf",)
    assert kinds_for(colleague("U1", "sales", Role.SYSTEM_ADMIN)) == ("pdf", "docx", "xlsx", "csv")
    assert kinds_for(colleague("U1", "sales", Role.DEPARTMENT_HEAD)) == ()
