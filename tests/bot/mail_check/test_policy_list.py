"""The policy's list of suspicious signs (chapter 7, 4.5): each item has a mail that shows it and a near miss."""

from __future__ import annotations

from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.mail_check.analysis import findings
from bot.mail_check.facts import Company, Facts
from bot.mail_check.parsing.reading import read
from knowledge.loader import load_mail

ITEMS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("policy_list.yml").read_text("utf-8"))


@lru_cache(maxsize=1)
def facts() -> Facts:
    content, company = load_mail()
    return Facts.of(content, Company.of(company))


def written(told: dict[str, Any]) -> bytes:
    """The mail as a mail program would have sent it."""
    mail = MIMEMultipart()
    mail["From"], mail["To"], mail["Subject"] = told["from"], "tanaka@example.co.jp", told["subject"]
    words = MIMEMultipart("alternative")
    words.attach(MIMEText(told["body"], "plain", "utf-8"))
    if "html" in told:
        words.attach(MIMEText(told["html"], "html", "utf-8"))
    mail.attach(words)
    for attached in told.get("attachments", ()):
        part = MIMEApplication(attached.get("head", "inert").encode("latin-1"))
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", attached["name"]))
        mail.attach(part)
    return mail.as_bytes()


def items_shown(told: dict[str, Any]) -> set[str]:
    policy = {one.id: one.policy for one in facts().content.indicators.indicators}
    return {policy[found.id] for found in findings(read(written(told)), facts())} - {""}


@pytest.mark.parametrize("one", ITEMS, ids=lambda one: f"{one['item']} {one['bullet']}")
def test_an_item_of_the_policys_list_is_seen_alone_and_its_near_miss_is_not(one: dict[str, Any]) -> None:
    shown = items_shown(one["fires"])
    assert one["item"] in shown
    assert shown <= {one["item"], *one.get("also", ())}
    assert one["item"] not in items_shown(one["quiet"])


def test_every_item_of_the_policys_list_is_here() -> None:
    numbers = {"theme": 6, "sender": 2, "body": 5, "attachment": 5}
    wanted = {f"{kind}-{number + 1}" for kind, count in numbers.items() for number in range(count)}
    assert {one["item"] for one in ITEMS} == wanted
