"""Stories of people who ask."""

from __future__ import annotations

import asyncio

import pytest

from bot.answers.store import AnswerStore
from bot.playground import cast
from tests.bot.playground.screen import Screen
from tests.kit.stage import Stage, press, press_in_view, words_of

LAPTOP = "ノートパソコンを社外に持ち出してもいいですか？"
RIDDLE = "りんごとバナナはどちらが重いですか"


async def test_the_laptop_question_is_answered_in_japanese_with_verdict_and_clause(tanaka: Screen) -> None:
    await tanaka.say(LAPTOP)
    answer = await tanaka.hears_bot()
    assert answer["blocks"][0]["text"]["text"].startswith("条件付きで可")
    assert "3-2" in words_of(answer)
    assert "2018年7月1日" in words_of(answer)


async def test_the_same_question_in_english_is_answered_in_english(tanaka: Screen) -> None:
    await tanaka.say("May I take this laptop out?")
    answer = await tanaka.hears_bot()
    assert answer["blocks"][0]["text"]["text"].startswith("Yes, on conditions")
    assert "Clause 3-2" in words_of(answer)


async def test_the_same_question_gets_the_same_answer_every_time(tanaka: Screen) -> None:
    texts = set()
    for _ in range(3):
        await tanaka.say(LAPTOP)
        texts.add((await tanaka.hears_bot())["text"])
    assert len(texts) == 1


@pytest.mark.parametrize(
    "text",
    ["添付開いちゃった", "会社のスマホを電車でなくしました", "I clicked the link in the mail and typed my password"],
)
async def test_an_emergency_gets_its_first_steps_above_all_else(tanaka: Screen, text: str) -> None:
    await tanaka.say(text)
    answer = await tanaka.hears_bot()
    assert answer["blocks"][0]["text"]["text"].startswith(("まずこれを", "Do this now"))
    assert answer["blocks"][1]["elements"][0]["style"] == "ordered"


async def test_a_greeting_gets_a_human_word_back(tanaka: Screen) -> None:
    await tanaka.say("こんにちは！")
    assert "こんにちは" in (await tanaka.hears_bot())["text"]


async def test_what_belongs_elsewhere_is_said_kindly(tanaka: Screen) -> None:
    await tanaka.say("今日のランチは何がおすすめ？")
    answer = await tanaka.hears_bot()
    assert "お答えできます" in answer["text"]
    assert "根拠" not in words_of(answer)


async def test_what_no_rule_covers_is_kept_for_the_security_team(tanaka: Screen, scene: Stage) -> None:
    await tanaka.say(RIDDLE)
    assert "見つかりませんでした" in (await tanaka.hears_bot())["text"]
    async with scene.house.services.database.read() as connection:
        kept = await AnswerStore(connection).unanswered(scene.slack.slack.space.team_id, 10)
    assert [question.text for question in kept] == [RIDDLE]


async def test_a_mention_without_words_gets_help_instead_of_silence(tanaka: Screen, scene: Stage) -> None:
    await tanaka.say(f"<@{scene.slack.slack.space.app.bot_user}>", cast.GENERAL)
    said = (await tanaka.hears_bot())["text"]
    assert "相談窓口" in said
    assert all(command in said for command in ("incidents", "drill", "near-miss", "mail"))


async def test_a_mention_in_a_channel_is_answered_in_its_thread_and_followed_up_there(
    tanaka: Screen, scene: Stage
) -> None:
    asked = await tanaka.say(f"<@{scene.slack.slack.space.app.bot_user}> {LAPTOP}", cast.GENERAL)
    answer = await tanaka.hears_bot()
    assert answer["thread_ts"] == asked["ts"]
    await tanaka.say("USBメモリに保存して持ち出すのは？", cast.GENERAL, thread_ts=asked["ts"])
    follow_up = await tanaka.hears_bot()
    assert follow_up["thread_ts"] == asked["ts"]


async def test_the_bot_is_silent_where_nobody_addresses_it(tanaka: Screen) -> None:
    await tanaka.say(LAPTOP, cast.GENERAL)
    await tanaka.say("お昼いきましょう", cast.GENERAL)
    await tanaka.say(LAPTOP)
    heard = await tanaka.hears_bot()
    assert heard["channel"] == tanaka.dm


async def test_the_slash_command_answers_for_the_asker_alone(tanaka: Screen, emma: Screen) -> None:
    await tanaka.do("command", channel=cast.RANDOM, command="/mamori", text=LAPTOP)
    private = (await tanaka.sees("ephemeral"))["message"]
    assert "3-2" in words_of(private)
    assert "持ち出し" in words_of(private)
    seen = (await emma.get("messages", channel=cast.RANDOM))["messages"]
    assert all("3-2" not in words_of(message) for message in seen)


async def test_an_empty_command_explains_how_to_ask(tanaka: Screen) -> None:
    await tanaka.do("command", channel=cast.RANDOM, command="/mamori", text="")
    assert "/mamori" in (await tanaka.sees("ephemeral"))["message"]["text"]


async def test_the_message_shortcut_asks_about_somebody_elses_message(tanaka: Screen, emma: Screen) -> None:
    said = await emma.say("May I bring my own PC for work?", cast.GENERAL)
    await tanaka.do("shortcut", callback_id="answers.ask_about", channel=cast.GENERAL, ts=said["ts"])
    private = (await tanaka.sees("ephemeral"))["message"]
    assert "7-5" in words_of(private)


async def test_a_related_question_is_one_press_away(tanaka: Screen) -> None:
    await tanaka.say(LAPTOP)
    answer = await tanaka.hears_bot()
    related = next(
        element
        for block in answer["blocks"]
        for element in block.get("elements", ())
        if element.get("action_id", "").startswith("answers.related")
    )
    await press(tanaka, answer, related["text"]["text"])
    assert related["text"]["text"] in words_of(await tanaka.hears_bot())


async def test_the_clause_opens_in_full(tanaka: Screen) -> None:
    await tanaka.say(LAPTOP)
    await press(tanaka, await tanaka.hears_bot(), "条文を読む")
    view = (await tanaka.sees("view_open"))["view"]
    assert "3-2" in words_of({"blocks": view["blocks"], "text": ""})


async def test_the_home_offers_first_steps_and_a_shelf_to_read(tanaka: Screen) -> None:
    await tanaka.do("open", channel=tanaka.dm, tab="home")
    home = (await tanaka.sees("home"))["view"]
    await press_in_view(tanaka, home, "規程の用語")
    shelf = (await tanaka.sees("view_open"))["view"]
    assert "極秘" in words_of({"blocks": shelf["blocks"], "text": ""})
    await press_in_view(tanaka, home, "なくした・盗まれた")
    form = (await tanaka.sees("view_open"))["view"]
    assert "まず、これを" in words_of({"blocks": form["blocks"], "text": ""})


async def test_ten_people_who_ask_at_once_each_get_one_answer(scene: Stage) -> None:
    screens = [await scene.person(person.id) for person in cast.PEOPLE if not person.deleted]
    await asyncio.gather(*(screen.say(LAPTOP) for screen in screens))
    for screen in screens:
        assert "3-2" in words_of(await screen.hears_bot())
        log = (await screen.get("messages", channel=screen.dm))["messages"]
        assert sum("3-2" in words_of(message) for message in log if message["bot_id"]) == 1


async def test_hostile_text_stays_text(tanaka: Screen) -> None:
    await tanaka.say("<!channel> <https://evil.example|社内ポータル> `rm -rf` 今日の天気は？")
    answer = await tanaka.hears_bot()
    assert "<!channel>" not in words_of(answer)
    assert "evil.example" not in answer["text"]
