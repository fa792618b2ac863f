"""Writing: a form from a template, the preview, the test to oneself, drafts, and the second person's release."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.bulletins.access import may_release
from bot.bulletins.cases import Audience, Bulletin, BulletinState, Content
from bot.bulletins.queries import BulletinQueries
from bot.bulletins.store import BulletinStore
from bot.core.people import Permission, Person
from bot.core.unit import Work
from handlers.bulletins.board import Board
from handlers.bulletins.census import Census
from handlers.bulletins.delivery import Delivering
from handlers.bulletins.writing.counter import Counter
from handlers.bulletins.writing.drafts import UNSENT, Drafts
from handlers.bulletins.writing.forms import Forms
from handlers.bulletins.writing.home_views import release_home, writing_home
from handlers.bulletins.writing.offering import drafted, offer, suggest
from handlers.bulletins.writing.panels import Panels
from handlers.bulletins.writing.reached import Reached
from handlers.bulletins.writing.release import Release
from handlers.bulletins.writing.sending import Sending
from handlers.kit.blocks import Block, Modal
from handlers.kit.desk import Desk
from handlers.kit.feature import Worker
from handlers.kit.payload import Command
from handlers.kit.routing import Route
from handlers.kit.suggestions import Suggestion
from handlers.kit.words import Words


class Writing:
    """What whoever writes bulletins does before anybody reads them."""

    def __init__(self, desk: Desk, census: Census, board: Board, delivery: Delivering) -> None:
        self._desk = desk
        panels = Panels(desk)
        counter = Counter(desk, census, panels)
        self._forms = Forms(desk, board, panels, counter)
        sending = Sending(desk, board, delivery, panels, counter)
        drafts, reached = Drafts(desk, sending), Reached(desk, census, counter)
        release = Release(desk, board, delivery, panels, counter)
        self.routes: tuple[Route, ...] = (
            *self._forms.routes, *sending.routes, *drafts.routes, *reached.routes, *release.routes,
        )  # fmt: skip
        self.workers: tuple[Worker, ...] = (counter,)

    async def home(self, person: Person, words: Words) -> Sequence[Block]:
        """For whoever writes bulletins: the button that begins one, and the drafts; what waits for a second person."""
        writes = person.may(Permission.SEND_BULLETINS)
        if not (writes or person.may(Permission.RELEASE_BULLETINS)):
            return ()
        async with self._desk.services.database.read() as connection:
            store = BulletinStore(connection)
            waiting = await store.in_state(person.team, (BulletinState.PROPOSED,))
            corrections = await BulletinQueries(connection).corrections(person.team)
            mine = await store.in_state(person.team, UNSENT, by=person.id) if writes else []
        proposed = [one for one in waiting if may_release(person, one, by=one.by)]
        better = [(one, each) for one, each in corrections if may_release(person, one, by=each.by)]
        return [*release_home(proposed, better, words), *(writing_home(mine, words) if writes else ())]

    async def form(self, person: Person, words: Words, bulletin: Bulletin) -> Modal:
        """The form for one that exists as a draft."""
        return self._forms.of(words, bulletin)

    async def commanded(self, command: Command, client: AsyncWebClient) -> None:
        """`/mamori bulletin`: the first small window."""
        await self._forms.commanded(command, client)

    async def offer(self, work: Work, person: str, team: str, content: Content, audience: Audience) -> Bulletin:
        """Lays a draft before somebody, from another part of the house: an advisory, a mail campaign, an incident."""
        return await offer(self._desk, work, drafted(work, person, team, content, audience))

    async def suggest(self, work: Work, person: Person, suggestion: Suggestion) -> None:
        """The same for what another room proposes. Raises NotAllowed."""
        await suggest(self._desk, work, person, suggestion)
