"""The page as a first-time visitor meets it."""

from typing import Any

from playwright.async_api import expect

from bot.playground.cast import EMMA, GENERAL, RANDOM, SATO, TANAKA
from tests.browser.conftest import Desk
from tests.browser.hands import composer, posted, say, typed

QUESTION = "ノートパソコンを社外に持ち出してもいいですか？"


async def test_a_person_picks_a_role_and_her_message_is_answered(desk: Desk) -> None:
    page = await desk.open("/")
    await page.get_by_role("link", name="田中 美咲").click()
    await say(page, QUESTION)
    log = page.get_by_role("log")
    await expect(log.get_by_text(QUESTION, exact=True)).to_be_visible()
    await expect(log.get_by_text(f"「{QUESTION}」ですね。")).to_be_visible()
    assert f"user={TANAKA.id}" in page.url


async def test_the_person_can_be_changed_at_any_time(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await page.get_by_role("button", name="利用者を切り替える").click()
    await page.get_by_role("menuitem", name="Emma Clark").click()
    await expect(page.get_by_role("button", name="Switch person: Emma Clark")).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "en"


async def test_a_press_reaches_the_app_and_the_message_changes_in_place(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await say(page, "申請です")
    await page.get_by_role("button", name="承認する").click()
    await expect(page.get_by_role("log").get_by_text("しました。")).to_be_visible()
    await expect(page.get_by_role("button", name="承認する")).to_have_count(0)
    await expect(page.locator(".message")).to_have_count(2)
    await expect(page.get_by_text("（編集済み）")).to_be_visible()
    await expect(page.locator(".message").last).to_be_focused()


async def test_a_dangerous_press_asks_first(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await say(page, "申請です")
    await page.get_by_role("button", name="取り下げる").click()
    dialog = page.get_by_role("dialog", name="取り下げますか？")
    await dialog.get_by_role("button", name="やめる").click()
    await expect(page.get_by_role("button", name="取り下げる")).to_be_focused()
    await page.get_by_role("button", name="取り下げる").click()
    await dialog.get_by_role("button", name="取り下げる").click()
    await expect(page.get_by_text("取り下げました。")).to_be_visible()


async def test_the_enter_that_ends_a_composition_sends_nothing(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await composer(page).fill("へんかん")
    for while_composing in ({"isComposing": True}, {"keyCode": 229}):
        await composer(page).dispatch_event("keydown", {"key": "Enter", **while_composing})
    await expect(composer(page)).to_have_value("へんかん")
    await composer(page).press("Shift+Enter")
    await expect(composer(page)).to_have_value("へんかん\n")
    await composer(page).press("Enter")
    await expect(composer(page)).to_have_value("")
    await expect(page.locator(".message").first.locator(".content")).to_have_text("へんかん")


async def test_a_modal_shows_the_errors_at_their_fields_and_closes_when_all_is_well(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await page.get_by_role("button", name="ショートカット").click()
    await page.get_by_role("menuitem", name="報告を書く").click()
    modal = page.get_by_role("dialog", name="報告")
    field = modal.get_by_label("何が起きましたか")
    await expect(field).to_be_focused()
    await modal.get_by_role("button", name="送信する").click()
    await expect(modal.get_by_text("この項目は必須です。")).to_be_visible()
    await field.fill("短い")
    await modal.get_by_role("button", name="送信する").click()
    await expect(modal.get_by_text("もう少し詳しく書いてください。")).to_be_visible()
    await expect(field).to_be_focused()
    await expect(field).to_have_attribute("aria-invalid", "true")
    await field.fill("添付を開いてしまいました")
    await modal.get_by_role("button", name="送信する").click()
    await expect(modal).to_have_count(0)
    await expect(page.get_by_text("受け付けました: 添付を開いてしまいました")).to_be_visible()


async def test_a_message_shortcut_carries_its_message_to_the_app(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await say(page, "変なメールが来ました")
    await page.locator(".message").first.hover()
    await page.locator(".message").first.get_by_role("button", name="その他の操作").click()
    await page.get_by_role("menuitem", name="これを報告する").click()
    await expect(page.get_by_role("dialog", name="報告")).to_be_visible()


async def test_a_long_channel_shows_its_end_and_grows_without_redrawing(desk: Desk) -> None:
    for number in range(1000):
        posted(desk, GENERAL, f"{number} 番目")
    page = await desk.at(TANAKA.id, f"#{GENERAL}")
    await expect(page.get_by_text("999 番目")).to_be_in_viewport()
    await page.evaluate("document.querySelectorAll('.message').forEach(node => { node.old = true; })")
    posted(desk, GENERAL, "いま届いた")
    await expect(page.get_by_text("いま届いた")).to_be_in_viewport()
    assert await page.locator(".message").evaluate_all("all => all.filter(node => !node.old).length") == 1
    await page.get_by_role("button", name="以前のメッセージを表示").click()
    await expect(page.get_by_text("800 番目")).to_be_attached()


async def test_what_was_written_survives_a_reload(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await say(page, "最初の質問")
    await expect(page.locator(".message")).to_have_count(2)
    await composer(page).fill("書きかけ")
    await page.reload()
    await expect(page.locator(".message")).to_have_count(2)
    await expect(composer(page)).to_have_value("書きかけ")


async def test_who_is_not_in_a_channel_is_offered_an_invitation(desk: Desk) -> None:
    page = await desk.at(TANAKA.id, f"#{RANDOM}")
    await say(page, "@まもり案内 こんにちは")
    await page.get_by_role("button", name="招待する").click()
    await expect(page.get_by_text("まもり案内 を招待しました")).to_be_visible()
    await say(page, "@まもり案内 もう一度")
    await expect(page.get_by_text("もう一度」ですね。")).to_be_visible()


async def test_a_command_is_offered_and_its_answer_is_for_one_person(desk: Desk) -> None:
    tanaka, sato = await desk.at(TANAKA.id, f"#{GENERAL}"), await desk.at(SATO.id, f"#{GENERAL}")
    await composer(tanaka).press_sequentially("/gu")
    await expect(tanaka.get_by_role("option", name="/guide")).to_be_visible()
    await composer(tanaka).press("Tab")
    await composer(tanaka).press_sequentially("持ち出し")
    await composer(tanaka).press("Enter")
    await expect(tanaka.get_by_text("持ち出し についてご案内します。")).to_be_visible()
    await expect(tanaka.get_by_text("あなただけに表示されています")).to_be_visible()
    await say(tanaka, "では始めます")
    await expect(sato.get_by_text("では始めます")).to_be_visible()
    await expect(sato.get_by_text("ご案内します")).to_have_count(0)


async def test_a_wrong_command_gets_a_reason_and_is_not_lost(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await say(page, "/nothing 大事な文")
    await expect(page.get_by_text("/nothing は使えるコマンドではありません。")).to_be_visible()
    await expect(composer(page)).to_have_value("/nothing 大事な文")


async def test_two_people_talk_in_a_thread(desk: Desk) -> None:
    sato, emma = await desk.at(SATO.id, f"#{GENERAL}"), await desk.at(EMMA.id, f"#{GENERAL}")
    await say(sato, "相談です")
    await emma.locator(".message").hover()
    await emma.get_by_role("button", name="Reply in thread").click()
    await emma.locator("#thread textarea").fill("Which one?")
    await emma.locator("#thread textarea").press("Enter")
    await sato.get_by_role("button", name="1 件の返信").click()
    await expect(sato.locator("#thread").get_by_text("Which one?")).to_be_visible()
    await expect(sato.locator("main .message")).to_have_count(1)


async def test_what_one_sends_oneself_is_in_view_wherever_one_was_reading(desk: Desk) -> None:
    typed(desk, SATO.id, GENERAL, "長い話です。" * 600)
    page = await desk.at(TANAKA.id, f"#{GENERAL}")
    await page.locator(".message").hover()
    await page.get_by_role("button", name="スレッドで返信").click()
    await page.locator("#thread textarea").fill("読みました")
    await page.locator("#thread textarea").press("Enter")
    await expect(page.locator("#thread").get_by_text("読みました", exact=True)).to_be_in_viewport()


async def test_the_first_screen_speaks_the_language_of_the_browser(desk: Desk) -> None:
    page = await desk.open("/")
    await expect(page.get_by_role("heading", name="Who would you like to be?")).to_be_visible()


async def test_a_mention_is_completed_and_reaches_the_app(desk: Desk) -> None:
    page = await desk.at(EMMA.id, f"#{GENERAL}")
    await composer(page).press_sequentially("@")
    await composer(page).press("Enter")
    await composer(page).press_sequentially("hello")
    await composer(page).press("Enter")
    await expect(page.locator(".message").nth(1)).to_contain_text("hello」ですね。")


async def test_the_home_tab_shows_what_the_app_published(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await page.get_by_role("link", name="ホーム").click()
    await expect(page.get_by_text("おかえりなさい。")).to_be_visible()
    await page.get_by_role("button", name="報告を書く").click()
    await expect(page.get_by_role("dialog", name="報告")).to_be_visible()
    posted(desk, desk.playground.slack.space.bot_dm(TANAKA.id).id, "お知らせ")
    await expect(page.get_by_role("link", name="メッセージ").get_by_label("未読 1 件")).to_be_attached()


async def test_a_message_taller_than_the_screen_is_read_from_its_beginning(desk: Desk) -> None:
    page = await desk.open(f"/?user={TANAKA.id}", width=390, height=600)
    await say(page, "見本")
    await expect(page.get_by_role("heading", name="条件付きで可")).to_be_in_viewport()


async def test_a_suggested_prompt_is_one_press_away(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await page.get_by_role("button", name="持ち出しについて").click()
    await expect(page.get_by_text("「ノートパソコンを持ち出せますか？」ですね。")).to_be_visible()


async def test_every_block_is_shown_also_on_a_phone(desk: Desk) -> None:
    page = await desk.open(f"/?user={TANAKA.id}", width=390, height=780)
    await say(page, "見本")
    card = page.locator(".message").nth(1)
    await expect(card.get_by_role("heading", name="条件付きで可")).to_be_visible()
    await expect(card.locator(".b-unknown")).to_have_count(0)
    await expect(card.get_by_role("img", name="偽のログイン画面の例")).to_have_count(2)
    await expect(card.get_by_role("table")).to_have_count(2)
    await expect(card.locator("time").nth(1)).to_have_text("2026年1月1日木曜日 09:00")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_every_field_tells_the_app_what_was_chosen(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await say(page, "見本")
    card = page.locator(".message").nth(1)
    await card.get_by_label("媒体を選ぶ").select_option("USB")
    await card.get_by_label("人を選ぶ").select_option("佐藤 健一")
    await card.get_by_label("暗号化した").check()
    await card.get_by_role("button", name="役に立った").click()
    await expect(card.get_by_role("button", name="役に立った")).to_have_attribute("aria-pressed", "true")
    await expect(card.locator("[aria-busy]")).to_have_count(0)
    told = actions_told(desk)
    assert told["s"]["selected_option"]["value"] == "USB"
    assert told["u"]["selected_user"] == SATO.id
    assert [each["value"] for each in told["c"]["selected_options"]] == ["暗号化した"]
    assert told["f"]["value"] == "up"


def actions_told(desk: Desk) -> dict[str, Any]:
    lines = desk.playground.slack.log.select("delivery", "block_actions")
    actions = [line.body["payload"]["actions"][0] for line in lines]
    return {action["action_id"]: action for action in actions}
