"""Who has not confirmed yet, as a window: all of them for those who may see it, a head's own for a head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins import access
from bot.bulletins.cases import Bulletin, Reader
from bot.bulletins.store import BulletinStore
from bot.core.errors import NotAllowed, NotFound
from bot.core.people import Permission, Person
from handlers.bulletins.card import ids
from handlers.bulletins.card.heads import units_of
from handlers.bulletins.card.labels import listing, title_of, unit_name
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.people import People
from handlers.kit.routing import Route
from handlers.kit.windows import redraw, show
from handlers.kit.words import Words

PAGE = 150
"""So many names stand on a page."""
LINE = 50
"""So many names fit one block, however long they are."""
LONGEST_NAME = 50


@dataclass(frozen=True)
class Missing:
    """The people of a page, department by department; `count` is how many there are in all."""

    bulletin: Bulletin
    page: int
    count: int
    readers: Sequence[Reader]
    by_unit: dict[str, int]
    unreached: frozenset[str]
    """To whom the message itself could not be delivered."""
    whole: bool
    """Whether it is everybody, not only a head's own people."""
    left: Sequence[str] = ()
    """Whose account was closed before they confirmed."""

    @property
    def last(self) -> int:
        return max(0, (self.count - 1) // PAGE)


class MissingDoor:
    """The list behind the button."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.routes = (Route("action", ids.MISSING, self.wanted, changes=False),)

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the window, or turns its page."""
        press = payload.press(body)
        person, words = await self._desk.people.of(press.spot), await self._desk.words_for(press.spot)
        found = await self._found(person, *_target(press.value))
        modal = missing_modal(found, self._desk.people, words)
        view = body.get("view") or {}
        if view.get("callback_id") == ids.MISSING_SHOWN:
            await redraw(client, str(view["id"]), modal)
        else:
            await show(client, body, modal)

    async def _found(self, person: Person, bulletin_id: str, page: int) -> Missing:
        async with self._desk.services.database.read() as connection:
            store = BulletinStore(connection)
            bulletin = await store.get(bulletin_id)
            if bulletin is None:
                raise NotFound("bulletins.gone")
            units = _units(person, bulletin, self._desk.people)
            readers = [one for one in await store.missing(bulletin) if units is None or one.unit in units]
            failed = await store.deliveries_of(bulletin.id, "failed")
            by_unit: dict[str, int] = {}
            for one in readers:
                by_unit[one.unit] = by_unit.get(one.unit, 0) + 1
            readers.sort(key=lambda one: (-by_unit[one.unit], one.unit, one.person))
            page = min(page, max(0, (len(readers) - 1) // PAGE))
            shown = readers[page * PAGE : (page + 1) * PAGE]
            asked = await store.readers_of(bulletin.id) if units is None else []
            left = [one.person for one in asked if one.left_at and one.confirmed < bulletin.edition]
            await self._desk.people.recall(connection, bulletin.team, {one.person for one in shown} | {*left})
        unreached = frozenset(one.target for one in failed if one.kind == "person")
        return Missing(bulletin, page, len(readers), shown, by_unit, unreached, units is None, left)


def missing_modal(found: Missing, people: People, words: Words) -> Modal:
    """The names by department, most of them first."""
    title = title_of(found.bulletin, words)
    said = words.say("Not confirmed yet: {count} people", count=found.count) if found.count else words.say(
        "Everybody has confirmed.")  # fmt: skip
    shown: list[Block] = [b.strong(title), b.paragraph(said)]
    for unit in dict.fromkeys(one.unit for one in found.readers):
        names = [_name(one, found, people, words) for one in found.readers if one.unit == unit]
        head = words.say("{unit} ({count})", unit=unit_name(unit, people.company, words), count=found.by_unit[unit])
        for start in range(0, len(names), LINE):
            said = words.say(", ").join(names[start : start + LINE])
            shown.append(b.paragraph(said) if start else b.entry(head, said))
    if found.left:
        head = words.say("Not counted, because the account is closed ({count})", count=len(found.left))
        names = [b.cut(people.called(one, words.language), LONGEST_NAME) for one in found.left]
        shown.append(b.entry(head, listing(names, words, LINE)))
    if found.last:
        shown.append(b.context(words.say("Page {page} of {pages}", page=found.page + 1, pages=found.last + 1)))
    if pressable := _turns(found, words):
        shown.append(b.buttons(*pressable))
    return Modal(ids.MISSING_SHOWN, words.say("Who has not confirmed"), shown, words.say("Close"))


def _name(reader: Reader, found: Missing, people: People, words: Words) -> str:
    name = b.cut(people.called(reader.person, words.language), LONGEST_NAME)
    return words.say("{name} (not delivered)", name=name) if reader.person in found.unreached else name


def _turns(found: Missing, words: Words) -> list[Button]:
    name, page, turns = found.bulletin.id, found.page, []
    if page:
        turns.append(Button(f"{ids.MISSING}.back", words.say("Previous page"), f"{name}:{page - 1}"))
    if page < found.last:
        turns.append(Button(f"{ids.MISSING}.on", words.say("Next page"), f"{name}:{page + 1}"))
    if found.whole and found.count:
        turns.append(Button(f"{ids.FILE}.list", words.say("CSV by person"), name))
    return turns


def _units(person: Person, bulletin: Bulletin, people: People) -> frozenset[str] | None:
    """Whose people somebody may see: None for all. Raises NotAllowed or NotFound."""
    if person.may(Permission.SEE_BULLETINS) or person.id == bulletin.by:
        access.check_see(person, bulletin)
        return None
    units = units_of(person, people)
    if bulletin.team != person.team or bulletin.opened_at is None:
        raise NotFound("bulletins.gone")
    if not units:
        raise NotAllowed("people.not_allowed")
    return units


def _target(value: str) -> tuple[str, int]:
    name, _, page = value.partition(":")
    return name, int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 0
