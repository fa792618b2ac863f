"""Stories of people who tap through a decision."""

from __future__ import annotations

from sqlalchemy import select

from bot.answers.tables import walks
from bot.core.audit import verify
from bot.core.tables import audit
from bot.playground import cast
from tests.bot.playground.screen import Json, Screen
from tests.kit.stage import Stage, press, words_of

LAPTOP = "ノートパソコンを社外に持ち出してもいいですか？"


async def _tap(screen: Screen, message: Json, label: str) -> Json:
    await press(screen, message, label)
    changed: Json = (await screen.sees("message_changed"))["message"]
    return changed


async def _start(screen: Screen, label: str) -> Json:
    await screen.say(LAPTOP)
    await press(screen, await screen.hears_bot(), label)
    return await screen.hears_bot()


async def _decide(screen: Screen, what: str) -> Json:
    device = await _start(screen, what)
    return await _tap(screen, await _tap(screen, device, "ノートパソコン"), "はい")


async def test_a_confidential_laptop_needs_the_department_head_by_name(tanaka: Screen) -> None:
    result = await _decide(tanaka, "社外秘")
    assert result["blocks"][0]["text"]["text"].startswith("条件付きで可")
    assert "部門長" in words_of(result)
    assert "佐藤" in words_of(result)
    assert "飲酒" in words_of(result) or "お酒" in words_of(result)


async def test_a_top_secret_laptop_needs_the_president(tanaka: Screen) -> None:
    result = await _decide(tanaka, "極秘")
    assert "代表取締役" in words_of(result)
    assert "渡辺" in words_of(result)


async def test_what_was_tapped_is_kept_as_evidence_in_the_audit_chain(tanaka: Screen, scene: Stage) -> None:
    result = await _decide(tanaka, "社外秘")
    services = scene.house.services
    async with services.database.read() as connection:
        row = (await connection.execute(select(walks))).mappings().one()
        entry = (await connection.execute(select(audit).where(audit.c.action == "answers.decided"))).mappings().one()
        assert await verify(connection, services.settings.audit_secret()) is None
    assert row["id"] in words_of(result)
    assert row["verdict"] == "conditional"
    assert entry["data"]["taps"] == row["taps"]
    assert list(row["taps"].values()) == ["confidential", "laptop", "yes"]


async def test_one_step_back_asks_the_question_again(tanaka: Screen) -> None:
    walk = await _start(tanaka, "社外秘")
    again = await _tap(tanaka, walk, "ひとつ戻る")
    assert "極秘" in words_of(again)


async def test_a_walk_belongs_to_the_person_who_started_it(scene: Stage) -> None:
    tanaka, emma = await scene.person(cast.TANAKA.id), await scene.person(cast.EMMA.id)
    bot = scene.slack.slack.space.app.bot_user
    await tanaka.say(f"<@{bot}> {LAPTOP}", cast.GENERAL)
    await press(tanaka, await tanaka.hears_bot(), "社外秘")
    walk = await tanaka.hears_bot()
    await press(emma, walk, "ノートパソコン")
    reason = (await emma.sees("ephemeral"))["message"]
    assert "belong to the person who asked" in reason["text"]


async def test_an_ended_walk_never_changes_and_starting_over_makes_a_new_record(tanaka: Screen, scene: Stage) -> None:
    result = await _decide(tanaka, "社外秘")
    await press(tanaka, result, "最初からやり直す")
    anew = await tanaka.hears_bot()
    assert "社外秘" in words_of(anew)
    async with scene.house.services.database.read() as connection:
        rows = (await connection.execute(select(walks))).mappings().all()
    assert sorted(row["verdict"] or "" for row in rows) == ["", "conditional"]
