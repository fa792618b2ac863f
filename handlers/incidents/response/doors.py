"""The buttons and the commands that open the report: on the App Home, under answers."""

from __future__ import annotations

from bot.incidents.cases import Origin, Via
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.incidents.report.draft import LONGEST_CARRIED
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button
from handlers.kit.roles import phone_line
from handlers.kit.words import Words
from knowledge.incidents import IncidentContent

COMMAND = frozenset({"incident", "インシデント", "事故", "報告"})
NEAR_MISS_COMMAND = frozenset({"near-miss", "nearmiss", "ヒヤリハット", "ヒヤリ", "ひやりはっと"})
NOWHERE = Origin()
QUICK = 5
"""How many kinds have a button of their own on the App Home: the first of the content, and the near misses."""


def report_button(
    words: Words, via: Via, category: str = "", text: str = "", origin: Origin = NOWHERE, style: str | None = "danger"
) -> Button:
    """Opens the report; with the kind, the person's own words and the mail check or question known already."""
    known = {"m": origin.mail_check, "q": origin.question}
    data = {"c": category, "v": via.value, "t": b.cut(text, LONGEST_CARRIED), **known}
    held = {name: value for name, value in data.items() if value}
    return Button(f"{ids.START}.{via.value}", words.say("Report as an incident"), held, style=style)


def home_blocks(views: Views, words: Words, *, guest: bool) -> list[Block]:
    """The report on the App Home: what happens most, one press each; the first press shows the first response."""
    if guest:
        said = words.say("As a guest please tell your contact here, or phone, right away.")
        shown = [b.paragraph(said), b.context(phone_line(views.people, words))]
    else:
        said = words.say("Press what fits: you get the first steps at once. Not sure? Report anyway.")
        shown = [b.paragraph(said), _home_buttons(views.content, words)]
    return [b.header(words.say("Something happened?")), *shown]


def _home_buttons(content: IncidentContent, words: Words) -> Block:
    kinds = content.categories.categories
    quick = [*kinds[:QUICK], *(one for one in kinds[QUICK:] if one.presumed == 0)]
    data = {"v": Via.HOME.value}
    report = Button(f"{ids.START}.home", words.say("Report an incident"), data, style="danger")
    pressable = (
        Button(f"{ids.START}.home.{place}", one.title.say(words.language), {"c": one.id, **data})
        for place, one in enumerate(quick)
    )
    return b.buttons(report, *pressable)


def category_for(content: IncidentContent, answer: str) -> str:
    """The kind of incident that an emergency answer leads to; "" when the content names none."""
    return next((one.id for one in content.categories.categories if answer in one.answers), "")


def near_miss_of(content: IncidentContent) -> str:
    """The kind that alarms nobody; "" when the content has none."""
    return next((one.id for one in content.categories.categories if one.presumed == 0), "")
