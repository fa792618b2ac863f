"""Stories of drafts that come from elsewhere: a reported mail, an incident, a gap in what people know."""

from __future__ import annotations

import json
from datetime import timedelta

from bot.bulletins.cases import Bulletin, BulletinState
from bot.playground.cast import SUZUKI, TAKAHASHI, WATANABE
from handlers.bulletins.card import ids as card_ids
from handlers.bulletins.planning import ids as planning_ids
from handlers.bulletins.writing import ids
from handlers.incidents.work import step_ids
from handlers.kit.payload import Spot
from tests.kit import bulletin_forms as f
from tests.kit.bulletins import audience, bulletin, content
from tests.kit.forge import deliver, pressed, submitted
from tests.kit.incidents import latest, next_view, report, told, until_told
from tests.kit.reporting import home
from tests.kit.stage import Stage, press, press_in_view, words_of
from tests.kit.survey_rounds import Filled, all_, closed
from tests.kit.taps import shown, tap, text
from tests.scenarios import test_mail_warning as warnings
from tests.scenarios import test_survey_results as results


async def test_a_warning_of_a_mail_becomes_a_draft_with_its_words_defanged(scene: Stage) -> None:
    suzuki = await scene.person(SUZUKI.id)
    view, _ = await warnings.words(suzuki, await warnings.reported(scene))
    said = await tap(suzuki, view, "確認つきのお知らせにする")
    assert "下書きを届けました" in shown(said)
    (draft,) = await f.all_bulletins(scene)
    assert (draft.by, draft.state, draft.content.origin.kind) == (SUZUKI.id, BulletinState.DRAFT, "campaign")  # type: ignore[union-attr]
    wording = draft.content.wording("ja")
    assert "192[.]0[.]2[.]7" in wording.body
    assert "http://" not in wording.body
    assert wording.title == "不審なメールに注意してください"
    card = await until_told(scene, SUZUKI.id, "お知らせの下書きができています")
    await press(suzuki, card, "続きを書く")
    assert "192[.]0[.]2[.]7" in shown(await next_view(suzuki))


async def test_a_lesson_of_an_incident_says_its_kind_and_nothing_confidential(scene: Stage) -> None:
    takahashi = await scene.person(TAKAHASHI.id)
    await report(takahashi, "loss", "田中さんが客先の名簿入りのPCをなくした", where="新宿")
    incident = await latest(scene)
    where = {"trigger_id": f.trigger(scene, TAKAHASHI.id)}
    await deliver(scene, pressed(scene, TAKAHASHI.id, step_ids.LEARN_NOTICE, incident.id, **where))
    (draft,) = await f.all_bulletins(scene)
    assert draft.content.template == "incident-lesson"
    assert "新宿" not in str(draft.content)
    assert incident.title[:20] in draft.title
    for user in (WATANABE.id, SUZUKI.id):  # one may not send bulletins; the other does, but not of a restricted one
        await deliver(scene, pressed(scene, user, step_ids.LEARN_NOTICE, "no-such-incident"))
    assert len(await f.all_bulletins(scene)) == 1


async def test_a_gap_in_what_people_know_becomes_a_draft_of_the_text_that_is_shown(scene: Stage) -> None:
    await closed(scene, (Filled(WATANABE.id, "management", all_("not-done")),))
    takahashi = await scene.person(TAKAHASHI.id)
    ways = await results.opens(takahashi, await results.card(scene, TAKAHASHI.id), results.WAYS)
    while "お知らせの下書きにする" not in shown(ways):
        ways = await tap(takahashi, ways, "次へ")
    await tap(takahashi, ways, "お知らせの下書きにする")
    (draft,) = await f.all_bulletins(scene)
    assert draft.content.wording("ja").body.splitlines()[0] in shown(ways)
    assert {*draft.content.wordings} == {"ja", "en"}


async def test_a_draft_offered_by_another_room_is_previewed_and_dropped_from_its_card(scene: Stage) -> None:
    writing = f.room_of(scene)
    person = await scene.house.desk.people.of(Spot(scene.slack.slack.space.team_id, TAKAHASHI.id))
    async with scene.house.services.unit() as work:
        await writing.offer(work, person.id, person.team, content(), audience())
    takahashi = await scene.person(TAKAHASHI.id)
    await press(takahashi, await until_told(scene, TAKAHASHI.id, "下書きができています"), "プレビュー")
    assert "7人に届きます" in words_of(await f.panel(scene, TAKAHASHI.id))
    await press(takahashi, (await told(scene, TAKAHASHI.id, "下書きができています"))[0], "下書きを消す")
    assert (await f.all_bulletins(scene))[0].state is BulletinState.CANCELLED
    assert not await told(scene, TAKAHASHI.id, "続きを書く"), "the card says what became of it"


