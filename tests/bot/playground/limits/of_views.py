"""The limits of whole views and messages (slack.md 2.1 and 2.2)."""

from __future__ import annotations

from bot.playground.validator import Surface
from tests.bot.playground.limits.builders import home, modal, plain, words
from tests.bot.playground.limits.rows import Row

MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}

OF_VIEWS = [
    Row("modal title", "/title/text", 24, lambda n: modal(title=plain(n))),
    Row("modal submit", "/submit/text", 24, lambda n: modal(submit=plain(n))),
    Row("modal close", "/close/text", 24, lambda n: modal(close=plain(n))),
    Row("private_metadata", "/private_metadata", 3000, lambda n: modal(private_metadata=words(n)), least=0),
    Row("callback_id", "/callback_id", 255, lambda n: modal(callback_id=words(n)), least=0),
    Row("external_id", "/external_id", 255, lambda n: modal(external_id=words(n)), least=0),
    Row("home private_metadata", "/private_metadata", 3000, lambda n: home(private_metadata=words(n)), least=0),
]
