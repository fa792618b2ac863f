"""A channel where much was said: plain words, cards, threads and reactions, mixed."""

from bot.playground.model import Message
from bot.playground.server import Playground
from tests.browser.gallery import Json, mrkdwn, options, plain

WORDS = (
    "社外秘の図面を *USB* で持ち出すには "
    "<https://www.example.co.jp/3-2|方針 3-2> の許可が要ります。 :lock: <@U0SATO00001>"
)


def card(number: int) -> list[Json]:
    return [
        {"type": "header", "text": plain(f"条件付きで可：{number} 件目")},
        {"type": "section", "text": mrkdwn(WORDS), "fields": [mrkdwn("*条項*\n3-2"), mrkdwn("*改定日*\n2026-04-01")]},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "text": plain("くわしく"), "action_id": "b", "value": str(number)},
                {"type": "static_select", "action_id": "s", "options": options("公開", "社内", "社外秘")},
            ],
        },
        {"type": "context", "elements": [mrkdwn("根拠 3-2 ・ 情報システム部")]},
    ]


def fill(playground: Playground, channel: str, people: list[str], number: int) -> None:
    """So many messages; every third is a card, every tenth has replies, every seventh a reaction."""
    slack = playground.slack
    for index in range(number):
        by_app = index % 3 == 0
        who = slack.space.app.bot_user if by_app else people[index % len(people)]
        message = Message(slack.space.stamps.next(), channel, who, f"{index} 番目。{WORDS}")
        if by_app:
            message.bot_id = slack.space.app.bot_id
            message.blocks = [each | {"block_id": f"b{i}"} for i, each in enumerate(card(index))]
        slack.posting.post(message)
        if index % 7 == 0:
            slack.posting.react(message, people[0], "eyes", add=True)
        if index % 10 == 0:
            reply = Message(slack.space.stamps.next(), channel, people[-1], "承知しました", thread_ts=message.ts)
            slack.posting.post(reply)
