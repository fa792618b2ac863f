"""People who ask, each once, so that every answer belongs to one question; and what became of their questions."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count, cycle

from bot.playground.cast import GENERAL, TANAKA
from bot.playground.model import User
from bot.playground.people import People
from bot.playground.server import Playground
from tests.kit.patience import SECONDS, until

QUESTIONS = (
    "ノートパソコンを社外に持ち出してもいいですか？",
    "May I use my own phone for work?",
    "パスワードは何文字以上にすればいいですか",
    "添付ファイルを開いてしまいました",
    "ありがとう",
    "明日の天気は？",
)

MOST_WAITING = 40
"""So many questions may wait for an answer before nobody asks more."""


@dataclass(frozen=True)
class Asked:
    """A question and the place where its answer is expected: a thread, or a conversation all its own."""

    channel: str
    ts: str
    thread: bool

    @property
    def event(self) -> str:
        """The event that the bot answers; a mention also comes as a plain message, which does not concern it."""
        return "app_mention" if self.thread else "message"


class Crowd:
    numbers = count(1)

    def __init__(self, playground: Playground) -> None:
        self._slack = playground.slack
        self._people = People(playground.slack)
        self._texts = cycle(QUESTIONS)
        self.asked: list[Asked] = []

    def newcomer(self) -> User:
        number = next(self.numbers)
        name = f"person{number}"
        return self._slack.space.add_user(User(f"U0CROWD{number:05}", name, name, email=f"{name}@example.co.jp"))

    def ask(self, text: str = "") -> Asked:
        """Somebody new asks in their own conversation with the bot."""
        user = self.newcomer()
        return self._say(user, self._slack.space.bot_dm(user.id).id, text or next(self._texts), thread=False)

    def mention(self, text: str = "") -> Asked:
        """Somebody mentions the bot in a channel; the answer belongs into the thread."""
        bot = self._slack.space.app.bot_user
        return self._say(
            self._slack.space.users[TANAKA.id], GENERAL, f"<@{bot}> {text or next(self._texts)}", thread=True
        )

    async def keep_asking(self, per_second: float, most: int = 120) -> None:
        """Asks here and there until cancelled, whether anybody answers or not; a slow machine is not buried."""
        for number in range(most):
            if len(self.unanswered()) < MOST_WAITING:
                self.mention() if number % 6 == 0 else self.ask()
            await asyncio.sleep(1 / per_second)

    async def all_answered(self, seconds: float = SECONDS) -> None:
        await until(lambda: not self.unanswered(), seconds)

    def unanswered(self) -> list[Asked]:
        answers = self._answers()
        return [each for each in self.asked if not answers[each]]

    def acknowledged(self) -> set[Asked]:
        """The questions whose event Slack counts as delivered."""
        lines = [line for line in self._slack.log.select("delivery") if line.outcome == "ok"]
        events = [(line.name, line.body["payload"]["event"]) for line in lines]
        delivered = {(name, event.get("channel"), event.get("ts")) for name, event in events}
        return {each for each in self.asked if (each.event, each.channel, each.ts) in delivered}

    def repeated(self) -> list[list[str]]:
        """What was said to those who got more than one answer: it tells why."""
        spaces = self._slack.space.channels
        twice = [each for each, count in self._answers().items() if count > 1]
        return [
            [
                f"{one.ts} {one.text}"
                for one in spaces[each.channel].messages.values()
                if not each.thread or one.thread_ts == each.ts
            ]
            for each in twice
        ]

    def counts(self, of: Iterable[Asked]) -> Counter[int]:
        """How many questions have how many answers."""
        answers = self._answers()
        return Counter(answers[each] for each in of)

    def _answers(self) -> dict[Asked, int]:
        channels = {each.channel for each in self.asked}
        heard = (one for name in channels for one in self._slack.space.channels[name].messages.values())
        said = Counter((one.channel, one.thread_ts) for one in heard if one.bot_id)
        return {each: said[each.channel, each.ts if each.thread else None] for each in self.asked}

    def _say(self, user: User, channel: str, text: str, *, thread: bool) -> Asked:
        message = self._people.say(user, self._slack.space.channels[channel], text)
        self.asked.append(Asked(channel, message.ts, thread))
        return self.asked[-1]
