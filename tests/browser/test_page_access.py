"""Everybody can use the page: names, order, contrast, sizes, and what assistive technology is told."""

import re
from itertools import product
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

import bot.playground
from bot.playground.cast import TANAKA
from tests.browser.conftest import Desk
from tests.browser.hands import composer, say

STYLE = Path(bot.playground.__file__ or "").with_name("page") / "style.css"
UNNAMED = """
() => [...document.querySelectorAll('button, a[href], input, select, textarea, [role=textbox], dialog')]
  .filter((node) => node.checkVisibility())
  .filter((node) => !(node.ariaLabel || node.getAttribute('aria-labelledby') || node.labels?.length
    || node.textContent.trim()))
  .map((node) => node.outerHTML.slice(0, 120))
"""
POSITIVE = "() => [...document.querySelectorAll('[tabindex]')].filter(node => node.tabIndex > 0).length"
LOST = """
() => [...document.querySelectorAll('[aria-labelledby], [aria-describedby], [aria-controls], [for]')]
  .flatMap((node) => ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for']
    .flatMap((name) => (node.getAttribute(name) ?? '').split(' ').filter(Boolean)))
  .filter((id) => !document.getElementById(id))
"""
SMALL = """
(least) => [...document.querySelectorAll('button, select, input, summary')]
  .filter((node) => node.checkVisibility({ opacityProperty: true }))
  .filter((node) => !['checkbox', 'radio'].includes(node.type) && !node.closest('.combo, .paper'))
  .map((node) => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < least || height < least)
  .map(([html, { width, height }]) => `${Math.round(width)} x ${Math.round(height)}: ${html}`)
"""
DOUBLE = """
() => {
  const ids = [...document.querySelectorAll('[id]')].map((node) => node.id);
  return ids.length - new Set(ids).size;
}
"""


async def faults(page: Page) -> list[str]:
    """What no screen may have."""
    unnamed: list[str] = await page.evaluate(UNNAMED)
    lost = [f"no element {name}" for name in await page.evaluate(LOST)]
    odd = [f"{script}: {n}" for script in (POSITIVE, DOUBLE) if (n := await page.evaluate(script))]
    return [*unnamed, *lost, *odd]


@pytest.mark.parametrize("word", ["見本", "見本の続き", "部品", "画面"])
async def test_everything_that_can_be_used_has_a_name(desk: Desk, word: str) -> None:
    page = await desk.at(TANAKA.id)
    await say(page, word)
    await page.locator(".message").nth(1).wait_for()
    assert await faults(page) == []


async def test_the_first_screen_and_a_modal_have_names_too(desk: Desk) -> None:
    page = await desk.open("/")
    await page.locator(".person").first.wait_for()
    assert await faults(page) == []
    await page.locator(".person").first.click()
    await say(page, "画面")
    await page.get_by_role("button", name="申請書を開く").click()
    await expect(page.get_by_role("dialog", name="申請書")).to_be_visible()
    assert await faults(page) == []


async def test_the_way_by_keyboard_begins_with_a_skip_link(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    first = page.locator("a[href], button").first
    await expect(first).to_have_text("本文へ移動")
    await first.press("Enter")
    await expect(page.locator("#main")).to_be_focused()


async def test_a_menu_is_walked_with_the_arrow_keys_and_gives_the_focus_back(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await page.get_by_role("button", name="ショートカット").press("Enter")
    items = page.get_by_role("menuitem")
    await expect(items.first).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(items.last).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="ショートカット")).to_be_focused()


async def test_the_focus_stays_in_a_modal(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await say(page, "画面")
    await page.get_by_role("button", name="段を開く").click()
    await page.get_by_role("dialog").wait_for()
    inside = "document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))"
    for _ in range(8):
        await page.keyboard.press("Tab")
        assert await page.evaluate(inside)


async def test_the_page_says_its_language(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    for lang, name in (("ja", "English"), ("en", "日本語")):
        assert await page.evaluate("document.documentElement.lang") == lang
        await page.locator(".language", has_text=name).click()
        await composer(page).wait_for()


async def test_nothing_to_press_is_too_small(desk: Desk) -> None:
    page = await desk.at(TANAKA.id)
    await say(page, "部品")
    await page.locator(".message").nth(1).wait_for()
    assert await page.evaluate(SMALL, 24) == []


async def test_the_page_holds_at_twice_the_size(desk: Desk) -> None:
    page = await desk.open(f"/?user={TANAKA.id}", width=640, height=400)
    await say(page, "見本")
    await page.locator(".message").nth(1).wait_for()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await expect(composer(page)).to_be_in_viewport()


def tokens(theme: str) -> dict[str, str]:
    light, dark = STYLE.read_text("utf-8").split("prefers-color-scheme: dark", 1)
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})\b", light))
    return found if theme == "light" else found | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})\b", dark))


def brightness(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = ("paper", "raised", "sunk")
READ = [
    *product(("ink", "soft", "link", "accent", "danger"), GROUNDS),
    ("accent-ink", "accent"),
    ("accent", "accent-soft"),
    ("ink", "accent-soft"),
    ("danger", "danger-soft"),
    ("warn", "warn-soft"),
    ("info", "info-soft"),
    ("link", "info-soft"),
    ("soft", "info-soft"),
    ("ink", "mention"),
    ("side-ink", "side"),
    ("side-soft", "side"),
    ("side-ink", "side-here"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_words_stand_out_from_their_ground(theme: str) -> None:
    known = tokens(theme)
    faint = {(a, b): round(contrast(known[a], known[b]), 2) for a, b in READ if contrast(known[a], known[b]) < 4.5}
    assert faint == {}
    edges = {a: contrast(known["strong-line"], known[a]) for a in GROUNDS}
    assert min(edges.values()) >= 3, edges
