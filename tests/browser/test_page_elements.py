"""Every element is used with the mouse and the keyboard, and the genuine Bolt app hears what Slack would tell it."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bot.playground.cast import GENERAL, RANDOM, SATO, TANAKA
from tests.browser.conftest import Desk
from tests.browser.gallery import options
from tests.browser.hands import say
from tests.browser.showroom_app import HEARD, REFUSED

Json = dict[str, Any]
Hand = Callable[[Locator], Awaitable[None]]


@pytest_asyncio.fixture(loop_scope="session")
async def page(desk: Desk) -> AsyncIterator[Page]:
    HEARD.clear()
    yield await desk.at(TANAKA.id)


async def shown(page: Page, word: str) -> Locator:
    """The app's message that answers the word."""
    await say(page, word)
    card = page.locator(".message").nth(1)
    await card.wait_for()
    return card


async def opened(page: Page, name: str) -> Locator:
    card = await shown(page, "画面")
    await card.get_by_role("button", name=f"{name}を開く").click()
    dialog = page.get_by_role("dialog")
    await dialog.wait_for()
    return dialog


async def heard(kind: str = "block_actions") -> Json:
    """What the app heard last of a kind; it may still be on its way."""
    for _ in range(200):
        if found := [body for body in HEARD if body["type"] == kind]:
            return found[-1]
        await asyncio.sleep(0.02)
    raise AssertionError(f"the app heard no {kind}: {HEARD}")


def press(name: str) -> Hand:
    return lambda card: card.get_by_role("button", name=name, exact=True).click()


def choose(label: str, name: str) -> Hand:
    async def do(card: Locator) -> None:
        await card.get_by_role("combobox", name=named(label)).select_option(name)

    return do


def search(label: str, typed: str, *names: str) -> Hand:
    async def do(card: Locator) -> None:
        box = card.get_by_role("combobox", name=named(label))
        await box.click()
        await box.fill(typed)
        for name in names:
            await card.get_by_role("listbox").get_by_role("option", name=name).click()

    return do


def named(label: str) -> re.Pattern[str]:
    """A field's label, followed by whether it must be filled in."""
    return re.compile(f"^{label}( 必須| 任意)?$")


def fill(label: str, value: str) -> Hand:
    return lambda card: card.get_by_label(named(label)).fill(value)


def tick(label: str) -> Hand:
    return lambda card: card.get_by_label(label).check()


def pick_from(menu: str, item: str) -> Hand:
    async def do(card: Locator) -> None:
        await card.locator("[data-block=pressed]").get_by_role("button", name=menu).click()
        await card.page.get_by_role("menuitem", name=item).click()

    return do


