"""Files on the page: chosen, dropped and pasted, taken off again, sent, looked at, and put into a modal."""

from playwright.async_api import FilePayload, Locator, Page, expect

from bot.playground.cast import EMMA, GENERAL, TANAKA
from bot.playground.model import Json
from tests.browser.conftest import Desk
from tests.browser.hands import composer, say

MAIL = "Subject: 請求書\r\n\r\n<script>document.title = 'run'</script>\r\n添付をご確認ください。\r\n".encode(
    "iso-2022-jp"
)
DROP = """(node, {kind, files}) => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([text], name));
  node.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: data}));
}"""
PASTE = """(node) => {
  const data = new DataTransfer();
  data.items.add(new File(['x'], 'pasted.png', {type: 'image/png'}));
  node.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: data}));
}"""
FORM: Json = {
    "type": "modal",
    "callback_id": "mails",
    "title": {"type": "plain_text", "text": "メール"},
    "submit": {"type": "plain_text", "text": "預ける"},
    "blocks": [
        {
            "type": "input",
            "block_id": "mail",
            "label": {"type": "plain_text", "text": "気になるメール"},
            "element": {"type": "file_input", "action_id": "file", "filetypes": ["eml", "msg"], "max_files": 2},
        }
    ],
}


def mail(name: str, content: bytes = MAIL) -> FilePayload:
    return {"name": name, "mimeType": "", "buffer": content}


async def drop(where: Locator, *files: tuple[str, str], kind: str = "drop") -> None:
    await where.evaluate(DROP, {"kind": kind, "files": files})


async def choose(page: Page, *files: FilePayload, inside: str = "main") -> None:
    async with page.expect_file_chooser() as chooser:
        await page.locator(inside).get_by_role("button", name="ファイルを添付").click()
    await (await chooser.value).set_files(list(files))


def chips(page: Page) -> Locator:
    return page.get_by_role("list", name="添付するファイル").get_by_role("listitem")


