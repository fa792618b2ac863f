"""A link without a mail: asked about in any way, judged like a mail, reported by several, decided once for all."""

from __future__ import annotations

import pytest

from bot.playground import cast
from tests.bot.playground.screen import Json, Screen
from tests.kit.mails import begin, opened, report
from tests.kit.stage import Stage, button, press, press_in_view, words_of

LINK = "https://arnazon-login.top/verify"
DANGER, CAUTION, NO_SIGN = "危険です。開かないでください", "注意", "危険なしるしは見つかりませんでした"


async def result(screen: Screen) -> Json:
    """The message that the next receipt of a link turns into."""
    receipt = await screen.hears_bot()
    assert "リンクを受け取りました" in receipt["text"] or "I have your link" in receipt["text"], receipt["text"]
    changed = await screen.sees("message_changed", lambda event: event["message"]["ts"] == receipt["ts"])
    found: Json = changed["message"]
    return found


@pytest.mark.parametrize(
    "text",
    [
        LINK,
        "hxxps://arnazon-login[.]top/verify",
        "arnazon-login.top",
        f"<{LINK}|arnazon-login.top>",
        f"このリンクは安全ですか {LINK}",
        f"is this link safe? {LINK}",
    ],
)
async def test_a_link_gets_a_verdict_with_reasons_clause_and_steps(tanaka: Screen, text: str) -> None:
    await tanaka.say(text)
    shown = await result(tanaka)
    said = words_of(shown)
    assert "arnazon-login[.]top" in said
    assert "https://" not in said
    assert DANGER in said or "Danger: do not open it" in said
    assert "リンクを調べました" in said or "I examined the link" in said
    assert "メール" not in said.replace("不審なメール", "")
    labels = [one["text"]["text"] for block in shown["blocks"] for one in block.get("elements", ()) if "value" in one]
    assert {"ルールを読む", "Read the clause", "条文を読む"} & set(labels)


async def test_a_short_message_is_judged_with_its_words(tanaka: Screen) -> None:
    await tanaka.say("【佐川急便】お荷物のお届けにあがりましたが不在の為持ち帰りました。 https://strange-site.com/a")
    said = words_of(await result(tanaka))
    assert DANGER in said
    assert "お荷物のお届けにあがりました" in said
    assert "荷物や配送の話です" in said


async def test_a_shortener_is_caution_because_nobody_sees_where_it_leads(tanaka: Screen) -> None:
    await tanaka.say("https://bit.ly/3AbCdEf")
    said = words_of(await result(tanaka))
    assert CAUTION in said
    assert "行き先は、ここからは見えません" in said


async def test_our_own_address_is_said_to_be_ours_and_never_safe(tanaka: Screen) -> None:
    await tanaka.say("https://intra.example.co.jp/portal")
    said = words_of(await result(tanaka))
    assert NO_SIGN in said
    assert "当社のアドレスです" in said
    assert "安全という意味ではありません" in said


async def test_a_policy_question_with_an_address_is_answered_and_offers_the_check_below(tanaka: Screen) -> None:
    await tanaka.say("https://chat.strange-tool.com に会社の資料をアップロードしても大丈夫ですか？")
    answer = await tanaka.hears_bot()
    assert "受け取りました" not in answer["text"]
    below = await tanaka.hears_bot()
    assert "chat[.]strange-tool[.]com" in words_of(below)
    await press(tanaka, below, "このリンクを調べる")
    assert NO_SIGN in words_of(await result(tanaka))


async def test_a_question_about_our_own_or_a_well_known_site_is_only_answered(tanaka: Screen) -> None:
    await tanaka.say("https://intra.example.co.jp が開けません")
    await tanaka.hears_bot()
    await tanaka.say("may I use https://dropbox.com for customer files?")
    await tanaka.hears_bot()
    await tanaka.say(LINK)
    assert "リンクを受け取りました" in (await tanaka.hears_bot())["text"]


async def test_words_of_emergency_keep_their_first_steps_first(tanaka: Screen) -> None:
    await tanaka.say(f"リンクを押してしまった {LINK}")
    assert "まずこれを" in words_of(await tanaka.hears_bot())
    below = await tanaka.hears_bot()
    await press(tanaka, below, "このリンクを調べる")
    assert DANGER in words_of(await result(tanaka))


