"""The limits of small structures that methods take (slack.md 3.1)."""

from __future__ import annotations

from dataclasses import dataclass

from tests.bot.playground.limits.builders import Json, words
from tests.bot.playground.limits.rows import Row


@dataclass(frozen=True)
class ArgumentRow(Row):
    """A row of one argument of one method."""

    method: str = ""
    argument: str = ""

    def __str__(self) -> str:
        return self.name


PROMPT: Json = {"title": "t", "message": "m"}
STATUS, SESSION = "assistant.threads.setStatus", "agents.sessions.setStatus"
PROMPTS = "assistant.threads.setSuggestedPrompts"

OF_ARGUMENTS = [
    ArgumentRow("loading messages", "", 10, lambda n: ["m"] * n, method=STATUS, argument="loading_messages"),
    ArgumentRow("a loading message", "/0", 50, lambda n: [words(n)], method=STATUS, argument="loading_messages"),
    ArgumentRow("prompts", "", 4, lambda n: [PROMPT] * n, method=PROMPTS, argument="prompts"),
    ArgumentRow("session title", "", 200, words, least=0, method=SESSION, argument="title"),
    ArgumentRow("session name", "", 200, words, least=0, method=SESSION, argument="username"),
]
