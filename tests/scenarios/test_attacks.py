"""Stories of forged, stale and hostile payloads: none does harm, and who sent one by mistake hears why."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.answers.tables import handovers, questions, ratings, walks
from bot.core.people import PeopleStore, Profile
from bot.playground import cast
from tests.bot.playground.screen import Screen
from tests.kit.database import TestClock
from tests.kit.forge import complaints, deliver, happened, pressed, said, submitted
from tests.kit.stage import Stage, press, words_of

LAPTOP = "ノートパソコンを社外に持ち出してもいいですか？"
RIDDLE = "りんごとバナナはどちらが重いですか"
GONE = "記録に残っていません"
CHANGED = "ルールが変わりました"
TRAP = "<!channel> <@U0SATO00001> <https://evil.example|社内ポータル> りんごとバナナはどちらが重いですか"


async def _one(scene: Stage, column: Any) -> Any:
    async with scene.house.services.database.read() as connection:
        return (await connection.execute(select(column))).scalar_one()


async def _change(scene: Stage, table: Any, **values: Any) -> None:
    async with scene.house.services.database.write() as connection:
        await connection.execute(update(table).values(**values))


async def _question(scene: Stage, screen: Screen, text: str) -> str:
    await screen.say(text)
    await screen.hears_bot()
    return str(await _one(scene, questions.c.id))


async def _handover(scene: Stage, screen: Screen, text: str, note: str = "") -> str:
    question = await _question(scene, screen, text)
    await deliver(scene, submitted(scene, screen.user, "answers.ask_person_form", question, note=note))
    return str(await _one(scene, handovers.c.id))


async def _views_opened(scene: Stage) -> int:
    return len(await scene.admin.lines("api", "views.open"))


@pytest.mark.parametrize("action", ["answers.ask_person", "answers.rate", "answers.walk_start", "answers.urgent"])
async def test_a_private_question_of_somebody_else_is_not_on_record_for_you(
    scene: Stage, tanaka: Screen, action: str
) -> None:
    question = await _question(scene, tanaka, LAPTOP)
    values = {"answers.rate": f"bad:{question}", "answers.walk_start": json.dumps({"q": question, "t": {}})}
    await deliver(scene, pressed(scene, cast.EMMA.id, action, values.get(action, question)))
    assert len(await said(scene, "reason:")) == 1
    assert await said(scene, "walk:") == []
    assert await said(scene, "handover:") == []
    assert await _views_opened(scene) == 0


@pytest.mark.parametrize("form", ["answers.ask_person_form", "answers.rate_form"])
async def test_a_forged_form_cannot_speak_for_somebody_elses_question(scene: Stage, tanaka: Screen, form: str) -> None:
    question = await _question(scene, tanaka, LAPTOP)
    assert len(await complaints(scene, submitted(scene, cast.EMMA.id, form, question, note="x", comment="x"))) == 1
    assert await said(scene, "handover:") == []


@pytest.mark.parametrize("action", ["answers.resolve", "answers.take", "answers.reply"])
async def test_who_asked_cannot_answer_even_with_a_role_and_the_reference(scene: Stage, action: str) -> None:
    sato = await scene.person(cast.SATO.id)
    handover = await _handover(scene, sato, RIDDLE)
    await deliver(scene, pressed(scene, cast.SATO.id, action, handover))
    assert await _one(scene, handovers.c.status) == "open"
    assert len(await said(scene, "reason:")) == 1
    assert await _views_opened(scene) == 0


async def test_an_employee_cannot_answer_with_a_forged_form(scene: Stage, tanaka: Screen) -> None:
    handover = await _handover(scene, tanaka, RIDDLE)
    form = submitted(scene, cast.EMMA.id, "answers.reply_form", handover, reply="大丈夫です")
    assert len(await complaints(scene, form)) == 1
    assert await _one(scene, handovers.c.status) == "open"


async def test_a_helper_who_was_not_told_cannot_answer_for_those_who_were(scene: Stage, tanaka: Screen) -> None:
    handover = await _handover(scene, tanaka, RIDDLE)
    await deliver(scene, submitted(scene, cast.SATO.id, "answers.reply_form", handover, reply="大丈夫です"))
    assert await _one(scene, handovers.c.status) == "open"


async def test_only_who_triages_takes_a_question_off_the_work_list(scene: Stage, tanaka: Screen) -> None:
    question = await _question(scene, tanaka, RIDDLE)
    await deliver(scene, pressed(scene, cast.SATO.id, "answers.settle", question))
    assert await _one(scene, questions.c.settled_at) is None


async def test_choosing_among_rules_settles_only_ones_own_question(scene: Stage, tanaka: Screen) -> None:
    question = await _question(scene, tanaka, RIDDLE)
    chosen = json.dumps({"e": "takeout-laptop", "via": "choice", "q": question})
    await deliver(scene, pressed(scene, cast.EMMA.id, "answers.related.0.choice", chosen))
    async with scene.house.services.database.read() as connection:
        left = select(questions.c.settled_at).where(questions.c.id == question)
        assert (await connection.execute(left)).scalar_one() is None


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("answers.related.0.x", '{"e":"takeout-laptop"}'),
        ("answers.clause", '{"c":["3-2"]}'),
        ("answers.library", "rules"),
    ],
)
async def test_a_stranger_in_a_shared_channel_learns_no_rule_by_pressing(scene: Stage, action: str, value: str) -> None:
    stranger = Profile("T0OTHER0001", "U0STRANGER1", "Eve", None, "ja-JP", None, False, True, datetime.now(UTC))
    async with scene.house.services.database.write() as connection:
        await PeopleStore(connection).save(stranger)
    body = pressed(scene, "U0STRANGER1", action, value, team="T0OTHER0001", channel=cast.GENERAL)
    await deliver(scene, body)
    assert "社内の方だけ" in (await said(scene, "reason:"))[0]
    assert await said(scene, "answer:") == []
    assert await _views_opened(scene) == 0


async def test_starting_over_twice_leads_back_to_the_walk_that_is_open(scene: Stage, tanaka: Screen) -> None:
    await tanaka.say(LAPTOP)
    await press(tanaka, await tanaka.hears_bot(), "社外秘")
    await press(tanaka, await tanaka.hears_bot(), "ノートパソコン")
    await press(tanaka, (await tanaka.sees("message_changed"))["message"], "はい")
    ended = (await tanaka.sees("message_changed"))["message"]
    await press(tanaka, ended, "最初からやり直す")
    anew = await tanaka.hears_bot()
    await press(tanaka, anew, "社外秘")
    await tanaka.sees("message_changed")
    await press(tanaka, ended, "最初からやり直す")
    assert "極秘" in words_of(
        (await tanaka.sees("message_changed", lambda e: e["message"]["ts"] == anew["ts"]))["message"]
    )


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("answers.related.0.related", '{"e":"gone"}'),
        ("answers.related.0.related", '{"e":"clause:13-99"}'),
        ("answers.related.0.related", '{"e":{"a":1},"q":{"b":2},"l":[]}'),
        ("answers.clause", '{"e":"gone","l":"ja"}'),
        ("answers.clause", '{"c":7}'),
        ("answers.clause", '{"c":["13-99"]}'),
        ("answers.cases", '{"e":"gone"}'),
        ("answers.library", "gone"),
        ("answers.gone", "x"),
        ("nobody.knows.this", "x"),
    ],
)
async def test_a_button_of_rules_that_are_gone_says_so(scene: Stage, action: str, value: str) -> None:
    assert await deliver(scene, pressed(scene, cast.TANAKA.id, action, value)) == 200
    assert CHANGED in (await said(scene, "reason:"))[0]
    assert await _views_opened(scene) == 0


async def test_a_thumb_on_an_answer_that_is_gone_still_counts(scene: Stage, tanaka: Screen) -> None:
    question = await _question(scene, tanaka, LAPTOP)
    await _change(scene, questions, entry="gone")
    await deliver(scene, pressed(scene, cast.TANAKA.id, "answers.rate", f"good:{question}"))
    assert await _one(scene, ratings.c.helpful) is True
    assert await said(scene, "reason:") == []


async def test_a_question_about_a_clause_that_is_gone_can_still_be_taken_and_remembered(
    still_scene: Stage, clock: TestClock
) -> None:
    tanaka = await still_scene.person(cast.TANAKA.id)
    handover = await _handover(still_scene, tanaka, RIDDLE)
    await _change(still_scene, questions, entry="clause:13-99", alternatives=["gone", "clause:13-98"])
    await deliver(still_scene, pressed(still_scene, cast.TAKAHASHI.id, "answers.take", handover))
    assert await _one(still_scene, handovers.c.status) == "taken"
    clock.move(days=3)
    await still_scene.house.ticker.look()
    assert len(await said(still_scene, "reminder:")) == 1


async def test_a_walk_whose_decision_is_gone_begins_anew(scene: Stage, tanaka: Screen) -> None:
    await tanaka.say(LAPTOP)
    answer = await tanaka.hears_bot()
    await press(tanaka, answer, "社外秘")
    await tanaka.hears_bot()
    await _change(scene, walks, decision="gone")
    await press(tanaka, answer, "社外秘")
    assert "ノートパソコン" in words_of(await tanaka.hears_bot())


async def test_what_people_write_mentions_nobody_in_any_text_of_ours(still_scene: Stage, clock: TestClock) -> None:
    tanaka = await still_scene.person(cast.TANAKA.id)
    typed = TRAP.replace("<", "&lt;").replace(">", "&gt;")
    dm = still_scene.slack.slack.space.bot_dm(cast.TANAKA.id).id
    await deliver(still_scene, happened(still_scene, cast.TANAKA.id, type="message", channel=dm, text=typed))
    question = await _one(still_scene, questions.c.id)
    assert tanaka.dm == dm
    await deliver(still_scene, submitted(still_scene, tanaka.user, "answers.ask_person_form", question, note=TRAP))
    clock.move(days=3)
    await still_scene.house.ticker.look()
    handover = await _one(still_scene, handovers.c.id)
    await deliver(
        still_scene, submitted(still_scene, cast.TAKAHASHI.id, "answers.reply_form", handover, reply=TRAP + "あ" * 2300)
    )
    texts = await said(still_scene)
    assert any("channel" in text for text in texts)
    assert [text for text in texts if "<!" in text or "<http" in text or "<@U0SATO" in text] == []
