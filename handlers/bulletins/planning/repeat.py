"""The doors of a repetition: the form opens, follows what is chosen in it, and becomes a series."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.access import check_write
from bot.bulletins.cases import Bulletin, BulletinState, Series
from bot.bulletins.repeating import Wish
from bot.bulletins.series_store import SeriesStore
from bot.bulletins.store import BulletinStore
from bot.core.errors import NotFound, Refused
from bot.core.people import Permission, Person
from bot.core.unit import Work
from handlers.bulletins.planning import entered as e
from handlers.bulletins.planning import ids
from handlers.bulletins.planning.calendar_views import series_name
from handlers.bulletins.planning.clock import SeriesClock
from handlers.bulletins.planning.entered import Carried, Entered
from handlers.bulletins.planning.news_views import begun_card
from handlers.bulletins.planning.repeat_views import Form, repeat_form
from handlers.kit import payload, replies
from handlers.kit.blocks import Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Raw, Submission
from handlers.kit.routing import Route
from handlers.kit.windows import redraw, show
from handlers.kit.words import Words

PREVIEWED = 5


class Repeats:
    """One's own repetitions, and changes to any."""

    def __init__(self, desk: Desk, clock: SeriesClock) -> None:
        self._desk = desk
        self._clock = clock
        self._service = desk.services.series
        self.routes = (
            Route("action", ids.REPEAT, self.wanted, changes=False),
            Route("action", ids.REPEAT_CHOICE, self.chosen, changes=False),
        )

    async def wanted(self, body: Raw, client: AsyncWebClient) -> None:
        """Opens the form for a bulletin. One that came from a series gives its words to that series."""
        press = payload.press(body)
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        carried = await self._about(person, press.value)
        modal = await self._form(person, await self._desk.words_for(press.spot), carried)
        await show(client, body, modal)

    async def of_series(self, person: Person, words: Words, series_id: str, page: int) -> Modal:
        """The form that changes one, from a page of the calendar. Raises NotFound."""
        return await self._form(person, words, Carried(series=series_id, page=page))

    async def chosen(self, body: Raw, client: AsyncWebClient) -> None:
        """Draws the form anew for what is chosen now, with the times that come of it."""
        press, form = payload.press(body), payload.submission(body)
        person = await self._desk.people.of(press.spot, Permission.SEND_BULLETINS)
        words = await self._desk.words_for(press.spot)
        carried = Carried.of(form.metadata)
        bulletin, series = await self._found(person, carried)
        entered = e.read(form, self._first(bulletin, series))
        modal = self._drawn(carried, bulletin, series, entered, words)
        await redraw(client, press.view_id, modal)

    async def keep(self, form: Submission, person: Person) -> Carried:
        """What was entered is kept, and whoever did it hears what comes next."""
        carried = Carried.of(form.metadata)
        bulletin, series = await self._found(person, carried)
        entered = e.read(form, self._first(bulletin, series))
        async with self._desk.services.unit() as work:
            if await work.first_time(form.key):
                wish = self._wish(bulletin, series, entered, work)
                if series:
                    kept = await self._service.change(work, person, series.id, wish)
                else:
                    kept = await self._service.create(work, person, wish)
                self._tell(work, person, kept, None if series else bulletin)
        self._clock.wake()
        return carried

    def _tell(self, work: Work, person: Person, kept: Series, begun: Bulletin | None) -> None:
        words = self._desk.speech.in_(self._desk.people.known_language(person.id))
        times = self._service.times
        fire = next(times.after(kept, work.now)) if kept.state == "active" else None
        coming = (fire, times.leaves(kept, fire)) if fire else None
        card = begun_card(kept, coming, self._desk, words, begun)
        work.outbox.put(replies.direct(person.id, card, f"bulletin-series:{kept.id}:{kept.revision}:{person.id}"))

    def _wish(self, bulletin: Bulletin | None, series: Series | None, entered: Entered, work: Work) -> Wish:
        rule, drafts = entered.rule(), entered.drafts
        if bulletin:
            since = self._service.times.day_done(_goes_out(bulletin), rule, work.now)
            return Wish(
                bulletin.title, bulletin.content, bulletin.audience, rule, drafts, entered.ahead, since=since
            )  # fmt: skip
        if series is None:
            raise NotFound("bulletins.series_gone")
        content = self._service.times.moved(series, work.now)
        return Wish(series.name, content, series.audience, rule, drafts, entered.ahead)

    async def _form(self, person: Person, words: Words, carried: Carried) -> Modal:
        bulletin, series = await self._found(person, carried)
        return self._drawn(carried, bulletin, series, self._first(bulletin, series), words)

    def _drawn(
        self, carried: Carried, bulletin: Bulletin | None, series: Series | None, entered: Entered, words: Words
    ) -> Modal:
        services = self._desk.services
        title = bulletin.content.wording(words.language).title if bulletin else ""
        if series:
            title = series_name(series, self._desk, words)
        released = services.bulletins.needs_release(bulletin) if bulletin else False
        said = bulletin or series
        urgent = said is not None and said.content.severity == "urgent"
        form = Form(carried, title, entered, services.settings.timezone, (), services.days, released, urgent)
        try:
            rule = entered.rule()
        except Refused:
            return repeat_form(form, words)
        now, last = services.clock.now(), series.last_fire if series else _goes_out(bulletin)
        since = self._service.times.day_done(last, rule, now) or now
        fires = islice(self._service.times.of(rule).after(since), PREVIEWED)
        times = [(fire, self._service.times.leaves_at(rule, fire, urgent=form.urgent)) for fire in fires]
        return repeat_form(replace(form, times=times), words)

    def _first(self, bulletin: Bulletin | None, series: Series | None) -> Entered:
        if series:
            return e.of_series(series)
        if bulletin is None:
            raise NotFound("bulletins.series_gone")
        services = self._desk.services
        moment = (bulletin.opens_at or services.clock.now()).astimezone(ZoneInfo(services.settings.timezone))
        if not bulletin.opens_at:  # whoever writes on a Sunday does not mean Sundays
            moment = datetime.combine(services.days.next_working_day(moment.date()), moment.timetz())
        return e.of_bulletin(bulletin, moment)

    async def _about(self, person: Person, bulletin_id: str) -> Carried:
        """The bulletin, and the series that takes its words: one of somebody's own that still goes on."""
        bulletin, _ = await self._found(person, Carried(bulletin_id))
        if bulletin and bulletin.audience.nobody:
            raise Refused("bulletins.no_audience")
        name = bulletin.series if bulletin else None
        async with self._desk.services.database.read() as connection:
            series = await SeriesStore(connection).get(name) if name else None
        return Carried(bulletin_id, series.id if series and series.state != "ended" and not series.entry else "")

    async def _found(self, person: Person, carried: Carried) -> tuple[Bulletin | None, Series | None]:
        """What the window is about. Raises NotFound and NotAllowed."""
        check_write(person)
        async with self._desk.services.database.read() as connection:
            bulletin = await BulletinStore(connection).get(carried.bulletin) if carried.bulletin else None
            series = await SeriesStore(connection).get(carried.series) if carried.series else None
        for wanted, found in ((carried.bulletin, bulletin), (carried.series, series)):
            if wanted and (found is None or found.team != person.team):
                raise NotFound("bulletins.gone" if wanted == carried.bulletin else "bulletins.series_gone")
        return bulletin, series


def _goes_out(bulletin: Bulletin | None) -> datetime | None:
    """When the bulletin itself went out or will: what repeats it comes after that, and not on the same day."""
    if bulletin is None or bulletin.state is BulletinState.DRAFT:
        return None
    return bulletin.opened_at or bulletin.opens_at
