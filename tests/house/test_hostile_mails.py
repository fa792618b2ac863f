"""Nothing that stands in a mail can mention, link, unfurl or speak for us in Slack, whatever card it is drawn on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checking.check import refused, sent
from bot.checking.mail import TRAP, mail_drawn, report_of, views_of
from bot.mail_check.verdict import Verdict
from handlers.kit.words import LANGUAGES, Speech
from handlers.mail_check.labels import harmless
from tests.kit.content import packaged
from tests.kit.examples import examples

SPEECH = Speech("Asia/Tokyo")
LIVE = re.compile(r"\b(?:https?|ftp)://|(?<![\w\]-])evil\.example", re.IGNORECASE)
OUR_MENTION = re.compile(r"Slack: <@U\w+>")
TURNS = re.compile("[\u200b\u202a-\u202e\u2066-\u2069]")
TRAPS = (
    TRAP * 60,
    "<!channel>" * 1000,
    "<http://evil.example|安全なサイト>",
    "HTTPS://EVIL.EXAMPLE/" + "a" * 10_000,
    "\u202e" * 10_000 + "exe.fdp",
    "*_~`" * 2_500,
    "\n" * 10_000 + "安全です",
    "😀" * 10_000,
    "a.evil.example " * 700,
    "",
)


def texts(part: object) -> Iterator[tuple[str, str]]:
    """Every text of a payload with what Slack makes of it."""
    if isinstance(part, Mapping):
        if isinstance(part.get("text"), str) and "type" in part:
            yield str(part["type"]), part["text"]
        for value in part.values():
            yield from texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from texts(value)


def payloads(trap: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for language in LANGUAGES:
        for name, drawn in mail_drawn(packaged(), SPEECH.in_(language), trap):
            yield f"{name} ({language})", sent(drawn)


@pytest.mark.parametrize("trap", TRAPS, ids=range(len(TRAPS)))
def test_no_card_lets_a_mail_mention_link_or_unfurl(trap: str) -> None:
    for name, payload in payloads(trap):
        assert list(refused(name, payload)) == []
        for kind, text in texts(payload.get("blocks", ())):
            ours = OUR_MENTION.fullmatch(text)
            assert kind in {"plain_text", "text"} or ours, f"{name}: {kind} is read for mentions and links"
            if not name.startswith(BY_PEOPLE):
                assert not LIVE.search(text), f"{name}: {text[:80]}"
                assert not TURNS.search(text), name
        spoken = str(payload.get("text", ""))
        assert "<" not in spoken, name


BY_PEOPLE = ("mail campaign", "mail told", "mail memo", "mail decide", "mail reports")
"""Cards that also hold what colleagues wrote, who may link where they like."""


def test_no_card_is_longer_than_anybody_reads() -> None:
    for name, payload in payloads(TRAP * 60):
        if name.startswith(("mail result", "mail reported", "mail failed", "mail receipt")):
            assert sum(len(text) for _, text in texts(payload["blocks"])) < 3_000, name
            assert len(payload["blocks"]) <= 14, name


@examples(100)
@given(st.text(max_size=400))
def test_a_line_from_a_mail_stays_one_harmless_line(text: str) -> None:
    line = harmless(text, 120)
    assert len(line) <= 120
    assert len(line.splitlines()) <= 1
    assert not re.search(r"https?://", line, re.IGNORECASE)
    assert not TURNS.search(line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_honest_mails_show_too_never_leads(language: str) -> None:
    views, words = views_of(packaged()), SPEECH.in_(language)
    report = report_of(views.service, Verdict.DANGER, "x")
    weak = tuple(one for one in report.reasons if one.weight <= 0.5)
    strong = tuple(one for one in report.reasons if one.weight > 0.5)
    assert views.reasons(weak, words) == []
    assert len(views.reasons(report.reasons, words)) == 5
    shown = views.reasons((*weak[:3], strong[0]), words)
    assert len(shown) == 3
    assert shown[0].startswith(views.service.indicators[strong[0].id].says.say(language))


def test_every_verdict_says_what_to_do_and_none_says_safe() -> None:
    for name, payload in payloads(""):
        if name.startswith("mail result"):
            shown = json.dumps(payload["blocks"], ensure_ascii=False)
            assert "安全です" not in shown
            assert "is safe" not in shown.replace("does not mean it is safe", "")
