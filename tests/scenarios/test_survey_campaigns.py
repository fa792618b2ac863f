"""Stories of campaigns: four departments, twelve people, some of them late, and the same again a year later."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.core.absences import Absence, Absences
from bot.core.outbox import posts_like
from bot.playground.cast import EMMA, GUEST, SATO, SUZUKI, TAKAHASHI, TANAKA, WATANABE
from bot.surveys.cases import CampaignState, SheetState
from bot.surveys.tables import campaigns as table
from handlers.surveys import ids
from tests.bot.playground.screen import Json
from tests.kit import campaigns as c
from tests.kit.database import TestClock
from tests.kit.forge import deliver, pressed, said, submitted
from tests.kit.incidents import next_view, told, until_told
from tests.kit.stage import Stage, press, stage, words_of
from tests.kit.taps import day, picked, shown, somebody

TODAY = date(2026, 4, 1)
DUE = date(2026, 4, 15)


@pytest.fixture
async def town(tmp_path: Path, clock: TestClock) -> AsyncIterator[Stage]:
    """Four departments with twelve people, and one on the list whom Slack does not know."""
    async with stage(tmp_path, clock, company=c.company("nowhere"), people=c.JOINING) as opened:
        yield opened


async def started(town: Stage, **fields: Json) -> None:
    """Takahashi starts a campaign from the App Home."""
    takahashi = await town.person(TAKAHASHI.id)
    view = await c.open_form(takahashi)
    if "who" in fields:
        view = await c.choose(takahashi, view, "who", fields["who"])
    answer = await takahashi.do("view_submit", view_id=view["id"], state=c.wanted(TODAY, DUE, **fields))
    assert answer == {"ok": True}, answer
    await c.pass_days(town, town.house.services.clock)  # type: ignore[arg-type]


async def test_four_departments_answer_some_late_and_once_more_a_year_later(town: Stage, clock: TestClock) -> None:
    poll = {"who": c.radio("poll"), "named": c.radio("named"), "options": c.checks("visible", "repeats")}
    await started(town, **poll)
    (campaign,) = await c.campaigns(town)
    assert campaign.state is CampaignState.OPEN
    sheets = await c.sheets(town, campaign.id)
    assert len(sheets) == 12
    assert "社員 nowhere" in words_of(await until_told(town, TAKAHASHI.id, "アカウントが見つからない人（1人）"))
    for sheet in sheets[:7]:
        await c.answer(town, sheet)
    await c.answer(town, sheets[7], items=3, send=False)
    await c.pass_days(town, clock, minutes=2)
    progress = await c.card_words(town, TAKAHASHI.id)
    assert "12人中7人が送信済み、1人が回答中" in progress
    assert "営業部：" in progress
    assert "まだ送信していない人" in progress
    for _ in range(16):
        await c.pass_days(town, clock, days=1)
    async with town.house.services.database.read() as connection:
        posted = await posts_like(connection, f"survey:{campaign.id}:")
    reminded = Counter(person for person, key in posted if ":remind:" in key)
    assert reminded == {one.person: 3 for one in sheets[7:]}, "those who have not finished, three times, then no more"
    closed = next(one for one in await c.campaigns(town) if one.id == campaign.id)
    assert closed.state is CampaignState.CLOSED
    assert await told(town, TAKAHASHI.id, "締め切りました（12人中7人が送信済み、1人が回答中）")
    assert "次の回は2027年4月1日" in words_of(await until_told(town, TAKAHASHI.id, "次の回は"))
    again = next(one for one in await c.campaigns(town) if one.state is CampaignState.PLANNED)
    clock.moment = again.opens_at - timedelta(minutes=1)
    await c.pass_days(town, clock, minutes=2)
    again = next(one for one in await c.campaigns(town) if one.id == again.id)
    assert again.state is CampaignState.OPEN
    assert len(await c.sheets(town, again.id)) == 12
    assert await told(town, TAKAHASHI.id, "を始めました。12人にお願いしました")
    assert "12人中0人が送信" in await c.card_words(town, TAKAHASHI.id)


async def test_the_head_who_is_away_is_replaced_by_the_deputy_and_the_lead_hears_of_it(
    town: Stage, clock: TestClock
) -> None:
    team = town.slack.slack.space.team_id
    away = Absence(team, SATO.id, SUZUKI.id, clock.now(), clock.now() + timedelta(days=9))
    takahashi = await town.person(TAKAHASHI.id)
    async with town.house.services.unit() as work:
        await Absences(work.connection).say(away)
    await c.pass_days(town, clock)
    view = await c.open_form(takahashi)
    assert "佐藤 健一さんは不在です。代わりに誰が回答しますか" in shown(view)
    opens = TODAY + timedelta(days=1)
    fields = c.wanted(opens, DUE, **{"person-sales": somebody(EMMA.id)})
    assert await takahashi.do("view_submit", view_id=view["id"], state=fields) == {"ok": True}
    (campaign,) = await c.campaigns(town)
    assert campaign.state is CampaignState.PLANNED
    assert campaign.units[0].person == EMMA.id
    async with town.house.services.unit() as work:
        await Absences(work.connection).say(Absence(team, WATANABE.id, TANAKA.id, clock.now(), away.until_at))
    await c.pass_days(town, clock, days=1)
    people = {one.unit: one.person for one in await c.sheets(town, campaign.id)}
    assert people == {
        "sales": EMMA.id, "general-affairs": TAKAHASHI.id, "development": TANAKA.id, "manufacturing": c.JOINING[2].id
    }  # fmt: skip
    assert "田中 美咲さんにお願いしました" in words_of(await until_told(town, TAKAHASHI.id, "を始めました"))


async def test_the_form_follows_what_is_chosen_in_it(town: Stage) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    view = await c.open_form(takahashi)
    assert "4部門について、4人にお願いします" in shown(view)
    for survey, part in (("contractor", "どの委託先について"), ("training", "12人にお願いします")):
        view = await c.choose(takahashi, view, "survey", picked(survey))
        assert part in shown(view)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"units": c.several()}, "units"),
        ({"due": day("2026-03-01")}, "due"),
        ({"due": day("2028-03-01")}, "due"),
        ({"opens": day("2026-03-31")}, "opens"),
        ({"opens": day("2027-06-01"), "due": day("2027-06-15")}, "opens"),
        ({"units": c.several("no-such-place")}, "units"),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field(town: Stage, fields: dict[str, Json], field: str) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    view = await c.open_form(takahashi)
    answer = await takahashi.do("view_submit", view_id=view["id"], state=c.wanted(TODAY, DUE, **fields))
    assert list(answer.get("errors", {})) == [field], answer
    assert not await c.campaigns(town)


async def test_the_buttons_of_the_card_remind_give_time_close_and_call_off(town: Stage, clock: TestClock) -> None:
    await started(town)
    takahashi = await town.person(TAKAHASHI.id)
    await press(takahashi, await c.card(town, TAKAHASHI.id), "未回答の人に催促する")
    await press(takahashi, await c.card(town, TAKAHASHI.id), "未回答の人に催促する")
    await town.settled()
    words = await said(town)
    assert any("4件について、催促しました" in one for one in words)
    assert any("4時間たっていません" in one for one in words)
    await press(takahashi, await c.card(town, TAKAHASHI.id), "期限を変える")
    view = await next_view(takahashi)
    answer = await takahashi.do("view_submit", view_id=view["id"], state={"due": {"value": day("2026-03-02")}})
    assert list(answer["errors"]) == ["due"]
    answer = await takahashi.do("view_submit", view_id=view["id"], state={"due": {"value": day("2026-04-30")}})
    assert answer == {"ok": True}
    assert "締め切り 2026年4月30日" in await c.card_words(town, TAKAHASHI.id)
    await press(takahashi, await c.card(town, TAKAHASHI.id), "締め切る")
    assert (await c.campaigns(town))[0].state is CampaignState.CLOSED
    clock.move(minutes=1)
    await started(town)
    await press(takahashi, await c.card(town, TAKAHASHI.id), "取りやめる")
    assert {one.state for one in await c.campaigns(town)} == {CampaignState.CLOSED, CampaignState.CANCELLED}


async def test_one_broken_campaign_does_not_stop_the_others(town: Stage, clock: TestClock) -> None:
    await started(town)
    (broken,) = await c.campaigns(town)
    clock.move(minutes=1)
    await started(town)
    (whole,) = [one for one in await c.campaigns(town) if one.id != broken.id]
    async with town.house.services.unit() as work:
        await work.connection.execute(table.update().where(table.c.id == broken.id).values(survey={}))
    clock.move(days=20)
    await c.clock_of(town).look()
    async with town.house.services.unit() as work:
        assert (await town.house.services.surveys.get(work, whole.id)).state is CampaignState.CLOSED


async def test_an_anonymous_poll_never_names_anybody(town: Stage, clock: TestClock) -> None:
    await started(town, who=c.radio("poll"), named=c.radio("anonymous"))
    await c.pass_days(town, clock, minutes=2)
    progress = await c.card_words(town, TAKAHASHI.id)
    assert "12人中0人が送信" in progress
    assert "全員が回答（匿名）" in progress
    assert "送信していない人" not in progress
    assert not any(user.real_name in progress for user in (TANAKA, EMMA, SATO, *c.JOINING))


async def test_whoever_may_run_surveys_opens_the_card_of_somebody_else(town: Stage, clock: TestClock) -> None:
    await started(town)
    (campaign,) = await c.campaigns(town)
    await deliver(town, pressed(town, SUZUKI.id, f"{ids.DESK}.home", campaign.id))
    first = await c.card(town, SUZUKI.id)
    await deliver(town, pressed(town, SUZUKI.id, f"{ids.DESK}.home", campaign.id))
    assert await until_told(town, SUZUKI.id, "このカードの続きは下にあります")
    assert (await c.card(town, SUZUKI.id))["ts"] != first["ts"]


async def test_more_time_stands_on_every_invitation_that_nobody_has_begun(town: Stage) -> None:
    await started(town)
    (campaign,) = await c.campaigns(town)
    asked = [one for one in await c.sheets(town, campaign.id) if one.person]
    begun, *waiting = sorted(asked, key=lambda one: one.person == TAKAHASHI.id)  # whose card says the last day, too
    await c.answer(town, begun, items=3, send=False)
    for sheet in waiting:
        assert "4月15日" in words_of(await until_told(town, str(sheet.person), "5問ずつ"))
    await deliver(town, submitted(town, TAKAHASHI.id, ids.EXTEND_FORM, campaign.id, due="2026-04-24"))
    for sheet in waiting:
        (invited,) = await told(town, str(sheet.person), "5問ずつ")
        assert "4月24日" in words_of(invited)
        assert "4月15日" not in words_of(invited)
    assert not await told(town, str(begun.person), "4月24日"), "what somebody is working on is left alone"


@pytest.mark.parametrize("user", [TANAKA.id, SATO.id, WATANABE.id, GUEST.id, "U0STRANGER"])
async def test_nobody_else_gets_through_any_door(town: Stage, user: str) -> None:
    await started(town)
    (before,) = await c.campaigns(town)
    doors = (ids.START, ids.DESK, ids.REMIND, ids.CLOSE, ids.CANCEL, ids.EXTEND, ids.START_CHOICE)
    team = "T0ANOTHER01" if user == "U0STRANGER" else town.slack.slack.space.team_id
    for door in doors if user != "U0STRANGER" else doors[1:]:
        channel = town.slack.slack.space.bot_dm(TANAKA.id).id
        await deliver(town, pressed(town, user, door, before.id, team=team, channel=channel))
    await deliver(town, submitted(town, user, ids.EXTEND_FORM, before.id, due="2026-04-30"))
    await deliver(town, submitted(town, user, ids.START_FORM, "", survey="self-diagnosis-3-1"))
    assert await c.campaigns(town) == [before]
    assert await said(town, "survey-desk:") == await said(town, f"survey-desk:{before.id}:{TAKAHASHI.id}:first")


@pytest.mark.parametrize("value", ["", "SV-NOBODY", "SV-" + "9" * 300, '{"a": 1}', "\x00'; drop"])
async def test_a_forged_value_gets_a_reason_and_changes_nothing(town: Stage, value: str) -> None:
    await started(town)
    before = await c.campaigns(town)
    for door in (ids.DESK, ids.REMIND, ids.CLOSE, ids.CANCEL, ids.EXTEND):
        await deliver(town, pressed(town, TAKAHASHI.id, door, value))
    await deliver(town, submitted(town, TAKAHASHI.id, ids.EXTEND_FORM, value, due="2026-04-30"))
    await deliver(town, submitted(town, TAKAHASHI.id, ids.START_FORM, value, survey=value, opens=value))
    assert await c.campaigns(town) == before
    reasons = await said(town, "reason:")
    assert len(reasons) >= 5
    assert not any("参照番号" in one for one in reasons)


async def test_somebody_who_is_not_ours_cannot_be_chosen_to_answer(town: Stage, clock: TestClock) -> None:
    takahashi = await town.person(TAKAHASHI.id)
    view = await c.open_form(takahashi)
    view = await c.choose(takahashi, view, "survey", picked("basic-rules-4-0"))
    days = {"opens": day("2026-04-01"), "due": day("2026-04-15")}
    fields = c.filled(survey=picked("basic-rules-4-0"), **days, **{"person-subject": somebody(GUEST.id)})
    answer = await takahashi.do("view_submit", view_id=view["id"], state=fields)
    assert "ゲストは回答できません" in str(answer)
    assert not await c.campaigns(town)


async def test_the_policy_asks_in_january_once_and_the_button_opens_the_form(town: Stage, clock: TestClock) -> None:
    clock.moment = clock.moment.replace(year=2027, month=1, day=4, hour=1, minute=32)  # started at 10:32
    for _ in range(3):
        await town.house.ticker.look()
        clock.move(days=1)
    asked = await told(town, WATANABE.id, "毎年この時期に") + await told(town, TAKAHASHI.id, "毎年この時期に")
    assert len(asked) == 1
    assert "ポリシー 1-2「" in words_of(asked[0])


async def test_what_is_open_is_counted_for_the_operator(town: Stage) -> None:
    await started(town)
    numbers = next(one.numbers for one in town.house.features if one.name == "surveys")
    assert numbers
    assert await numbers() == {"surveys_open": 1, "survey_sheets_unfinished": 4}
    assert {one.state for one in await c.sheets(town, (await c.campaigns(town))[0].id)} == {SheetState.WAITING}