def said(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


USB, SOON, MIKAN, YES = (options(name)[0] for name in ("USB", "あとで", "みかん", "はい"))
PRESSED: dict[str, tuple[Hand, Json]] = {
    "button": (press("押す"), {"type": "button", "value": "v1"}),
    "workflow_button": (press("流れを始める"), {"type": "workflow_button"}),
    "overflow": (pick_from("その他の操作", "あとで"), {"type": "overflow", "selected_option": SOON}),
    "feedback_buttons": (press("違う"), {"type": "feedback_buttons", "value": "down"}),
    "icon_button": (press("片づける"), {"type": "icon_button", "value": "away"}),
}
CHOSEN: dict[str, tuple[Hand, Json]] = {
    "static_select": (choose("媒体を選ぶ", "USB"), {"selected_option": USB}),
    "external_select": (search("案件を選ぶ", "みか", "みかん"), {"selected_option": MIKAN}),
    "users_select": (choose("人を選ぶ", "佐藤 健一"), {"selected_user": SATO.id}),
    "conversations_select": (choose("会話を選ぶ", "#random"), {"selected_conversation": RANDOM}),
    "channels_select": (choose("チャンネルを選ぶ", "#general"), {"selected_channel": GENERAL}),
    "multi_static_select": (search("果物を選ぶ", "み", "みかん"), {"selected_options": [MIKAN]}),
    "multi_external_select": (search("案件を集める", "", "みかん"), {"selected_options": [MIKAN]}),
    "multi_users_select": (search("人を集める", "佐藤", "佐藤 健一"), {"selected_users": [SATO.id]}),
    "multi_conversations_select": (search("会話を集める", "ran", "#random"), {"selected_conversations": [RANDOM]}),
    "multi_channels_select": (search("チャンネルを集める", "gen", "#general"), {"selected_channels": [GENERAL]}),
    "datepicker": (fill("日を選ぶ", "2026-12-24"), {"selected_date": "2026-12-24"}),
    "timepicker": (fill("時刻を選ぶ", "18:30"), {"selected_time": "18:30"}),
    "datetimepicker": (fill("日時", "2026-01-01T09:00"), {"selected_date_time": 1767225600}),
    "radio_buttons": (tick("はい"), {"selected_option": YES}),
    "checkboxes": (tick("暗号化した"), {"selected_options": options("暗号化した")}),
}


@pytest.mark.parametrize("kind", PRESSED)
async def test_the_app_hears_a_press_as_slack_tells_it(page: Page, kind: str) -> None:
    hand, expected = PRESSED[kind]
    await hand(await shown(page, "部品"))
    body = await heard()
    action = body["actions"][0]
    assert action | expected == action
    assert {"action_id", "block_id", "action_ts"} <= action.keys()
    assert body["container"]["type"] == "message"
    assert body["response_url"]


@pytest.mark.parametrize("kind", CHOSEN)
async def test_the_app_hears_a_choice_as_slack_tells_it(page: Page, kind: str) -> None:
    hand, chosen = CHOSEN[kind]
    await hand(await shown(page, "部品"))
    body = await heard()
    action = body["actions"][0]
    assert {key: value for key, value in action.items() if key.startswith("selected")} == chosen
    assert action["type"] == kind
    values = body["state"]["values"]
    assert values[action["block_id"]][action["action_id"]] == {"type": kind, **chosen}
    assert values["picked"]["e_date"]["selected_date"]  # the state holds every field, presets and empty ones too
    assert "e_users_select" in values["menus"]


async def test_a_link_button_leads_away_and_tells_the_app(page: Page) -> None:
    card = await shown(page, "部品")
    link = card.get_by_role("link", name="方針を開く")
    await expect(link).to_have_attribute("href", "https://www.example.co.jp/")
    await link.evaluate("node => node.addEventListener('click', event => event.preventDefault())")
    await link.click()
    assert (await heard())["actions"][0]["action_id"] == "e_link"


async def test_an_external_menu_asks_the_app_while_the_person_types(page: Page) -> None:
    card = await shown(page, "部品")
    box = card.get_by_role("combobox", name="案件を選ぶ")
    await box.click()
    await expect(card.get_by_text("入力して検索")).to_be_visible()
    await box.press_sequentially("ぶ")
    await expect(card.get_by_role("listbox").get_by_role("option")).to_have_text("ぶどう")
    asked = await heard("block_suggestion")
    assert (asked["action_id"], asked["block_id"], asked["value"]) == ("e_external_select", "menus", "ぶ")


async def test_several_are_chosen_by_keyboard_up_to_the_limit_and_taken_back(page: Page) -> None:
    card = await shown(page, "部品")
    box = card.get_by_role("combobox", name="果物を選ぶ")
    await box.focus()
    for key in ("ArrowDown", "Enter", "ArrowDown", "Enter"):
        await box.press(key)
    await expect(card.locator(".pick")).to_have_text(["りんご", "みかん"])
    await expect(card.get_by_role("option", name="ぶどう")).to_have_attribute("aria-disabled", "true")
    await card.get_by_role("option", name="ぶどう").click(force=True)
    await expect(card.locator(".pick")).to_have_count(2)
    await box.press("Escape")
    await expect(card.get_by_role("listbox")).to_have_count(0)
    await box.press("Backspace")
    await expect(card.locator(".pick")).to_have_text(["りんご"])


async def test_a_choice_that_must_be_confirmed_goes_back_when_it_is_not(page: Page) -> None:
    card = await shown(page, "部品")
    menu = card.get_by_label("慎重に選ぶ")
    question = page.get_by_role("dialog", name="変えますか？")
    await menu.select_option("社外秘")
    await question.get_by_role("button", name="戻る").click()
    await expect(menu).to_have_value("-1")
    assert HEARD == []
    await menu.select_option("社外秘")
    await question.get_by_role("button", name="変える").click()
    assert (await heard())["actions"][0]["selected_option"]["value"] == "社外秘"


FILLED: dict[str, tuple[Hand, Json]] = {
    "plain_text_input": (fill("件名", "持ち出し"), {"value": "持ち出し"}),
    "email_text_input": (fill("メール", "a@example.co.jp"), {"value": "a@example.co.jp"}),
    "url_text_input": (fill("アドレス", "https://example.co.jp/a"), {"value": "https://example.co.jp/a"}),
    "number_input": (fill("台数", "3"), {"value": "3"}),
    "datepicker": (fill("日", "2026-12-24"), {"selected_date": "2026-12-24"}),
    "timepicker": (fill("時刻", "18:30"), {"selected_time": "18:30"}),
    "datetimepicker": (fill("日時", "2026-01-01T09:00"), {"selected_date_time": 1767225600}),
    "radio_buttons": (tick("いいえ"), {"selected_option": options("いいえ")[0]}),
    "checkboxes": (tick("許可を得た"), {"selected_options": options("許可を得た")}),
    "static_select": (choose("媒体", "USB"), {"selected_option": USB}),
    "external_select": (search("案件", "みか", "みかん"), {"selected_option": MIKAN}),
    "users_select": (choose("承認者", "佐藤 健一"), {"selected_user": SATO.id}),
    "conversations_select": (choose("報告先", "#random"), {"selected_conversation": RANDOM}),
    "channels_select": (choose("場所", "#general"), {"selected_channel": GENERAL}),
    "multi_static_select": (search("果物", "み", "みかん"), {"selected_options": options("りんご", "みかん")}),
    "multi_external_select": (search("案件一覧", "", "みかん"), {"selected_options": [MIKAN]}),
    "multi_users_select": (search("仲間", "佐藤", "佐藤 健一"), {"selected_users": [SATO.id]}),
    "multi_conversations_select": (search("会話一覧", "ran", "#random"), {"selected_conversations": [RANDOM]}),
    "multi_channels_select": (search("場所一覧", "gen", "#general"), {"selected_channels": [GENERAL]}),
}


async def test_a_modal_full_of_fields_hands_over_everything_that_was_filled_in(page: Page) -> None:
    dialog = await opened(page, "申請書")
    await expect(dialog.get_by_label("件名")).to_be_focused()
    for hand, _ in FILLED.values():
        await hand(dialog)
        await page.keyboard.press("Tab")
    await dialog.get_by_role("textbox", name="経緯").fill("拾いました")
    await dialog.get_by_role("button", name="出す").click()
    values = (await heard("view_submission"))["view"]["state"]["values"]
    assert {kind: values[kind]["entry"] for kind in FILLED} == {k: {"type": k, **v} for k, (_, v) in FILLED.items()}
    assert set(values) == {*FILLED, "rich_text_input"}
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_formatted_text_arrives_as_a_rich_text_block(page: Page) -> None:
    dialog = await opened(page, "申請書")
    await dialog.get_by_label("件名").fill("書式")
    paper = dialog.get_by_role("textbox", name="経緯")
    await dialog.get_by_text("経緯").click()
    await expect(paper).to_be_focused()
    await dialog.get_by_role("button", name="太字").click()
    await page.keyboard.type("急ぎ")
    await dialog.get_by_role("button", name="太字").click()
    await page.keyboard.type(" です")
    await page.keyboard.press("Enter")
    await dialog.get_by_role("button", name="箇条書き").click()
    await page.keyboard.type("電源")
    await page.keyboard.press("Enter")
    await dialog.get_by_role("button", name="リンク").click()
    await dialog.get_by_label("リンク先のアドレス").fill("https://example.co.jp/")
    await page.keyboard.press("Enter")
    await dialog.get_by_role("button", name="出す").click()
    value = (await heard("view_submission"))["view"]["state"]["values"]["rich_text_input"]["entry"]["rich_text_value"]
    plainly: Json = {"type": "text", "text": " です"}
    bold: Json = {"type": "text", "text": "急ぎ", "style": {"bold": True}}
    link: Json = {"type": "link", "url": "https://example.co.jp/", "text": "https://example.co.jp/"}
    sections = [{"type": "rich_text_section", "elements": [each]} for each in ({"type": "text", "text": "電源"}, link)]
    listed = {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": sections}
    assert value == {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [bold, plainly]}, listed],
    }


