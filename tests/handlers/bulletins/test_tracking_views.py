"""What those see who look after bulletins stays within Slack's limits for two thousand people in fifty departments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from bot.bulletins.cases import (
    LONGEST_ACTION,
    LONGEST_BODY,
    LONGEST_TITLE,
    MOST_ACTIONS,
    Bulletin,
    BulletinState,
    Delivery,
    Link,
    Reader,
    Standing,
    Wording,
)
from bot.bulletins.editions import Correction, Fate
from bot.bulletins.numbers import Figures
from bot.core.clock import SystemClock
from bot.core.db import Database
from bot.core.people import Directory, Profile
from bot.playground.validator import check_message, check_view
from handlers.bulletins.card.labels import REASONS
from handlers.bulletins.card.news_views import ended_card, heads_card, late_card, missing_card
from handlers.bulletins.card.seen import Seen
from handlers.bulletins.card.views import desk_card
from handlers.bulletins.proposal_views import correction_card, own_card
from handlers.bulletins.tracking.figures import PAGE as BULLETINS
from handlers.bulletins.tracking.figures import figures_modal
from handlers.bulletins.tracking.files import people_csv
from handlers.bulletins.tracking.forms import correct_form, withdraw_form
from handlers.bulletins.tracking.home_views import desk_home, head_home
from handlers.bulletins.tracking.missing import PAGE, Missing, missing_modal
from handlers.bulletins.tracking.year import Year
from handlers.kit.blocks import Card
from handlers.kit.people import People
from handlers.kit.words import Speech, Words
from knowledge.documents import Department
from knowledge.loader import load
from tests.kit import bulletins as kit
from tests.kit.database import NOON
from tests.kit.stage import words_of

MANY, UNITS = 2000, 50
LONG = "部" * 200
ACCOUNTS = [f"U0PERSON{number:04}" for number in range(MANY)]
DEPARTMENTS = [f"unit-{number}" for number in range(UNITS)]
READERS = [Reader("BL-7F3KQ2XA", one, DEPARTMENTS[place % UNITS], NOON) for place, one in enumerate(ACCOUNTS)]


@pytest.fixture(scope="module")
def people() -> People:
    """Two thousand colleagues with the longest names, in departments with the longest names."""
    each = [
        Department.model_validate({"id": one, "name": {"ja": LONG + one, "en": "n" * 200 + one}}) for one in DEPARTMENTS
    ]
    company = load().company.model_copy(update={"departments": each})
    found = People(company, Directory([]), Database("sqlite://"), SystemClock())
    named = (Profile(kit.TEAM, one, "名" * 80, None, "ja-JP", None, False, True, NOON) for one in ACCOUNTS)
    found._profiles = {(kit.TEAM, one.id): one for one in named}
    return found


@pytest.fixture(params=["ja", "en"])
def words(request: pytest.FixtureRequest) -> Words:
    return Speech("Asia/Tokyo").in_(request.param)


def crowd(**more: object) -> Seen:
    """The worst that can be on a card: nobody has read it, and nothing was delivered, for every reason there is."""
    codes = [*REASONS, *(f"code_{number}" for number in range(20))]
    failed = [
        Delivery("BL-7F3KQ2XA", one, "person", "failed", error=codes[place % len(codes)])
        for place, one in enumerate(ACCOUNTS)
    ]
    failed += [replace(one, target=f"C{one.target}", kind="channel") for one in failed]
    standing = Standing(1000, 0, len(failed), dict.fromkeys(DEPARTMENTS, (0, MANY // UNITS)))
    about = {
        "content": kit.longest(), "edition": 99, "change": "変" * 500, "valid_until": NOON + timedelta(days=9),
        "released_by": ACCOUNTS[0], **more,
    }  # fmt: skip
    bulletin = replace(kit.open_bulletin(by=ACCOUNTS[1], **about), id="BL-7F3KQ2XA")
    return Seen(bulletin, standing, failed, 999, NOON, NOON)


def fits(card: Card) -> bool:
    problems = [str(one) for one in check_message({"channel": "U1", **card.payload()})]
    return not problems and len(card.blocks) <= 50 and len(str(card.blocks)) < 30_000


@pytest.mark.parametrize("state", BulletinState)
def test_the_card_fits_in_every_state(state: BulletinState, people: People, words: Words) -> None:
    seen = crowd(state=state, ended_at=NOON, opens_at=NOON)
    for writes in (True, False):
        assert fits(desk_card(seen, people, words, writes=writes))
    sent = replace(seen, standing=replace(seen.standing, waiting=0), minutes=None)
    assert fits(desk_card(sent, people, words, writes=True))
    waiting = replace(sent, waiting=kit.proposal(sent.bulletin, by=ACCOUNTS[2]))
    assert fits(desk_card(waiting, people, words, writes=True, own=True))


def test_a_correction_that_waits_fits_however_much_it_changes(people: People, words: Words) -> None:
    bulletin = kit.open_bulletin(content=kit.longest())
    other = Wording("新" * LONGEST_TITLE, "新" * LONGEST_BODY, ("新" * LONGEST_ACTION,) * MOST_ACTIONS)
    said = replace(bulletin.content, wordings={"ja": other, "en": other})
    better = Correction(said, "変" * 500, "c" * 500, anew=True)
    for fate in get_args(Fate):
        proposal = kit.proposal(bulletin, correction=better, fate=fate, reason="理" * 500)
        assert fits(correction_card(bulletin, proposal, "名" * 80, words, "名" * 80))
        assert fits(own_card(bulletin, proposal, "名" * 2000, words))
        window = correct_form(bulletin, words, proposal, approval=True)
        assert [str(one) for one in check_view(window.view())] == []


def test_what_differs_stands_side_by_side_and_nothing_else(words: Words) -> None:
    bulletin = kit.open_bulletin()
    before = bulletin.content.wordings
    ja = replace(before["ja"], body="明日までに更新してください。", actions=())
    better = Correction(replace(bulletin.content, wordings={"ja": ja}), "直しました")
    shown = str(correction_card(bulletin, kit.proposal(bulletin, correction=better), "鈴木", words).blocks)
    for part in (before["ja"].body, ja.body, "添付を開かない", before["en"].title, before["en"].body):
        assert part in shown
    said = {
        "ja": ("件名（日本語）", "：–", "もう一度確認する必要はありません"),
        "en": ("Title (Japanese)", ": –", "need not confirm"),
    }
    title, nothing, stays = said[words.language]
    assert title not in shown, "the Japanese title is what it was"
    assert nothing in shown, "what is left out"
    assert stays in shown


def test_what_is_told_fits(people: People, words: Words) -> None:
    bulletin = crowd(opens_at=NOON).bulletin
    for names in ({one: ["名" * 80] * 40 for one in DEPARTMENTS}, {"unit-0": ["名" * 80] * MANY}):
        for own in (True, False):
            assert fits(missing_card(bulletin, names, words, own=own, heads=own))
    assert fits(heads_card(bulletin, ["名" * 200] * 50, ["名" * 200] * 50, words))
    assert fits(late_card(bulletin, words))
    assert fits(ended_card(bulletin, Figures(MANY, 1, timedelta(days=999), timedelta(days=999)), words))


def listed(bulletin: Bulletin) -> Iterator[Missing]:
    """Every page of the list."""
    readers = sorted(READERS, key=lambda one: (one.unit, one.person))
    by_unit = dict.fromkeys(DEPARTMENTS, MANY // UNITS)
    for page in range(-(-MANY // PAGE)):
        shown = readers[page * PAGE : (page + 1) * PAGE]
        yield Missing(bulletin, page, MANY, shown, by_unit, frozenset(ACCOUNTS), whole=True)
    lonely = [replace(one, unit=f"unit-{place}") for place, one in enumerate(readers[:PAGE])]
    yield Missing(bulletin, 0, PAGE, lonely, {one.unit: 1 for one in lonely}, frozenset(ACCOUNTS), whole=False)


def test_every_page_of_the_list_fits_and_together_they_hold_everybody(people: People, words: Words) -> None:
    bulletin = crowd().bulletin
    modals = [missing_modal(one, people, words).view() for one in listed(bulletin)]
    assert [str(one) for view in modals for one in check_view(view)] == []
    one_unit = Missing(bulletin, 0, MANY, READERS[:PAGE], {"": MANY}, frozenset(), whole=True)
    alone = replace(one_unit, readers=[replace(one, unit="") for one in one_unit.readers])
    assert [str(one) for one in check_view(missing_modal(alone, people, words).view())] == []
    said = "".join(str(view["blocks"]) for view in modals[:-1])
    assert said.count("名" * 49 + "…") == MANY


def test_the_forms_hold_the_longest_bulletin(words: Words) -> None:
    bulletin = crowd().bulletin
    for view in (correct_form(bulletin, words).view(), withdraw_form(bulletin, words).view()):
        assert [str(one) for one in check_view(view)] == []


def test_the_file_tells_who_must_confirm_again_from_who_never_has(people: People) -> None:
    bulletin = kit.open_bulletin(edition=2, said_at=NOON)
    readers = [replace(READERS[0], confirmed=confirmed, confirmed_at=NOON) for confirmed in range(3)]
    words = Speech("Asia/Tokyo").in_("ja")
    lines = people_csv(bulletin, readers, people, words, ZoneInfo("Asia/Tokyo")).decode("utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in lines] == ["状態", "未確認", "再確認待ち", "確認済み"]


def test_every_page_of_a_year_of_bulletins_fits(people: People, words: Words) -> None:
    found = Figures(MANY, MANY - 1, timedelta(days=300), timedelta(days=300))
    bulletins = [kit.open_bulletin(content=kit.longest()) for _ in range(70)]
    units = dict.fromkeys(DEPARTMENTS, found)
    year = Year(bulletins, {one.id: (MANY, MANY) for one in bulletins}, {one.id: found for one in bulletins}, units)
    for page in range(70 // BULLETINS + 2):
        assert [str(one) for one in check_view(figures_modal(year, page, people.company, words).view())] == []


def test_the_home_stays_short_however_much_runs(people: People, words: Words) -> None:
    shown = [*desk_home([crowd()] * 4, 50, words)]
    shown += head_home([(crowd().bulletin, ACCOUNTS)] * 9, people, words)
    assert [str(one) for one in check_view({"type": "home", "blocks": shown})] == []
    assert len(shown) <= 14


def test_whoever_releases_a_correction_sees_old_and_new_of_links_day_and_question() -> None:
    was = kit.content(links=(Link("https://old.example/a"),), do_by=date(2026, 4, 1))
    now = replace(
        was, links=(Link("https://evil.example/b", "偽", bad=True),), do_by=date(2026, 4, 3), question=kit.ASK
    )
    bulletin = kit.open_bulletin(content=was)
    proposal = kit.proposal(bulletin, correction=Correction(now, "直しました"))
    shown = words_of(correction_card(bulletin, proposal, "高橋 由美", Speech("Asia/Tokyo").in_("ja")).payload())
    for part in ("前：https://old.example/a", "後：hxxps://evil[.]example/b 偽", "2026年4月3日（金）", "*まもりに送る"):
        assert part in shown, part
    assert "件名（日本語）" not in shown, "what is as it was is not repeated"
