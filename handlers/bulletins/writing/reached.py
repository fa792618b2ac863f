"""Who a bulletin reaches, by name and department, before it is sent: so that one sees that the exceptions work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.access import check_see
from bot.bulletins.cases import Bulletin
from bot.bulletins.store import BulletinStore
from bot.core.errors import NotFound, Refused
from handlers.bulletins.card.labels import unit_name
from handlers.bulletins.census import UNSEEN, Census, Reach
from handlers.bulletins.post_views import heading
from handlers.bulletins.writing import ids
from handlers.bulletins.writing.counter import Counter
from handlers.bulletins.writing.panels import Job
from handlers.bulletins.writing.sending import Carried
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Block, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.people import People
from handlers.kit.routing import Route
from handlers.kit.windows import show
from handlers.kit.words import Words

MOST_UNITS: Final = 40
MOST_NAMES: Final = 400
"""So many people are named in the window; where there are more, in each department some."""
LINE: Final = 50
"""So many names fit one block, however long they are."""
LONGEST_NAME: Final = 50


class Reached:
    """The window behind the button. Slack is not asked: what was read for the count is shown."""

    def __init__(self, desk: Desk, census: Census, counter: Counter) -> None:
        self._desk = desk
        self._census = census
        self._counter = counter
        self.routes = (Route("action", ids.REACHED, self.wanted, changes=False),)

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the window; where nothing was read yet, it says so and the reading begins."""
        press, carried = payload.press(body), Carried.of(payload.press(body))
        person, words = await self._desk.people.of(press.spot), await self._desk.words_for(press.spot)
        async with self._desk.services.database.read() as connection:
            found = await BulletinStore(connection).get(carried.bulletin)
        if found is None:
            raise NotFound("bulletins.gone")
        check_see(person, found)
        if found.revision != carried.revision:
            raise Refused("bulletins.preview_outdated")
        reach = await self._census.read_already(found.audience)
        if reach is None:
            self._counter.want(Job(found.id, found.revision, carried.aim(found)))
        await show(client, body, reached_modal(found, reach, self._desk.people, words))


def reached_modal(bulletin: Bulletin, reach: Reach | None, people: People, words: Words) -> Modal:
    """The names by department, most of them first; then those whom the exceptions leave out."""
    shown: list[Block] = [b.strong(heading(bulletin, words))]
    if reach is None:
        said = words.say("I have not read who that is yet. I am reading it now: please press once more in a moment.")
        shown.append(b.paragraph(said))
    else:
        shown += [b.bullets(_counts(reach, words)), *_units(reach.readers, people, words)]
        shown += _left_out(reach, people, words)
        shown.append(b.context(words.say("As things stand now. Who it reaches is looked up anew when it goes out.")))
    return Modal(ids.REACHED_SHOWN, words.say("Who it reaches"), shown, words.say("Close"))


def _counts(reach: Reach, words: Words) -> list[str]:
    """Those with a message of their own, those who only read it in a channel, and the channels nobody can look into."""
    only = len(reach.readers.keys() - reach.people.keys())
    lines = [words.say("A message of their own: {count} people", count=f"{len(reach.people):,}")]
    if only:
        lines.append(words.say("Only in a channel: {count} people", count=f"{only:,}"))
    if unseen := [*reach.trouble.values()].count(UNSEEN):
        lines.append(words.say("Who is in {count} of the channels I may not see.", count=unseen))
    return lines


def _units(readers: Mapping[str, str], people: People, words: Words) -> list[Block]:
    units: dict[str, list[str]] = {}
    for person, unit in readers.items():
        units.setdefault(unit, []).append(person)
    ordered = sorted(units.items(), key=lambda item: (-len(item[1]), not item[0], item[0]))
    most = MOST_NAMES // min(len(units), MOST_UNITS) if len(readers) > MOST_NAMES else MOST_NAMES
    shown: list[Block] = []
    for unit, members in ordered[:MOST_UNITS]:
        head = words.say("{unit} ({count})", unit=unit_name(unit, people.company, words), count=len(members))
        names = [_name(one, people, words) for one in members[:most]]
        for start in range(0, len(names), LINE):
            rest = len(members) - most if start + LINE >= len(names) else 0
            said = _joined(names[start : start + LINE], rest, words)
            shown.append(b.paragraph(said) if start else b.entry(head, said))
    if left := ordered[MOST_UNITS:]:
        shown.append(b.paragraph(words.say("and {count} people in {units} more departments",
                                           count=sum(len(each) for _, each in left), units=len(left))))  # fmt: skip
    return shown


def _left_out(reach: Reach, people: People, words: Words) -> list[Block]:
    if not reach.left_out:
        return []
    names = [_name(one, people, words) for one in reach.left_out[:LINE]]
    head = words.say("Left out by your exceptions ({count})", count=len(reach.left_out))
    shown: list[Block] = [b.divider(), b.entry(head, _joined(names, len(reach.left_out) - len(names), words))]
    if reach.channels:
        shown.append(b.context(words.say("Those of them who are in one of the channels can read the post there.")))
    return shown


def _joined(names: list[str], rest: int, words: Words) -> str:
    said = words.say(", ").join(names)
    return words.say("{names} and {count} more", names=said, count=rest) if rest > 0 else said


def _name(person: str, people: People, words: Words) -> str:
    return b.cut(people.called(person, words.language), LONGEST_NAME)