async def test_fields_refuse_what_they_cannot_take_before_the_app_is_asked(page: Page) -> None:
    dialog = await opened(page, "申請書")
    for hand in (fill("件名", "あ"), fill("メール", "だれか"), fill("アドレス", "example"), fill("台数", "12")):
        await hand(dialog)
    await dialog.get_by_role("button", name="出す").click()
    for words in ("2 文字以上", "メールアドレスの形", "https:// から", "9 以下の数"):
        await expect(dialog.get_by_text(words)).to_be_visible()
    mail = dialog.get_by_label("メール")
    await expect(mail).to_have_attribute("aria-invalid", "true")
    await expect(mail).to_have_accessible_description("メールアドレスの形で入力してください。")
    assert HEARD == []


async def test_the_app_refuses_a_field_and_takes_the_next_try(page: Page) -> None:
    dialog = await opened(page, "申請書")
    await dialog.get_by_label("件名").fill("重複")
    await dialog.get_by_role("button", name="出す").click()
    await expect(dialog.get_by_text(REFUSED)).to_be_visible()
    await expect(dialog.get_by_label("件名")).to_be_focused()
    await dialog.get_by_label("件名").fill("新しい件")
    await dialog.get_by_role("button", name="出す").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_signs_are_counted_as_people_count_them(page: Page) -> None:
    dialog = await opened(page, "申請書")
    subject = dialog.get_by_label("件名")
    await subject.fill("👍👍")
    await expect(dialog.get_by_text("2 / 10 文字")).to_be_visible()
    await subject.fill("あいうえおかきくけこさ")
    await expect(dialog.get_by_text("1 文字超えています")).to_be_visible()


