"""How quickly the page shows a channel of a thousand messages: `python -m tests.bench.page`."""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import Any

import click
from playwright.async_api import Page, async_playwright

from bot.playground.cast import GENERAL, SATO, TANAKA, sample_workspace
from bot.playground.model import Message
from bot.playground.server import Playground, start
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.crowd import card, fill

# When messages first stand on the screen, from the moment the page was asked for or `waiting` was set.
WATCH = """
() => {
  window.painted = 0;
  new MutationObserver(() => {
    if (window.painted || !document.querySelector('.message')) return;
    window.painted = -1;
    requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now(); }));
  }).observe(document, { childList: true, subtree: true });
}
"""
ARRIVALS = """
() => {
  window.arrived = [];
  new MutationObserver((records) => {
    const own = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest('.message');
    const touched = new Set(records.map((record) => own(record.target)).filter(Boolean));
    const added = records.flatMap((record) => [...record.addedNodes]).filter((node) => node.matches?.('.message'));
    for (const node of added) touched.delete(node);
    for (const node of added) {
      const at = Date.now();
      requestAnimationFrame(() => setTimeout(() => arrived.push({ at, painted: Date.now(), others: touched.size })));
    }
  }).observe(document.querySelector('main .messages'), { childList: true, subtree: true, attributes: true });
}
"""

EARLIER = """
() => new Promise((done) => {
  const from = performance.now();
  document.querySelector('.earlier').click();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)));
})
"""


async def first_paint(page: Page) -> float:
    await page.wait_for_function("window.painted > 0")
    return float(await page.evaluate("window.painted"))


async def reload(page: Page) -> float:
    await page.reload()
    return await first_paint(page)


async def enter(page: Page, channel: str) -> float:
    """A click on a channel of the list until its messages stand there."""
    await page.evaluate(
        "id => { const link = document.querySelector(`#side [data-channel='${id}']`);"
        " document.querySelector('main .messages').remove(); window.painted = 0; window.from = performance.now();"
        " link.click(); }",
        channel,
    )
    return await first_paint(page) - float(await page.evaluate("window.from"))


async def arrive(page: Page, playground: Playground, number: int) -> tuple[list[float], int]:
    """Milliseconds from the posting to the paint, and how many other messages were touched at most."""
    slack = playground.slack
    await page.evaluate(ARRIVALS)
    sent = []
    for index in range(number):
        app = slack.space.app
        blocks = [each | {"block_id": f"b{i}"} for i, each in enumerate(card(index))]
        message = Message(slack.space.stamps.next(), GENERAL, app.bot_user, "新着", bot_id=app.bot_id, blocks=blocks)
        sent.append(time.time() * 1000)
        slack.posting.post(message)
        await page.wait_for_function("n => arrived.length > n", arg=index)
    arrived: list[dict[str, Any]] = await page.evaluate("arrived")
    took = [one["painted"] - began for one, began in zip(arrived, sent, strict=True)]
    return took, max(one["others"] for one in arrived)


async def earlier(page: Page) -> float:
    clicked = "() => { const from = performance.now(); document.querySelector('.earlier').click();"
    painted = (
        " return new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)))); }"
    )
    return float(await page.evaluate(clicked + painted))


async def measure(playground: Playground, slower: int) -> None:
    async with async_playwright() as tools:
        browser = await tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(bypass_csp=True, viewport={"width": 1280, "height": 800})
        await page.add_init_script(f"({WATCH})()")
        await (await page.context.new_cdp_session(page)).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        await page.goto(f"{playground.url}/?user={TANAKA.id}#{GENERAL}")
        await first_paint(page)
        loads = [await reload(page) for _ in range(5)]
        await page.evaluate("id => { location.hash = id; }", playground.slack.space.bot_dm(TANAKA.id).id)
        await page.locator("main .messages").wait_for(state="attached")
        await page.wait_for_timeout(300)
        entered = await enter(page, GENERAL)
        took, others = await arrive(page, playground, 30)
        back = [await earlier(page) for _ in range(5)]
        nodes = await page.evaluate("document.querySelectorAll('*').length")
        click.echo(
            f"{slower}x slower CPU | reload {statistics.median(loads):5.0f} ms | channel {entered:5.0f} ms | "
            f"new message {statistics.median(took):4.0f} ms (at most {max(took):4.0f}), {others} others touched | "
            f"earlier {statistics.median(back):4.0f} ms | {nodes} nodes"
        )
        await browser.close()


@click.command()
@click.option("--messages", default=1000)
def main(messages: int) -> None:
    """Reload, channel switch, arriving messages and going back, on this machine and on slower ones."""

    async def run() -> None:
        playground = await start(workspace=sample_workspace())
        fill(playground, GENERAL, [TANAKA.id, SATO.id], messages)
        for slower in (1, 4):
            await measure(playground, slower)
        await playground.stop()

    asyncio.run(run())


if __name__ == "__main__":
    main()
