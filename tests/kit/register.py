"""A company's register of incidents: many, of every kind, with timelines that people wrote in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bot.core.people import Person, Role
from bot.incidents.cases import Entry, Incident, Kind, State, Via
from bot.incidents.store import IncidentStore
from tests.kit.content import packaged

TEAM = "T1"
START = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
SAID = (
    "電車に会社のスマートフォンを置き忘れました。見積書のファイルが入っています。",
    "取引先へのメールに、別の会社の請求書を添付して送ってしまいました。",
    "添付ファイルを開いたら画面に英語の警告が出て、マウスが動かなくなりました。",
    "I sent the list of participants to the wrong address this morning.",
    "共有フォルダーの権限が「リンクを知っている全員」になっていました。",
)
KINDS = [one.id for one in packaged().incidents.categories.categories]
PLACES = ("", "しなの鉄道 長野行き", "本社 2階 会議室", "Nagano office")


def member(*roles: Role, user: str = "U1", **more: Any) -> Person:
    """Somebody of the company."""
    return Person(TEAM, user, user, roles=frozenset({Role.EMPLOYEE, *roles}), **more)


def case(number: int = 0, **more: Any) -> Incident:
    """An incident that was reported a moment ago; `more` says what is different."""
    values: dict[str, Any] = {
        "id": f"I-{number:08}",
        "team": TEAM,
        "category": "loss",
        "state": State.REPORTED,
        "level": 2,
        "reasons": (),
        "title": SAID[0][:40],
        "text": SAID[0],
        "language": "ja",
        "via": Via.HOME,
        "reported_at": START + timedelta(minutes=number),
        "reporter": "U1",
    }
    return Incident(**(values | more))


def register(count: int, chance: Random) -> list[Incident]:
    """So many incidents over two years, most of them over."""
    found = []
    for number in range(count):
        reported = START - timedelta(minutes=chance.randrange(2 * 365 * 24 * 60))
        said = chance.choice(SAID)
        ended = chance.random() < 0.9
        confirmed = reported + timedelta(minutes=chance.randrange(1, 300))
        more = (
            {"contained_at": confirmed, "closed_at": confirmed + timedelta(days=chance.randrange(9))} if ended else {}
        )
        found.append(
            case(
                number,
                category=chance.choice(KINDS),
                state=State.CLOSED if ended else State.CONFIRMED,
                level=chance.randrange(4),
                title=said[:40],
                text=said * chance.randrange(1, 4),
                where=chance.choice(PLACES),
                reporter=f"U{chance.randrange(60)}",
                reported_at=reported,
                confirmed_at=confirmed,
                restricted=chance.random() < 0.05,
                **more,
            )
        )
    return found


async def keep(store: IncidentStore, cases: Iterable[Incident], notes: int = 0) -> None:
    """Puts incidents on record, each with so many notes of people and twice as many lines of the bot."""
    for one in cases:
        await store.add(one)
        for number in range(notes * 3):
            text = f"{number} 回線の停止を通信会社に依頼。受付番号 A-{number:04}。" if number % 3 == 0 else ""
            at = one.reported_at + timedelta(minutes=number)
            await store.write(Entry(0, one.id, Kind.NOTE, at, at, "U2", text))
