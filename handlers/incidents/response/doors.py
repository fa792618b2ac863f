"""The buttons and the words that open the report: on the App Home, under answers, in conversations."""

from __future__ import annotations

from typing import Literal

from bot.incidents.cases import Origin, Via
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.incidents.report.draft import LONGEST_CARRIED
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.roles import phone_line
from handlers.kit.words import Words
from knowledge.incidents import IncidentContent
from knowledge.text import normalize

COMMAND = frozenset({"incident", "インシデント", "事故", "報告"})
NEAR_MISS_COMMAND = frozenset({"near-miss", "nearmiss", "ヒヤリハット", "ヒヤリ", "ひやりはっと"})
REPORT_WORDS = frozenset(
    {
        *("incident", "report an incident", "i want to report an incident", "事故", "インシデント", "事故報告", "報告"),
        *("インシデント報告", "事故の報告", "インシデントの報告", "事故を報告", "インシデントを報告"),
        *("事故を報告したい", "インシデントを報告したい", "事故を報告します", "インシデントを報告します"),
    }
)
NEAR_MISS_WORDS = frozenset(
    {
        *("near miss", "near-miss", "report a near miss", "ヒヤリハット", "ひやりはっと", "ヒヤリハット報告"),
        *("ヒヤリハットの報告", "ヒヤリハットを報告", "ヒヤリハットを報告したい", "ヒヤリハットを報告します"),
    }
)
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


def asked_for(text: str) -> Literal["report", "near"] | None:
    """Whether a message is nothing but the wish to report."""
    said = normalize(text).strip(" 。.!！")
    if said in NEAR_MISS_WORDS:
        return "near"
    return "report" if said in REPORT_WORDS else None


def invitation(views: Views, words: Words, *, near_miss: bool, guest: bool) -> Card:
    """The answer to whoever writes that they want to report."""
    said = words.say("One press opens the report. Not sure? Report anyway. Nobody is blamed for a report.")
    if guest:
        said = words.say("As a guest please tell your contact here, or phone, right away.")
        return Card(said, [b.paragraph(said), b.context(phone_line(views.people, words))])
    kind = near_miss_of(views.content) if near_miss else ""
    data = {"v": Via.SENTENCE.value} | ({"c": kind} if kind else {})
    label = words.say("Report a near miss") if near_miss else words.say("Report an incident")
    button = Button(f"{ids.START}.sentence", label, data, style="primary" if near_miss else "danger")
    return Card(said, [b.paragraph(said), b.buttons(button), b.context(phone_line(views.people, words))])
