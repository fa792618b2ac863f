"""What waits for whom, what a reload keeps, and how the app is stopped or called from the keyboard."""

from dataclasses import replace

from playwright.async_api import expect

from bot.playground.cast import EMMA, GENERAL, RANDOM, SATO, TANAKA
from tests.browser.conftest import Desk
from tests.browser.hands import composer, posted, typed


async def test_one_sees_for_whom_something_waits(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    posted(desk, desk.playground.slack.space.bot_dm(SATO.id).id, "承認の依頼があります。")
    await expect(page.locator(".switcher .waiting")).to_have_text("1")
    await page.get_by_role("button", name="利用者を切り替える").click()
    await expect(page.get_by_role("menuitem", name="佐藤 健一")).to_contain_text("1")
    await expect(page.get_by_role("menuitem", name="鈴木 直樹").locator(".count")).to_have_count(0)
    await desk.at(SATO.id)
    await expect(page.locator(".switcher .waiting")).to_be_hidden()


async def test_mentions_stand_out_and_the_title_counts(desk: Desk) -> None:
    page = await desk.at(SATO.id)
    typed(desk, TANAKA.id, RANDOM, "みなさん")
    typed(desk, TANAKA.id, GENERAL, f"<@{SATO.id}> さん")
    await expect(page.locator(f"[data-channel={RANDOM}] .count")).to_have_text("1")
    await expect(page.locator(f"[data-channel={GENERAL}] .count")).to_have_text("@ 1")
    await expect(page).to_have_title("(2) まもり案内 · 佐藤 健一")
    await page.reload()
    await expect(page).to_have_title("(2) まもり案内 · 佐藤 健一")
    await page.locator(f"[data-channel={GENERAL}]").click()
    await expect(page).to_have_title("(1) general · 佐藤 健一")
    typed(desk, TANAKA.id, GENERAL, "もう一つ")
    await expect(page.get_by_text("もう一つ")).to_be_visible()
    await expect(page.locator(f"[data-channel={GENERAL}] .count")).to_have_count(0)
    await page.locator(f"[data-channel={RANDOM}]").click()
    await expect(page).to_have_title("random · 佐藤 健一")


async def test_a_direct_message_elsewhere_is_announced_with_the_way_there(desk: Desk) -> None:
    page = await desk.at(SATO.id, f"#{GENERAL}")
    typed(desk, EMMA.id, desk.playground.slack.space.dm((EMMA.id, SATO.id)).id, "Could you have a look?")
    toast = page.locator(".toast", has_text="Emma Clark：Could you have a look?")
    await toast.get_by_role("button", name="開く").click()
    await expect(page.get_by_role("heading", name="Emma Clark")).to_be_visible()


async def test_answers_in_a_thread_of_mine_wait_until_i_open_it(desk: Desk) -> None:
    page = await desk.at(SATO.id, f"#{GENERAL}")
    parent = typed(desk, SATO.id, GENERAL, "昼食はどうしますか")
    typed(desk, TANAKA.id, GENERAL, "お弁当です", thread_ts=parent)
    await expect(page.locator(".replies")).to_contain_text("新着 1")
    await page.locator(".thread-news").get_by_role("button", name="開く").click()
    await expect(page.locator("#thread").get_by_text("お弁当です")).to_be_visible()
    await expect(page.locator(".thread-news")).to_be_hidden()
    await expect(page.locator(".replies")).not_to_contain_text("新着")


async def test_a_reload_keeps_the_modal_and_what_was_written_in_it(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await page.get_by_role("button", name="ショートカット").click()
    await page.get_by_role("menuitem", name="報告を書く").click()
    await page.get_by_label("何が起きましたか").fill("添付を開いてしまいました")
    await page.get_by_role("radio", name="紛失").check()
    await page.reload()
    modal = page.get_by_role("dialog", name="報告")
    await expect(modal.get_by_label("何が起きましたか")).to_have_value("添付を開いてしまいました")
    await expect(modal.get_by_role("radio", name="紛失")).to_be_checked()
    await modal.get_by_role("button", name="送信する").click()
    await expect(page.get_by_text("受け付けました: 添付を開いてしまいました")).to_be_visible()


async def test_a_reload_keeps_the_thread_and_its_draft(desk: Desk) -> None:
    parent = typed(desk, TANAKA.id, GENERAL, "はじまり")
    page = await desk.at(TANAKA.id, f"#{GENERAL}/{parent}")
    await page.locator("#thread textarea").fill("書きかけの返信")
    await composer(page).fill("書きかけの投稿")
    await page.reload()
    await expect(page.locator("#thread textarea")).to_have_value("書きかけの返信")
    await expect(composer(page)).to_have_value("書きかけの投稿")


async def test_the_app_is_stopped_while_it_works(desk: Desk) -> None:
    slack = desk.playground.slack
    app = slack.space.app
    slack.space.app = replace(
        app, scopes=(*app.scopes, "assistant:write"), events=app.events | {"agent_session_stopped"}
    )
    page = await desk.at(TANAKA.id)
    dm = slack.space.bot_dm(TANAKA.id)
    ts = typed(desk, TANAKA.id, dm.id, "長い質問")
    await expect(page.get_by_text("「長い質問」ですね。")).to_be_visible()
    slack.posting.status(dm, ts, "processing")
    await expect(page.get_by_text("まもり案内 が考えています")).to_be_visible()
    await page.reload()
    await page.get_by_role("button", name="停止").click()
    await expect(page.get_by_role("button", name="停止を伝えました")).to_be_disabled()
    slack.posting.status(dm, ts, "")
    await expect(page.get_by_role("button", name="停止を伝えました")).to_have_count(0)


async def test_several_loading_messages_take_turns(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    slack = desk.playground.slack
    slack.posting.status(slack.space.bot_dm(TANAKA.id), "1.0", "is working", ["規程を読んでいます", "確かめています"])
    await expect(page.get_by_text("まもり案内：規程を読んでいます")).to_be_visible()
    await expect(page.get_by_text("まもり案内：確かめています")).to_be_visible()


async def test_an_app_without_the_event_is_waited_for(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    slack = desk.playground.slack
    slack.posting.status(slack.space.bot_dm(TANAKA.id), "1.0", "processing")
    await expect(page.get_by_text("まもり案内 が考えています")).to_be_visible()
    await expect(page.get_by_role("button", name="停止")).to_have_count(0)


async def test_commands_and_shortcuts_work_from_the_keyboard_alone(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await composer(page).press_sequentially("/gu")
    await expect(page.get_by_role("option", name="/guide")).to_contain_text("[質問] — 案内を呼ぶ")
    await page.keyboard.press("Tab")
    await page.keyboard.type("端末")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("端末 についてご案内します。")).to_be_visible()
    await page.get_by_role("button", name="ショートカット").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="報告")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="ショートカット")).to_be_focused()


async def test_a_command_in_a_thread_is_refused_by_name_and_stays_in_the_field(desk: Desk) -> None:
    parent = typed(desk, TANAKA.id, GENERAL, "はじまり")
    page = await desk.at(TANAKA.id, f"#{GENERAL}/{parent}")
    field = page.locator("#thread textarea")
    await field.fill("/guide 端末")
    await field.press("Enter")
    await expect(page.get_by_text("/guide はスレッド内では使えません。")).to_be_visible()
    await expect(field).to_have_value("/guide 端末")