async def test_a_chosen_mail_is_sent_without_a_word_and_can_be_read_as_letters(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await choose(page, mail("不審.eml"))
    await expect(chips(page)).to_contain_text("不審.eml")
    await composer(page).press("Enter")
    card = page.get_by_role("group", name="ファイル: 不審.eml")
    await expect(card).to_contain_text("メール（.eml）")
    await expect(chips(page)).to_have_count(0)
    await card.get_by_role("button", name="文字で表示").click()
    await expect(card.locator("pre")).to_contain_text("<script>document.title = 'run'</script>\n添付をご確認ください。")
    assert await page.title() != "run"
    async with page.expect_download() as saved:
        await card.get_by_role("link", name="保存").click()
    assert (await saved.value).suggested_filename == "不審.eml"


async def test_dropped_files_become_chips_and_one_is_taken_off(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    log = page.get_by_role("log")
    hint = page.get_by_text("ここにファイルをドロップすると")
    await drop(log, ("a.txt", "a"), kind="dragenter")
    await expect(hint).to_be_visible()
    await drop(log, ("a.txt", "a"), ("b.txt", "b"), ("c.txt", "c"))
    await expect(hint).to_be_hidden()
    await expect(chips(page)).to_have_count(3)
    await page.get_by_role("button", name="b.txt を外す").press("Enter")
    await expect(page.get_by_role("button", name="c.txt を外す")).to_be_focused()
    await say(page, "二つです")
    message = page.locator(".message", has_text="二つです").first
    await expect(message.locator(".file-card")).to_have_count(2)


async def test_a_pasted_picture_is_shown_to_everybody_in_the_channel(desk: Desk) -> None:
    page, other = await desk.at(TANAKA.id, f"#{GENERAL}"), await desk.at(EMMA.id, f"#{GENERAL}")
    await composer(page).evaluate(PASTE)
    await expect(chips(page)).to_contain_text("pasted.png")
    await say(page, "画面です")
    await expect(other.get_by_role("group", name="File: pasted.png")).to_be_visible()


async def test_files_go_into_a_thread_too(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await say(page, "スレッドの元")
    await page.locator(".message").first.hover()
    await page.locator(".message").first.get_by_role("button", name="スレッドで返信").click()
    await choose(page, mail("a.eml"), inside="#thread")
    await page.locator("#thread textarea").press("Enter")
    await expect(page.locator("#thread .file-card")).to_have_count(1)
    await expect(page.locator("main .file-card")).to_have_count(0)


async def test_what_is_too_large_or_empty_is_refused_in_words(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    large = "const f = new File([new Uint8Array(25 * 1024 * 1024 + 1)], '大.zip'); data.items.add(f);"
    await page.get_by_role("log").evaluate(DROP.replace("for (", f"{large} for ("), {"kind": "drop", "files": []})
    await expect(page.get_by_text("「大.zip」は大きすぎます。添付できるのは 25 MB までです。")).to_be_visible()
    await drop(page.get_by_role("log"), ("空.eml", ""))
    await expect(page.get_by_text("「空.eml」は中身が空のため")).to_be_visible()
    await expect(chips(page)).to_have_count(0)


async def test_an_upload_can_be_called_off_and_holds_the_message_back(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await page.route("**/api/page/upload*", lambda _route: None)
    await drop(page.get_by_role("log"), ("a.txt", "a"))
    await expect(page.get_by_role("progressbar", name="a.txt を読み込んでいます")).to_be_visible()
    await say(page, "まだ")
    await expect(page.get_by_text("ファイルを読み込んでいます。終わってから送信してください。")).to_be_visible()
    await page.get_by_role("button", name="a.txt を外す").click()
    await expect(page.locator(".tray")).to_be_hidden()
    await expect(composer(page)).to_be_focused()
    await composer(page).press("Enter")
    await expect(page.get_by_role("log").get_by_text("まだ", exact=True)).to_be_visible()


async def test_chips_wait_while_another_place_is_looked_at(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await choose(page, mail("a.eml"))
    await page.get_by_role("link", name="general").click()
    await expect(chips(page)).to_have_count(0)
    await page.go_back()
    await expect(chips(page)).to_have_count(1)


async def test_a_file_input_says_what_is_missing_or_wrong_and_then_sends(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    desk.playground.slack.modals.open(TANAKA.id, FORM)
    modal = page.get_by_role("dialog", name="メール")
    send = modal.get_by_role("button", name="預ける")
    await send.click()
    await expect(modal.get_by_text("この項目は必須です。")).to_be_visible()
    await expect(modal.locator("input[type=file]")).to_be_focused()
    zone = modal.locator(".file-input")
    await drop(zone, ("x.exe", "MZ"))
    await expect(page.get_by_text("「x.exe」は添付できません。使えるのは .eml、.msg です。")).to_be_visible()
    await drop(zone, ("a.eml", "a"), ("b.MSG", "b"), ("c.eml", "c"))
    await expect(page.get_by_text("一度に添付できるのは 2 件までです。")).to_be_visible()
    await expect(chips(page)).to_have_count(2)
    await modal.get_by_role("button", name="a.eml を外す").click()
    await modal.locator("input[type=file]").set_input_files(mail("d.eml"))
    await expect(modal.get_by_role("progressbar")).to_have_count(0)
    await send.click()
    await expect(page.get_by_role("log").get_by_text("預かりました: b.MSG、d.eml")).to_be_visible()
    await expect(modal).to_have_count(0)


async def test_a_deleted_file_says_so(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await choose(page, mail("a.eml"))
    await expect(page.get_by_role("progressbar")).to_have_count(0)
    await composer(page).press("Enter")
    await expect(page.locator(".file-card")).to_have_count(1)
    slack = desk.playground.slack
    slack.posting.delete_file(next(iter(slack.space.files)))
    await expect(page.get_by_text("このファイルは削除されました。")).to_be_visible()
