"""Filling in a sheet: every tap is kept, the way back is open, and an item may go to a colleague who knows.

Every write happens on the caller's open unit of work.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.people import Person
from bot.core.references import reference
from bot.core.unit import Work
from bot.surveys import access
from bot.surveys.cases import Answers, Given, Referral, ReferralState, Shape, Sheet, SheetState
from bot.surveys.referrals import ReferralStore
from bot.surveys.store import SurveyStore
from knowledge.surveys import Survey

LONGEST_TEXT: Final = 2000
MOST_FILES: Final = 5
PAGE: Final[dict[Shape, int]] = {"five": 5, "one": 1}
"""How many items a page of each shape shows."""


@dataclass(frozen=True)
class Note:
    """Words and evidence for an item, as somebody typed them."""

    text: str = ""
    link: str = ""
    files: tuple[dict[str, str], ...] = ()


class Answering:
    """What people do with their sheets."""

    async def alone(self, work: Work, person: Person, survey: Survey, shape: Shape = "five") -> Answers:
        """A sheet for oneself, seen by nobody else."""
        sheet = Sheet(
            reference("SH"), person.team, person.id, person.department or "", survey=survey, shape=shape,
            created_at=work.now,
        )  # fmt: skip
        await SurveyStore(work.connection).add_sheets([sheet])
        return Answers(sheet, survey)

    async def open(self, work: Work, person: Person, sheet_id: str) -> Answers:
        """Somebody's own sheet, kept from others until the unit of work ends. Raises NotFound and NotAllowed."""
        found = await SurveyStore(work.connection).answers(sheet_id, lock=True)
        if found is None:
            raise NotFound("surveys.gone")
        access.check_answer(person, found.sheet)
        return found

    async def own(self, work: Work, person: Person, campaign_id: str) -> str:
        """Somebody's sheet in a campaign. Raises NotFound, and Refused when the campaign is over."""
        store = SurveyStore(work.connection)
        mine = await store.mine(person.team, person.id)
        if found := next((one.id for one in mine if one.campaign == campaign_id), None):
            return found
        campaign = await store.get(campaign_id)
        if campaign is None or campaign.team != person.team:
            raise NotFound("surveys.gone")
        raise NotAllowed("surveys.not_yours") if campaign.open else Refused("surveys.over")

    async def look(self, work: Work, person: Person, sheet_id: str) -> Answers:
        """A sheet that can still be changed. Raises Refused when the campaign is over."""
        found = await self.open(work, person, sheet_id)
        if not found.changeable:
            raise Refused("surveys.over")
        return found

    async def turn(self, work: Work, person: Person, sheet_id: str, at: int, shape: Shape | None = None) -> Answers:
        """Goes to an item, in pages of five or one by one; past the end lies the overview."""
        found = await self.look(work, person, sheet_id)
        last = len(found.survey.items)
        return await self._keep(work, found, at=max(0, min(at, last)), shape=shape or found.sheet.shape)

    async def answer(self, work: Work, person: Person, sheet_id: str, item: str, option: str) -> Answers:
        """Keeps an answer and turns the page when it is full. Raises Refused when the campaign is over."""
        found = await self.look(work, person, sheet_id)
        asked = found.survey.item(item)
        if found.survey.option(option) is None or asked is None or asked.free:
            raise NotFound("surveys.item_gone")
        before = found.given.get(item, Given(item))
        first_time = before.answer is None
        found = await self._give(work, found, replace(before, answer=option, by=None, at=work.now))
        return await self._keep(work, found, at=_next_page(found, item, turn=first_time))

    async def note(self, work: Work, person: Person, sheet_id: str, item: str, note: Note) -> Answers:
        """Keeps words and evidence for an item. Raises Refused when it is too long or no link."""
        found = await self.look(work, person, sheet_id)
        if found.survey.item(item) is None:
            raise NotFound("surveys.item_gone")
        check_note(note)
        before = found.given.get(item, Given(item))
        after = replace(before, text=note.text.strip(), link=note.link.strip(), files=note.files, at=work.now)
        return await self._keep(work, await self._give(work, found, after))

    async def submit(self, work: Work, person: Person, sheet_id: str) -> Answers:
        """Sends a sheet in; it stays changeable until the closing. Raises Refused while items are missing."""
        found = await self.look(work, person, sheet_id)
        if found.missing:
            raise Refused("surveys.items_missing", count=len(found.missing))
        return await self._keep(work, found, state=SheetState.DONE)

    async def drop(self, work: Work, person: Person, sheet_id: str) -> None:
        """Forgets an own diagnosis. Raises Refused for a sheet of a campaign."""
        found = await self.open(work, person, sheet_id)
        if found.campaign:
            raise Refused("surveys.not_alone")
        await SurveyStore(work.connection).drop_sheet(sheet_id)

    async def pass_on(self, work: Work, person: Person, sheet_id: str, item: str, to: Person, note: str) -> Referral:
        """Asks a colleague who knows. Raises Refused for oneself, for guests, where names are not to be known."""
        found = await self.look(work, person, sheet_id)
        if found.campaign is None or found.campaign.anonymous:
            raise Refused("surveys.not_passed_on", "to")
        if found.survey.item(item) is None:
            raise NotFound("surveys.item_gone")
        if to.id == person.id or to.is_guest or not to.active or to.team != person.team:
            raise Refused("surveys.no_colleague", "to")
        if len(note) > LONGEST_TEXT:
            raise Refused("surveys.too_long", "note")
        asked = Referral(0, sheet_id, item, person.id, to.id, note.strip(), work.now)
        return await ReferralStore(work.connection).ask(asked)

    async def referral(self, work: Work, person: Person, referral_id: int) -> tuple[Referral, Answers]:
        """A question that was passed on to this person, with the sheet it belongs to. Raises NotFound, NotAllowed."""
        asked = await ReferralStore(work.connection).get(referral_id)
        found = await SurveyStore(work.connection).answers(asked.sheet, lock=True) if asked else None
        if asked is None or found is None or found.sheet.team != person.team:
            raise NotFound("surveys.gone")
        if asked.to != person.id:
            raise NotAllowed("surveys.not_yours")
        asked = await ReferralStore(work.connection).get(referral_id) or asked  # as it is now that the sheet is ours
        return asked, found

    async def answer_for(
        self, work: Work, person: Person, referral_id: int, option: str, text: str = ""
    ) -> tuple[Referral, Answers]:
        """A colleague's answer goes into the sheet, under their name. Raises Refused when it is over."""
        asked, found = await self.asked(work, person, referral_id)
        if found.survey.option(option) is None:
            raise NotFound("surveys.item_gone")
        check_note(Note(text))
        before = found.given.get(asked.item, Given(asked.item))
        words = text.strip() or before.text
        given = replace(before, answer=option, text=words, by=person.id, at=work.now)
        found = await self._keep(work, await self._give(work, found, given))
        ended = await ReferralStore(work.connection).end(asked, ReferralState.ANSWERED, work.now)
        return ended, found

    async def give_back(self, work: Work, person: Person, referral_id: int) -> tuple[Referral, Answers]:
        """The colleague does not know either."""
        asked, found = await self.asked(work, person, referral_id)
        return await ReferralStore(work.connection).end(asked, ReferralState.RETURNED, work.now), found

    async def asked(self, work: Work, person: Person, referral_id: int) -> tuple[Referral, Answers]:
        """A question that can still be answered. Raises Refused when it is settled, or the campaign over."""
        asked, found = await self.referral(work, person, referral_id)
        if asked.state is not ReferralState.ASKED:
            raise Refused("surveys.already_settled")
        if not found.changeable:
            raise Refused("surveys.over")
        return asked, found

    async def _give(self, work: Work, found: Answers, given: Given) -> Answers:
        await SurveyStore(work.connection).give(found.sheet.id, given)
        return replace(found, given={**found.given, given.item: given})

    async def _keep(
        self,
        work: Work,
        found: Answers,
        *,
        state: SheetState | None = None,
        at: int | None = None,
        shape: Shape | None = None,
    ) -> Answers:
        before = found.sheet
        begun = SheetState.STARTED if before.state is SheetState.WAITING else before.state
        after = replace(
            before,
            state=state or begun,
            at=before.at if at is None else at,
            shape=shape or before.shape,
            started_at=before.started_at or work.now,
            changed_at=work.now,
            done_at=work.now if state is SheetState.DONE else before.done_at,
        )
        await SurveyStore(work.connection).save_sheet(after)
        return replace(found, sheet=after)


def _next_page(found: Answers, item: str, *, turn: bool) -> int:
    """The page of the item that was answered; the one after it when that one is full."""
    items, size = found.survey.items, PAGE[found.sheet.shape]
    start = next(n for n, one in enumerate(items) if one.id == item) // size * size
    here = {one.id for one in items[start : start + size]}
    return min(start + size, len(items)) if turn and not here & set(found.missing) else start


def page_start(sheet: Sheet) -> int:
    """The first item of the page that a sheet is open at."""
    size = PAGE[sheet.shape]
    return sheet.at // size * size


def check_note(note: Note) -> None:
    """Raises Refused when words are too long, something is no link, or there are too many files."""
    if len(note.text) > LONGEST_TEXT:
        raise Refused("surveys.too_long", "text")
    link = note.link.strip()
    if link and (not link.startswith(("https://", "http://")) or len(link) > LONGEST_TEXT or " " in link):
        raise Refused("surveys.no_link", "link")
    if len(note.files) > MOST_FILES:
        raise Refused("surveys.too_many_files", "files")
