"""The figures of the bulletins as a window: each of the last twelve months, and the departments in all."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.cases import Bulletin
from bot.bulletins.numbers import Figures
from bot.core.people import Permission
from bot.core.shares import percent
from handlers.bulletins.card import ids
from handlers.bulletins.card.labels import bar, lasting, title_of, unit_name
from handlers.bulletins.tracking.year import Year, rows_of, year_of
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw
from handlers.kit.routing import Route
from handlers.kit.windows import redraw, show
from handlers.kit.words import Words
from knowledge.documents import Company

PAGE = 15
MOST_UNITS = 20
SHORT_BAR = 5


class FiguresDoor:
    """The button, and the pages behind it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.routes = (Route("action", ids.NUMBERS, self.wanted, changes=False),)

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the window at once, and fills it when everything is counted; or turns its page."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.SEE_BULLETINS)
        words = await self._desk.words_for(press.spot)
        view = body.get("view") or {}
        turning = view.get("callback_id") == ids.NUMBERS_SHOWN
        window = str(view["id"]) if turning else await show(client, body, counting_modal(words))
        async with self._desk.services.database.read() as connection:
            rows = await rows_of(connection, person.team, self._desk.services.clock.now())
        year = await self._desk.off_loop(year_of, rows)
        page = int(press.value) if press.value.isascii() and press.value.isdecimal() and len(press.value) < 6 else 0
        await redraw(client, window, figures_modal(year, page, self._desk.people.company, words))


def counting_modal(words: Words) -> Modal:
    said = words.say("I am counting. One moment, please.")
    return Modal(ids.NUMBERS_SHOWN, words.say("Figures"), [b.paragraph(said)], words.say("Close"))


def figures_modal(year: Year, page: int, company: Company, words: Words) -> Modal:
    """Each bulletin with what came of it; on the first page the departments before them."""
    last = max(0, (len(year.bulletins) - 1) // PAGE)
    page = min(page, last)
    shown: list[Block] = [b.context(words.say("The bulletins of the last twelve months, the newest first."))]
    if not year.bulletins:
        shown = [b.paragraph(words.say("No bulletin was sent in the last twelve months."))]
    if not page and year.units:
        shown += [b.strong(words.say("By department, the one that reads least first")), b.bullets(_units(year, company,
                  words))]  # fmt: skip
        shown.append(b.strong(words.say("By bulletin")))
    shown += [_bulletin(one, year, words) for one in year.bulletins[page * PAGE : (page + 1) * PAGE]]
    if last:
        shown.append(b.context(words.say("Page {page} of {pages}", page=page + 1, pages=last + 1)))
    turns = []
    if page:
        turns.append(Button(f"{ids.NUMBERS}.back", words.say("Previous page"), str(page - 1)))
    if page < last:
        turns.append(Button(f"{ids.NUMBERS}.on", words.say("Next page"), str(page + 1)))
    if year.bulletins:
        shown.append(b.buttons(*turns, Button(ids.NUMBERS_FILE, words.say("CSV by bulletin"), "-")))
    return Modal(ids.NUMBERS_SHOWN, words.say("Figures"), shown, words.say("Close"))


def _bulletin(bulletin: Bulletin, year: Year, words: Words) -> Block:
    found, (sent, failed) = year.figures.get(bulletin.id, Figures()), year.delivered.get(bulletin.id, (0, 0))
    lines = [words.say("{day}: {sent} delivered, {failed} not", sent=f"{sent:,}", failed=f"{failed:,}",
                       day=words.day_of(bulletin.opened_at or bulletin.created_at))]  # fmt: skip
    if found.asked:
        lines.append(_rate(found, words))
        lines += _times(found, words)
    return b.entry(title_of(bulletin, words), "\n".join(lines))


def _times(found: Figures, words: Words) -> list[str]:
    if found.middle is None:
        return []
    middle = lasting(found.middle, words)
    if found.to_most is None:
        return [words.say("Median {middle}; 80% have not confirmed yet", middle=middle)]
    most = lasting(found.to_most, words)
    return [words.say("Median {middle}; until 80% had confirmed: {most}", middle=middle, most=most)]


def _units(year: Year, company: Company, words: Words) -> list[str]:
    lines = [
        words.say("{unit}: {rate}, median {middle}", unit=unit_name(unit, company, words), rate=_rate(found, words),
                  middle=lasting(found.middle, words))
        for unit, found in list(year.units.items())[:MOST_UNITS]
    ]  # fmt: skip
    rest = list(year.units.values())[MOST_UNITS:]
    if rest:
        done, asked = sum(one.confirmed for one in rest), sum(one.asked for one in rest)
        lines.append(words.say("{count} more departments: {done} of {asked}", count=len(rest), done=done, asked=asked))
    return lines


def _rate(found: Figures, words: Words) -> str:
    return words.say("{bar} {percent}% ({done} of {asked})", bar=bar(found.confirmed, found.asked, SHORT_BAR),
                     percent=percent(found.confirmed, found.asked), done=f"{found.confirmed:,}",
                     asked=f"{found.asked:,}")  # fmt: skip
