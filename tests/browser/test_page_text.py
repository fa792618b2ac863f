"""What others wrote: marks, links and hostile text."""

from playwright.async_api import expect

from bot.playground.cast import GENERAL, TANAKA
from tests.browser.conftest import Desk
from tests.browser.hands import posted, say

HOSTILE = '<img src=x onerror="document.title=1"> <script>document.title=2</script> <!channel> javascript:alert(1)'


async def test_hostile_text_stays_text(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await say(page, HOSTILE)
    echo = page.locator(".message").nth(1).locator(".b-section")
    await expect(echo).to_have_text(f"「{HOSTILE}」ですね。")
    assert await page.locator(".message img, .message script, .message a").count() == 0
    assert await page.title() not in {"1", "2"}


async def test_a_link_leads_only_where_links_may_lead(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    dm = desk.playground.slack.space.bot_dm(TANAKA.id).id
    posted(desk, dm, "<javascript:alert(1)|押す> <data:text/html,x|開く> <https://www.example.co.jp|方針>")
    links = page.locator(".message a")
    await expect(links).to_have_count(1)
    await expect(links).to_have_attribute("href", "https://www.example.co.jp")
    await expect(links).to_have_attribute("rel", "noopener noreferrer")
    await expect(page.locator(".message")).to_contain_text("押す 開く 方針")


MARKED = {
    "*太字* と _斜体_ と ~取消~": ["strong", "em", "s"],
    "全角*隣*は文字のまま": [],
    "snake_case_name と 2*3*4": [],
    "`*そのまま*` と *`囲み`*": ["code", "strong", "code"],
    "> 引用\n本文": ["blockquote"],
    "```<b>\n*x*```": ["pre", "code"],
    "https://www.example.co.jp/a。次": ["a"],
    "&lt;b&gt; &amp;amp; &lt;@U0SATO00001&gt;": [],
    "<@U0SATO00001>": ["span"],
}


async def test_marks_work_where_slack_lets_them(desk: Desk) -> None:
    for text in MARKED:
        posted(desk, GENERAL, text)
    page = await desk.at(TANAKA.id, f"#{GENERAL}")
    tags = "all => all.map(n => [...n.querySelectorAll('*')].map(e => e.localName).filter(e => e !== 'br'))"
    assert await page.locator(".content > .text").evaluate_all(tags) == list(MARKED.values())
    await expect(page.locator(".content").nth(7)).to_have_text("<b> &amp; <@U0SATO00001>")


async def test_ten_thousand_marks_in_one_line_are_still_a_message(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    posted(desk, desk.playground.slack.space.bot_dm(TANAKA.id).id, "*a* https://www.example.co.jp/ " * 10_000)
    await expect(page.locator(".message .content strong")).to_have_count(10_000)
    await expect(page.locator(".message .content a")).to_have_count(10_000)