async def test_several_who_report_a_link_make_one_campaign_and_all_hear_the_decision(
    scene: Stage, tanaka: Screen, emma: Screen
) -> None:
    suzuki = await scene.person(cast.SUZUKI.id)
    await tanaka.say(LINK)
    after = await report(tanaka, await result(tanaka), "開いていない")
    assert "届いたメッセージは消さずに" in words_of(after)
    assert "メール" not in words_of(after)
    assert "鈴木" in words_of(after)
    card = (await suzuki.sees("message", lambda event: "不審なリンク" in words_of(event["message"])))["message"]
    assert "報告した人：1人" in words_of(card)
    await emma.say("is this link safe? hxxps://arnazon-login[.]top/verify?id=2")
    await report(emma, await result(emma), "Opened it")
    changed = await suzuki.sees("message_changed", lambda event: "2人" in words_of(event["message"]))
    await press(suzuki, changed["message"], "判定する")
    form = (await suzuki.sees("view_open"))["view"]
    state = {"status": {"value": {"type": "radio_buttons", "selected_option": {"value": "dangerous"}}}}
    await suzuki.do("view_submit", view_id=form["id"], state=state)
    told = (await tanaka.sees("message", lambda event: "危険なリンク" in event["message"]["text"]))["message"]
    assert "リンク" in told["text"]
    assert "メール" not in told["text"]
    assert await emma.sees("message", lambda event: "Dangerous link" in event["message"]["text"])


async def test_the_command_takes_a_link_with_or_without_its_word(tanaka: Screen) -> None:
    for text in (f"mail {LINK}", LINK):
        await tanaka.do("command", channel=cast.RANDOM, command="/mamori", text=text)
        assert "結果はDMで" in (await tanaka.sees("ephemeral"))["message"]["text"]
        shown = await tanaka.sees("message_changed", lambda event: DANGER in words_of(event["message"]))
        assert shown["message"]["channel"] == tanaka.dm


async def test_the_message_shortcut_takes_a_link(tanaka: Screen, emma: Screen) -> None:
    said = await emma.say(f"見て {LINK}", channel=cast.GENERAL)
    await tanaka.do("shortcut", callback_id="mail_check.check_message", channel=cast.GENERAL, ts=said["ts"])
    assert "リンクを受け取りました" in (await tanaka.sees("ephemeral"))["message"]["text"]
    assert DANGER in words_of((await tanaka.sees("message_changed"))["message"])


async def test_a_link_alone_is_enough_for_the_form(tanaka: Screen) -> None:
    await tanaka.do("open", channel=tanaka.dm, tab="home")
    await press_in_view(tanaka, (await tanaka.sees("home"))["view"], "メールを調べる")
    view = await opened(tanaka)
    assert (await begin(tanaka, view, text="arnazon-login.top"))["ok"]
    note = (await tanaka.sees("view_update"))["view"]
    assert "リンク" in words_of({"blocks": note["blocks"], "text": ""})
    shown = await result(tanaka)
    assert DANGER in words_of(shown)
    assert button(shown, "リンクを開いた")


async def test_a_link_in_a_channel_is_answered_in_person(scene: Stage, tanaka: Screen) -> None:
    mention = f"<@{scene.slack.slack.space.app.bot_user}> これ開いて大丈夫？ {LINK}"
    await tanaka.say(mention, channel=cast.GENERAL)
    assert "結果はDMで" in (await tanaka.sees("ephemeral"))["message"]["text"]
    assert DANGER in words_of((await tanaka.sees("message_changed"))["message"])


async def test_everybody_can_be_warned_of_a_link(scene: Stage, tanaka: Screen) -> None:
    suzuki = await scene.person(cast.SUZUKI.id)
    await tanaka.say(LINK)
    await report(tanaka, await result(tanaka), "開いていない")
    card = (await suzuki.sees("message", lambda event: "不審なリンク" in words_of(event["message"])))["message"]
    await press(suzuki, card, "全員に注意を呼びかける")
    view = (await suzuki.sees("view_open"))["view"]
    first = {
        block["block_id"]: block["element"].get("initial_value", "")
        for block in view["blocks"]
        if block["type"] == "input"
    }
    assert first["ja"].startswith("社内に不審なリンクが届いています。")
    assert "arnazon-login[.]top" in first["ja"]
    assert "メール" not in first["ja"]
    state = {name: {"value": {"type": "plain_text_input", "value": said}} for name, said in first.items()}
    await suzuki.do("view_submit", view_id=view["id"], state=state)
    shown = (await suzuki.sees("view_push"))["view"]
    assert "不審なリンクへの注意" in words_of({"blocks": shown["blocks"], "text": ""})