async def drafts_on_record(scene: Stage, count: int, user: str = TAKAHASHI.id) -> None:
    """Somebody has begun so many, one after the other."""
    services, team = scene.house.services, scene.slack.slack.space.team_id
    async with services.unit() as work:
        for number in range(count):
            since = services.clock.now() - timedelta(days=count - number)
            await services.bulletins.keep(work, bulletin(team, user, since, content=content(f"下書き{number}番")))


async def test_every_draft_is_reached_from_the_home_and_an_old_one_is_put_away(scene: Stage) -> None:
    await drafts_on_record(scene, 30)
    await drafts_on_record(scene, 1, SUZUKI.id)
    takahashi = await scene.person(TAKAHASHI.id)
    page = await home(takahashi)
    assert "下書き29番" in shown(page)
    assert "下書き24番" not in shown(page), "the Home holds the newest five"
    await press_in_view(takahashi, page, "下書きをすべて見る")
    listed = await next_view(takahashi)
    assert "あなたの下書き：30件" in shown(listed)
    assert "下書き18番" in shown(listed)
    assert "下書き17番" not in shown(listed)
    last = await tap(takahashi, await tap(takahashi, listed, "次のページ"), "次のページ")
    assert "3ページ中3ページ目" in shown(last)
    left = await tap(takahashi, last, "下書きを消す")
    assert "あなたの下書き：29件" in shown(left)
    assert "下書き5番" not in shown(left)
    states = {one.title: one.state for one in await f.all_bulletins(scene)}
    assert states["下書き5番"] is BulletinState.CANCELLED
    assert [*states.values()].count(BulletinState.CANCELLED) == 1
    await press_in_view(takahashi, left, "続きを書く")
    assert "下書き4番" in shown(await next_view(takahashi))


async def test_nobody_lists_or_puts_away_drafts_who_may_not_write_them(scene: Stage) -> None:
    await drafts_on_record(scene, 1)
    (draft,) = await f.all_bulletins(scene)
    for door in (ids.DRAFTS, ids.DISCARD):
        held = json.dumps({"b": draft.id, "r": draft.revision})
        await deliver(scene, pressed(scene, WATANABE.id, door, held, trigger_id=f.trigger(scene, WATANABE.id)))
    assert (await f.all_bulletins(scene)) == [draft]


async def laid(scene: Stage) -> Bulletin:
    """A draft that another room has laid before Takahashi."""
    async with scene.house.services.unit() as work:
        team = scene.slack.slack.space.team_id
        return await f.room_of(scene).offer(work, TAKAHASHI.id, team, content(), audience())


async def test_a_draft_with_two_cards_shows_the_newest_words_on_the_first_one_too(scene: Stage) -> None:
    await laid(scene)
    takahashi = await scene.person(TAKAHASHI.id)
    await press(takahashi, await until_told(scene, TAKAHASHI.id, "下書きができています"), "続きを書く")
    view = await f.worded(takahashi, await next_view(takahashi), title_ja=text("新しい件名です"))
    assert await takahashi.do("view_submit", view_id=view["id"], state=f.aimed())
    panel = await f.panel(scene, TAKAHASHI.id)
    (card,) = await told(scene, TAKAHASHI.id, "下書きができています")
    assert "新しい件名です" in words_of(card)
    await press(takahashi, panel, "下書きを消す")
    await scene.settled()
    for label in ("続きを書く", "いま送る", "内容を直す"):
        assert not await told(scene, TAKAHASHI.id, label)


async def test_what_is_called_off_from_the_calendar_leaves_no_card_that_could_still_send_it(scene: Stage) -> None:
    draft = await laid(scene)
    takahashi = await scene.person(TAKAHASHI.id)
    await press(takahashi, await until_told(scene, TAKAHASHI.id, "下書きができています"), "プレビュー")
    await f.panel(scene, TAKAHASHI.id)
    sure = json.dumps({"d": f"cancel:{draft.id}:0", "p": 0})
    await deliver(scene, submitted(scene, TAKAHASHI.id, planning_ids.SURE_FORM, sure))
    await scene.settled()
    assert (await f.all_bulletins(scene))[0].state is BulletinState.CANCELLED
    assert len(await told(scene, TAKAHASHI.id, "取りやめました")) == 2, "the draft's card and the panel"
    for label in ("続きを書く", "いま送る", "下書きを消す"):
        assert not await told(scene, TAKAHASHI.id, label)


async def test_a_proposal_that_its_author_calls_off_says_so_before_the_second_person(scene: Stage) -> None:
    f.approval(scene, "always")
    await press(await scene.person(SUZUKI.id), await f.previewed(scene, SUZUKI.id), "承認を依頼する")
    await until_told(scene, WATANABE.id, "お知らせが承認を待っています")
    (proposed,) = await f.all_bulletins(scene)
    await deliver(scene, pressed(scene, SUZUKI.id, card_ids.CANCEL, proposed.id))
    await scene.settled()
    assert await told(scene, WATANABE.id, "鈴木 直樹さんが取りやめました")
    assert not await told(scene, WATANABE.id, "承認して送る")