async def test_three_modals_lie_on_each_other_and_escape_takes_them_off_one_by_one(page: Page) -> None:
    dialog = await opened(page, "段")
    for number in (1, 2):
        await expect(page.get_by_role("dialog", name=f"第 {number} 段")).to_be_visible()
        await dialog.get_by_role("button", name="次へ進む").click()
    for number in (3, 2, 1):
        await expect(page.get_by_role("dialog", name=f"第 {number} 段")).to_be_visible()
        await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("button", name="段を開く")).to_be_focused()


async def test_escape_closes_an_open_list_before_the_modal(page: Page) -> None:
    dialog = await opened(page, "申請書")
    await dialog.get_by_role("combobox", name="果物").click()
    await expect(dialog.get_by_role("listbox")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog.get_by_role("listbox")).to_have_count(0)
    await expect(dialog).to_be_visible()


async def test_what_was_written_stays_when_the_app_changes_the_modal_meanwhile(page: Page) -> None:
    dialog = await opened(page, "育つ")
    note = dialog.get_by_label("メモ")
    await note.press_sequentially("書きかけ")
    await expect(dialog.locator("[aria-busy]")).to_have_count(0)
    assert (await heard())["actions"][0]["value"] == "書きかけ"
    await note.evaluate("node => { node.old = true; node.setSelectionRange(2, 2); }")
    await dialog.get_by_role("button", name="行を足す").click()
    await expect(dialog.get_by_text("1 行目")).to_be_visible()
    await expect(note).to_have_value("書きかけ")
    assert await note.evaluate("node => [node.old, node.selectionStart]") == [True, 2]
    await expect(dialog.get_by_role("button", name="行を足す")).to_be_focused()
    await dialog.get_by_role("button", name="出す").click()
    values = (await heard("view_submission"))["view"]["state"]["values"]
    assert values == {"plain_text_input": {"entry": {"type": "plain_text_input", "value": "書きかけ"}}}


async def test_the_less_common_blocks_are_shown_with_their_words(page: Page) -> None:
    card = await shown(page, "見本の続き")
    await expect(card.locator(".b-unknown")).to_have_count(0)
    for words in (
        "調べています",
        "4 件中 1 件完了",
        "怪しいメールの見分け方",
        "@here",
        "#1f6b5a",
        "2026年1月1日",
        "くわしく",
    ):
        await expect(card.get_by_text(words).first).to_be_visible()
    await expect(card.get_by_role("img", name="グラフ：問い合わせの数")).to_be_visible()
    assert await card.locator(".chart.bar rect").count() == 6
    await card.get_by_text("数値を表で見る").first.click()
    await expect(card.get_by_role("table", name="件")).to_contain_text("15")
    await expect(card.get_by_text("中身です")).to_be_hidden()
    await card.get_by_text("くわしく").click()
    await expect(card.get_by_text("中身です")).to_be_visible()


async def test_a_long_table_is_read_page_by_page(page: Page) -> None:
    card = await shown(page, "見本の続き")
    table = card.get_by_role("table", name="持ち出しの記録")
    await expect(table.locator("tbody tr")).to_have_count(3)
    await expect(card.get_by_text("7 行中 1–3 行")).to_be_visible()
    await card.get_by_role("button", name="次へ").click()
    await card.get_by_role("button", name="次へ").click()
    await expect(table.locator("tbody tr")).to_have_text(["4/7社員 7PC"])
    await expect(card.get_by_role("button", name="次へ")).to_be_disabled()


async def test_alerts_say_how_serious_they_are_in_words(page: Page) -> None:
    dialog = await opened(page, "お知らせ")
    for word in ("情報", "注意", "エラー", "完了"):
        await expect(dialog.get_by_text(word, exact=True)).to_be_visible()


async def test_a_block_of_an_unknown_kind_is_named_and_harms_nothing(desk: Desk, page: Page) -> None:
    space = desk.playground.slack.space
    await say(page, "部品")
    await page.locator(".message").nth(1).wait_for()
    answer = list(space.bot_dm(TANAKA.id).messages.values())[-1]
    desk.playground.slack.posting.change(answer, "x", [{"type": "hologram", "block_id": "h"}], [])
    await expect(page.get_by_text("この種類のブロックは表示できません：hologram")).to_be_visible()
