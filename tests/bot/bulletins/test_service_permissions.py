"""Who may do what with a bulletin: everybody at every act, also from another workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.bulletins import access
from bot.bulletins.cases import Bulletin, BulletinState
from bot.bulletins.edition_store import EditionStore
from bot.bulletins.editions import Correction
from bot.bulletins.service import BulletinService
from bot.core.clock import Clock
from bot.core.errors import NotAllowed, NotFound, Refused
from bot.core.people import Person, Role
from bot.core.unit import Unit, Work
from bot.core.workdays import WorkDays
from knowledge.loader import load
from tests.kit import bulletins as kit

S = BulletinState
Act = Callable[[BulletinService, Work, Person, Bulletin], Awaitable[object]]


async def see(_service: BulletinService, _work: Work, person: Person, bulletin: Bulletin) -> None:
    access.check_see(person, bulletin)


WRITING: dict[str, tuple[BulletinState, Act]] = {
    "rewrite": (S.DRAFT, lambda s, w, p, it: s.rewrite(w, p, it.id, it.content, it.audience)),
    "submit": (S.DRAFT, lambda s, w, p, it: s.submit(w, p, it.id, None, None)),
    "pause": (S.PLANNED, lambda s, w, p, it: s.pause(w, p, it.id)),
    "resume": (S.PAUSED, lambda s, w, p, it: s.resume(w, p, it.id)),
    "cancel": (S.PLANNED, lambda s, w, p, it: s.cancel(w, p, it.id)),
    "correct": (S.OPEN, lambda s, w, p, it: s.correct(w, p, it.id, Correction(it.content, "直しました", anew=True))),
    "take correction back": (S.OPEN, lambda s, w, p, it: s.take_correction_back(w, p, it.id, 1)),
    "withdraw": (S.OPEN, lambda s, w, p, it: s.withdraw(w, p, it.id, "誤りでした")),
    "end": (S.OPEN, lambda s, w, p, it: s.end(w, p, it.id)),
    "send again": (S.OPEN, lambda s, w, p, it: s.send_again(w, p, it.id)),
    "remind": (S.OPEN, lambda s, w, p, it: s.remind(w, p, it.id)),
}
RELEASING: dict[str, tuple[BulletinState, Act]] = {
    "release": (S.PROPOSED, lambda s, w, p, it: s.release(w, p, it.id)),
    "send back": (S.PROPOSED, lambda s, w, p, it: s.send_back(w, p, it.id, "短く")),
    "release correction": (S.OPEN, lambda s, w, p, it: s.release_correction(w, p, it.id, 1)),
    "return correction": (S.OPEN, lambda s, w, p, it: s.return_correction(w, p, it.id, 1, "短く")),
}
READING: dict[str, tuple[BulletinState, Act]] = {
    "see": (S.OPEN, see),
    "confirm": (S.OPEN, lambda s, w, p, it: s.confirm(w, p, it.id, 1)),
}
ACTS = WRITING | RELEASING | READING
ALL, SEES = frozenset(ACTS), frozenset({"see", "confirm"})
WRITES = SEES | WRITING.keys()
EXPECTED: dict[str, frozenset[str]] = {
    "employee": frozenset({"confirm"}),
    "department_head": frozenset({"confirm"}),
    "system_admin": WRITES,
    "security_lead": ALL,
    "president": SEES | RELEASING.keys(),
    "education_lead": WRITES,
    "audit_lead": SEES,
    "privacy_desk": frozenset({"confirm"}),
    "guest": frozenset({"confirm"}),
    "gone": frozenset({"confirm"}),  # whoever has no account any more presses no button; the door asks Slack
    "other team": frozenset(),
}


def person(who: str) -> Person:
    if who in {"guest", "gone"}:
        return Person(kit.TEAM, "U0X", who, roles=frozenset(Role), is_guest=who == "guest", active=who != "gone")
    if who == "other team":
        return Person("T0OTHER", "U0X", who, roles=frozenset(Role))
    return Person(kit.TEAM, "U0X", who, roles=frozenset({Role.EMPLOYEE, Role(who)}))


@pytest.fixture
def service() -> BulletinService:
    return BulletinService(load().bulletins, WorkDays("Asia/Tokyo"))


async def passes(unit: Unit, service: BulletinService, who: Person, act: str, by: str = kit.SENDER) -> bool:
    """Whether somebody gets through; a refusal for any other reason is none."""
    state, run = ACTS[act]
    async with unit() as work:
        made = kit.open_bulletin if state is S.OPEN else kit.bulletin
        kept = await service.keep(work, replace(made(by=by), state=state))
        if state is S.OPEN:
            author = who.id if act == "take correction back" else by
            await EditionStore(work.connection).propose(kit.proposal(kept, by=author))
    try:
        async with unit() as work:
            await run(service, work, who, kept)
    except (NotAllowed, NotFound):
        return False
    return True


async def test_everybody_at_every_act(unit: Unit, clock: Clock, service: BulletinService) -> None:
    for who, expected in EXPECTED.items():
        found = {act for act in ACTS if await passes(unit, service, person(who), act)}
        assert found == expected, who


async def test_whoever_may_not_write_makes_no_draft(unit: Unit, service: BulletinService) -> None:
    for who, expected in EXPECTED.items():
        if "submit" not in expected and who != "other team":
            with pytest.raises(NotAllowed):
                async with unit() as work:
                    await service.draft(work, person(who), kit.content(), kit.audience())


async def test_whoever_wrote_it_sees_it_but_never_releases_it(unit: Unit, service: BulletinService) -> None:
    assert await passes(unit, service, person("employee"), "see", by="U0X")
    for act in RELEASING:
        with pytest.raises(Refused, match="own_release"):
            await passes(unit, service, person("security_lead"), act, by="U0X")
