"""The tools of the page: the event log, faults, the clock, a fresh start, the inspector."""

from playwright.async_api import Page, expect

from bot.playground.cast import GENERAL, SATO, SECURITY, TANAKA
from tests.browser.conftest import Desk
from tests.browser.hands import composer, posted, say, typed


async def tools(page: Page, tab: str) -> None:
    if not await page.locator("#tools").is_visible():
        await page.get_by_role("button", name="道具箱").click()
    await page.get_by_role("tab", name=tab).click()


async def test_the_event_log_shows_what_went_over_the_wire_and_can_be_sifted(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await tools(page, "通信の記録")
    await say(page, "こんにちは")
    rows = page.locator(".wire:visible")
    wrote = rows.filter(has_text="chat.postMessage")
    await expect(wrote).to_contain_text("アプリ → Slack")
    await expect(wrote).to_contain_text("成功")
    heard = rows.filter(has_text="Slack → アプリ").filter(has=page.get_by_text("message", exact=True))
    await expect(heard.first).to_contain_text("受領")
    await wrote.locator("summary").click()
    await expect(wrote.locator("pre").first).to_contain_text("「こんにちは」ですね。")
    await page.get_by_label("種類").select_option(label="アプリへの配信")
    await expect(wrote).to_have_count(0)
    await expect(rows.first).to_be_visible()
    await page.get_by_label("種類").select_option(label="すべて")
    await page.get_by_label("文字で絞り込む").fill("app_home_opened")
    await expect(rows).to_have_count(1)


async def test_the_newest_message_stays_in_view_when_the_tools_take_their_place(desk: Desk) -> None:
    for number in range(30):
        posted(desk, GENERAL, f"{number} 番目の、少し長いお知らせです。" * 8)
    page = await desk.at(TANAKA.id, f"#{GENERAL}")
    await expect(page.locator(".message").last).to_be_in_viewport(ratio=1)
    await tools(page, "時計")
    await expect(page.locator(".message").last).to_be_in_viewport(ratio=1)


async def test_a_refusal_stands_in_the_log_in_words_and_pausing_holds_it_still(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await tools(page, "通信の記録")
    desk.playground.slack.faults.arm({"kind": "error", "method": "chat.postMessage", "code": "internal_error"})
    await say(page, "失敗するはず")
    await page.get_by_label("種類").select_option(label="問題のあったもの")
    await expect(page.locator(".wire:visible", has_text="拒否：internal_error")).to_have_count(1)
    await page.get_by_role("button", name="一時停止").click()
    desk.playground.slack.log.add(0, "problem", "late", {}, "bad")
    await page.wait_for_timeout(1300)  # longer than it looks again
    await expect(page.locator(".wire", has_text="late")).to_have_count(0)
    await page.get_by_role("button", name="再開").click()
    await expect(page.locator(".wire", has_text="late")).to_have_count(1)


async def test_the_log_draws_a_few_hundred_lines_at_most(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await tools(page, "通信の記録")
    for part in (range(200), range(200, 400)):
        for at in part:
            desk.playground.slack.log.add(at, "api", f"test.{at}", {})
        await expect(page.locator(".wire", has_text=f"test.{part[-1]}")).to_be_visible()
    await expect(page.locator(".wire")).to_have_count(300)
    await expect(page.get_by_text("新しい 300 件だけを表示しています。")).to_be_visible()


async def test_a_fault_is_armed_struck_and_gone(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await tools(page, "障害")
    switch = page.get_by_role("switch", name="二重配信")
    await switch.click()
    await expect(switch).to_have_attribute("aria-checked", "true")
    await expect(page.get_by_text("作動待ち（残り 1 回）")).to_be_visible()
    await say(page, "二度届く")
    await expect(switch).to_have_attribute("aria-checked", "false")


async def test_a_fault_takes_conditions_and_is_taken_back(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await tools(page, "障害")
    row = page.locator(".fault", has=page.get_by_role("switch", name="エラー応答"))
    await row.get_by_text("条件を変える").click()
    await row.get_by_label("エラーコード").fill("fatal_error")
    await row.get_by_label("回数（-1 は無制限）").fill("-1")
    await row.get_by_role("switch").click()
    await expect(row.get_by_text("作動中（外すまで続く）")).to_be_visible()
    (armed,) = desk.playground.slack.faults.listed()
    assert (armed["code"], armed["times"]) == ("fatal_error", -1)
    await row.get_by_role("switch").click()
    await expect(row.get_by_role("switch")).to_have_attribute("aria-checked", "false")
    assert desk.playground.slack.faults.listed() == []


async def test_every_fault_that_there_is_has_a_switch_and_words(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await tools(page, "障害")
    kinds = await page.evaluate("fetch('/api/admin/faults').then((r) => r.json()).then((a) => a.kinds)")
    await expect(page.get_by_role("switch")).to_have_count(len(kinds))
    for kind in kinds:
        await expect(page.locator(f"[data-fault={kind['kind']}]")).not_to_have_text(kind["kind"])


async def test_the_app_can_be_shut_out_and_let_back_in(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    space = desk.playground.slack.space
    await tools(page, "障害")
    await page.get_by_label("チャンネルを選ぶ").select_option(SECURITY)
    await page.get_by_role("button", name="アプリを外す").click()
    await expect(page.get_by_role("button", name="アプリを招待する")).to_be_visible()
    assert space.app.bot_user not in space.channels[SECURITY].members
    await page.get_by_role("button", name="アーカイブする").click()
    await expect(page.get_by_role("button", name="アーカイブを戻す")).to_be_visible()
    assert space.channels[SECURITY].is_archived
    await page.get_by_label("権限（スコープ）").select_option("chat:write")
    await page.get_by_role("button", name="権限を取り消す").click()
    await expect(page.get_by_text("取り消し中：chat:write")).to_be_visible()
    await page.get_by_role("button", name="元に戻す").click()
    await expect(page.get_by_text("取り消しているものはありません。")).to_be_visible()
    assert "chat:write" in space.app.scopes


async def test_a_closed_messages_tab_takes_no_messages(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await tools(page, "障害")
    await page.get_by_role("button", name="タブを閉じる").click()
    await expect(composer(page)).to_be_disabled()
    await page.get_by_role("button", name="タブを開く").click()
    await expect(composer(page)).to_be_enabled()


async def test_a_disconnected_app_comes_back(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await tools(page, "障害")
    await page.get_by_label("理由").select_option("refresh_requested")
    await page.get_by_role("button", name="切断する").click()
    await say(page, "まだいますか")
    await expect(page.get_by_text("「まだいますか」ですね。")).to_be_visible(timeout=15000)


async def test_the_clock_moves_forward_for_everybody_and_says_so(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    other = await desk.at(SATO.id)
    await tools(page, "時計")
    await expect(page.get_by_text("実際の時刻のとおりに進んでいます。")).to_be_visible()
    await page.get_by_role("button", name="1 時間進める").click()
    await expect(page.get_by_text("実際の時刻より1時間進んでいます。")).to_be_visible()
    for each in (page, other):
        await expect(each.get_by_role("button", name="時計：+1時間")).to_be_visible()
    await page.get_by_role("button", name="次の月曜の 9:00 へ").click()
    await expect(page.locator(".clock-face")).to_contain_text("(月) 09:00")
    await page.get_by_label("日時を指定して進める").fill("2020-01-01T00:00")
    await page.get_by_role("button", name="進める", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("時計は戻せません")
    await page.reload()
    await expect(page.get_by_role("button", name="時計：+")).to_be_visible()


async def test_yesterdays_messages_are_no_longer_called_todays(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    posted(desk, desk.playground.slack.space.bot_dm(TANAKA.id).id, "きょうの話")
    await expect(page.locator(".day", has_text="今日")).to_be_visible()
    await tools(page, "時計")
    await page.get_by_label("日時を指定して進める").fill("2099-01-01T00:00")
    await page.get_by_role("button", name="翌平日の 9:00 へ").click()
    await expect(page.locator(".clock-face")).to_contain_text("09:00")
    await expect(page.locator(".day", has_text="今日")).to_have_count(0)


async def test_a_fresh_start_asks_first_and_empties_every_page(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    other = await desk.at(SATO.id, f"#{GENERAL}")
    typed(desk, TANAKA.id, GENERAL, "消える話")
    await expect(other.get_by_text("消える話")).to_be_visible()
    await composer(page).fill("書きかけ")
    await tools(page, "初期化")
    await page.get_by_role("button", name="すべて初期化する").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="キャンセル").click()
    await expect(other.get_by_text("消える話")).to_be_visible()
    await page.get_by_role("button", name="すべて初期化する").click()
    await dialog.get_by_role("button", name="すべて初期化する").click()
    await expect(composer(page)).to_have_value("")
    await expect(other.get_by_text("に話しかけてみましょう")).to_be_visible()
    assert not desk.playground.slack.space.channels[GENERAL].messages


async def test_the_drawer_closes_with_escape_and_remembers_its_tab(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await tools(page, "時計")
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="初期化")).to_be_focused()
    await page.reload()
    await expect(page.get_by_role("tab", name="初期化")).to_have_attribute("aria-selected", "true")
    await expect(composer(page)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#tools")).to_be_hidden()
    await expect(page.get_by_role("button", name="道具箱")).to_be_focused()
    await page.reload()
    await expect(composer(page)).to_be_visible()
    await expect(page.locator("#tools")).to_be_hidden()


async def test_on_a_phone_the_drawer_fills_the_screen(desk: Desk) -> None:
    page = await desk.open(f"/?user={TANAKA.id}", width=360, height=740)
    await tools(page, "障害")
    box = await page.locator("#tools").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (360, 740)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_a_message_is_inspected_and_its_json_copied(desk: Desk) -> None:
    await desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = await desk.at(TANAKA.id)
    await say(page, "申請です")
    message = page.locator(".message").last
    await message.get_by_role("button", name="承認する").hover()
    await message.get_by_role("button", name="その他の操作").click()
    await page.get_by_role("menuitem", name="調べる").click()
    dialog = page.get_by_role("dialog", name="メッセージを調べる")
    await expect(dialog.get_by_text("2 人：")).to_contain_text("田中 美咲")
    await expect(dialog.locator("section", has_text="これを書いた呼び出し")).to_contain_text("chat.postMessage")
    await dialog.get_by_role("button", name="ブロックをコピー").click()
    assert '"action_id": "approve"' in await page.evaluate("navigator.clipboard.readText()")
    link = dialog.get_by_role("link", name="Block Kit Builder で開く")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    assert str(await link.get_attribute("href")).startswith("https://app.slack.com/block-kit-builder/#%7B%22blocks")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(message.get_by_role("button", name="その他の操作")).to_be_focused()


async def test_modals_and_the_home_tab_are_inspected_too(desk: Desk) -> None:
    page = await desk.at(TANAKA.id, "#home")
    await page.get_by_role("button", name="調べる").click()
    dialog = page.get_by_role("dialog", name="画面を調べる")
    await expect(dialog.get_by_text("田中 美咲 だけ")).to_be_visible()
    await expect(dialog.locator("section", has_text="これを書いた呼び出し")).to_contain_text("views.publish")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="報告を書く").click()
    await page.get_by_role("dialog", name="報告").get_by_role("button", name="調べる").click()
    await expect(dialog.locator("section", has_text="これを書いた呼び出し")).to_contain_text("views.open")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="報告")).to_be_visible()
