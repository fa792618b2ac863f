"""Mails put together for tests: only what a test is about has to be said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from bot.mail_check.analysis import findings
from bot.mail_check.facts import Company, Facts
from bot.mail_check.mail import Address, Attachment, Authentication, Link, Mail, Markup
from bot.mail_check.parsing.headers import addresses
from knowledge.loader import load_mail

COMPANY = Company(
    domains=frozenset({"aoba-works.example"}),
    partners=frozenset({"minatokogyo.co.jp"}),
    names=("あおば製作所株式会社", "あおば製作所", "Aoba Works"),
    leaders=("渡辺 健二", "Kenji Watanabe"),
    trusted_servers=frozenset({"mx.aoba-works.example"}),
)
KANA = "いつもお世話になっております。先日のうちあわせのとおり、しりょうをおおくりします。"


@lru_cache(maxsize=1)
def facts() -> Facts:
    return Facts.of(load_mail()[0], COMPANY)


def mail(
    sender: str = "Hanako <hanako@tsukuba-parts.co.jp>",
    text: str = "See you at three in the usual room, and bring the drawings.",
    subject: str = "Tomorrow",
    links: Iterable[str | Link] = (),
    files: Iterable[Attachment] = (),
    **more: Any,
) -> Mail:
    """An ordinary mail, with what the test changes in it."""
    ordinary = Mail(
        subject=subject,
        sender=_one(sender),
        recipients=(Address("", "tanaka", "aoba-works.example"),),
        text=text,
        links=tuple(one if isinstance(one, Link) else Link(one) for one in links),
        attachments=tuple(files),
    )
    return replace(ordinary, **more)


def anchor(shown: str, url: str) -> Link:
    return Link(url, shown, "html")


def file(
    name: str, data: bytes = b"data", kind: str = "application/octet-stream", *, inline: bool = False
) -> Attachment:
    return Attachment(name, kind, data, inline)


def hidden(characters: int) -> Markup:
    return Markup(hidden_characters=characters)


def told(server: str, **results: str) -> tuple[Authentication, ...]:
    return (Authentication(server, tuple(results.items())),)


def signs(one: Mail) -> dict[str, str]:
    """What fires on a mail, with its evidence."""
    return {found.id: found.evidence for found in findings(one, facts())}


def _one(sender: str) -> Address | None:
    found = addresses(sender)
    return found[0] if found else None
