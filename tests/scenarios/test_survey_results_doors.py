"""Who may do what with a result: every door, pressed by everybody, with values that no card of theirs holds."""

from __future__ import annotations

import pytest

from bot.playground.cast import EMMA, GONE, GUEST, REYES, SATO, TAKAHASHI, TANAKA, WATANABE
from bot.surveys.improvements import Improvements, ImprovementStore
from handlers.surveys import ids
from handlers.surveys.results.targets import Target
from tests.kit.forge import deliver, pressed, said, submitted
from tests.kit.stage import Stage
from tests.kit.survey_rounds import Filled, all_, closed, member, opened

ROUND = (
    Filled(SATO.id, "sales", all_("partly")),
    Filled(EMMA.id, "development", all_("done", backup="partly")),
    Filled(WATANABE.id, "management", all_("partly")),
)
LATE = ("時間切れになりました", "closed the door")
"""What somebody is told whose press was allowed: a forged press cannot open a window."""
SEEN, HIDDEN = True, False
DOORS = ("result", "company", "own", "other", "charts", "file", "stars", "improve")
LEAD = (SEEN,) * 8
EMPLOYEE = (HIDDEN,) * 8
VISIBLE = {
    TAKAHASHI.id: LEAD,
    WATANABE.id: LEAD,
    SATO.id: (SEEN, SEEN, SEEN, HIDDEN, SEEN, HIDDEN, HIDDEN, HIDDEN),
    EMMA.id: (SEEN, SEEN, HIDDEN, HIDDEN, SEEN, HIDDEN, HIDDEN, HIDDEN),
    TANAKA.id: EMPLOYEE,
    REYES.id: EMPLOYEE,
    GUEST.id: EMPLOYEE,
    GONE.id: EMPLOYEE,
}
HEADS_ONLY = {
    **VISIBLE,
    SATO.id: (SEEN, HIDDEN, SEEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    EMMA.id: EMPLOYEE,
}


async def passes(scene: Stage, body: dict[str, object]) -> bool:
    """Whether a press got through the door; a refusal says why."""
    before = await said(scene, "reason:")
    assert await deliver(scene, body) == 200
    new = (await said(scene, "reason:"))[len(before) :]
    assert len(new) == 1, new
    return any(word in new[0] for word in LATE)


def presses(campaign: str) -> dict[str, tuple[str, str]]:
    return {
        "result": (ids.RESULT, campaign),
        "company": (ids.WAYS, Target(campaign).carried()),
        "own": (ids.WAYS, Target(campaign, "sales").carried()),
        "other": (ids.WAYS, Target(campaign, "development").carried()),
        "charts": (ids.CHARTS, Target(campaign).carried()),
        "file": (ids.FILE, Target(campaign).carried()),
        "stars": (ids.STARS, Target(campaign).carried()),
        "improve": (ids.IMPROVE, Target(campaign, item="backup").carried()),
    }


@pytest.mark.parametrize(("visible", "expected"), [(True, VISIBLE), (False, HEADS_ONLY)])
async def test_every_door_by_everybody(scene: Stage, visible: bool, expected: dict[str, tuple[bool, ...]]) -> None:
    campaign = await closed(scene, ROUND, visible=visible)
    doors = presses(campaign.id)
    for user, row in expected.items():
        found = tuple([await passes(scene, pressed(scene, user, *doors[door])) for door in DOORS])
        assert found == row, user


async def test_a_department_that_was_not_asked_gives_its_head_nothing(scene: Stage) -> None:
    campaign = await closed(scene, [one for one in ROUND if one.unit != "sales"], visible=True)
    for door, (action, value) in presses(campaign.id).items():
        assert not await passes(scene, pressed(scene, SATO.id, action, value)), door


async def test_another_company_reaches_nothing(scene: Stage) -> None:
    campaign = await closed(scene, ROUND, visible=True)
    for door, (action, value) in presses(campaign.id).items():
        body = pressed(scene, "U0STRANGER1", action, value, team="T0OTHER0001")
        assert await deliver(scene, body) == 200
        assert not any(word in text for text in await said(scene, "reason:") for word in LATE), door


async def test_values_that_no_card_ever_held_reach_nothing(scene: Stage) -> None:
    await closed(scene, ROUND)
    for value in ("", "SV-NOTHERE", "{", '{"campaign": 7}', '{"campaign": "SV-X", "page": "x"}', '{"page": 1e999}'):
        for action in (ids.RESULT, ids.WAYS, ids.CHARTS, ids.PICTURES, ids.FILE, ids.IMPROVE, ids.IMPROVED):
            assert not await passes(scene, pressed(scene, TAKAHASHI.id, action, value)), (action, value)


async def test_an_anonymous_result_waits_for_the_closing_even_for_the_lead(scene: Stage) -> None:
    campaign = await opened(scene, ROUND, anonymous=True)
    assert not await passes(scene, pressed(scene, TAKAHASHI.id, ids.RESULT, campaign.id))
    assert "匿名" in (await said(scene, "reason:"))[-1]


async def test_a_named_result_can_be_seen_before_the_closing_by_those_who_answer_for_it_alone(scene: Stage) -> None:
    campaign = await opened(scene, ROUND, visible=True)
    found = {user: await passes(scene, pressed(scene, user, ids.RESULT, campaign.id)) for user in VISIBLE}
    assert {user for user, seen in found.items() if seen} == {TAKAHASHI.id, WATANABE.id, SATO.id}


async def test_forms_that_were_never_open_change_nothing(scene: Stage) -> None:
    campaign = await closed(scene, ROUND, visible=True)
    about = Target(campaign.id, item="backup").carried()
    for user in (SATO.id, EMMA.id, TANAKA.id, GUEST.id):
        due, owner = "2099-01-01", TANAKA.id
        body = submitted(scene, user, ids.IMPROVE_FORM, about, text="x", owner=owner, due=due)
        assert await deliver(scene, body) == 200
        body = submitted(scene, user, ids.FILE_FORM, campaign.id, kind="csv", language="ja")
        assert await deliver(scene, body) == 200
    async with scene.house.services.database.read() as connection:
        assert await ImprovementStore(connection).of_campaign(campaign.id) == []
    assert not [one for one in await said(scene, "handout:") if one]


async def test_an_improvement_is_settled_by_its_owner_or_by_those_who_run_surveys(scene: Stage) -> None:
    campaign = await closed(scene, ROUND, visible=True)
    services, lead = scene.house.services, await member(scene, TAKAHASHI.id)
    async with services.unit() as work:
        due = services.days.end_of(services.days.day_of(work.now).replace(year=2099))
        wish = SATO.id, due
        one = await Improvements(services.days).decide(work, lead, campaign, ("", "backup"), "控えを取る", wish)
    about = Target(improvement=one.id).carried()
    for user in (EMMA.id, TANAKA.id, GUEST.id, REYES.id):
        assert not await passes(scene, pressed(scene, user, ids.IMPROVED, about)), user
        await deliver(scene, submitted(scene, user, ids.IMPROVED_FORM, about, note="x"))
    async with services.database.read() as connection:
        kept = await ImprovementStore(connection).get(one.id)
    assert kept is not None
    assert kept.open
    for user in (SATO.id, TAKAHASHI.id):
        assert await passes(scene, pressed(scene, user, ids.IMPROVED, about)), user
    await deliver(scene, submitted(scene, SATO.id, ids.IMPROVED_FORM, about, note="x"))
    async with services.database.read() as connection:
        done = await ImprovementStore(connection).get(one.id)
    assert done is not None
    assert done.done_by == SATO.id
