"""Incidents on the App Home: the report for everybody, what waits for those who respond, and what became of mine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.people import Permission, Person
from bot.incidents.cases import Incident, Step
from bot.incidents.filters import by_urgency
from bot.incidents.numbers import year
from bot.incidents.queries import Lists
from bot.incidents.store import IncidentStore
from handlers.incidents import ids
from handlers.incidents.board import Board
from handlers.incidents.cards import Views
from handlers.incidents.labels import status_of
from handlers.incidents.lists.fields import level_name
from handlers.incidents.lists.left import Left, left_blocks, left_of
from handlers.incidents.lists.views import row, titled
from handlers.incidents.naming import Naming
from handlers.incidents.response import doors
from handlers.incidents.work import action_views
from handlers.incidents.work.owners import Owners
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button
from handlers.kit.desk import Desk
from handlers.kit.words import N_, Words

SHOWN = 5
STEPS_SHOWN = 3
TOOLS = (
    (ids.LIST, N_("All incidents"), Permission.READ_INCIDENTS),
    (ids.NUMBERS, N_("Incidents in numbers"), Permission.READ_INCIDENTS),
    (ids.CONTINUITY, N_("When something stops"), Permission.READ_INCIDENTS),
)
"""What those who respond reach from here; a button without a door is not shown."""


@dataclass(frozen=True)
class Desktop:
    """What there is to show to one person."""

    person: Person
    now: datetime
    mine: Sequence[Incident] = ()
    open: Sequence[Incident] = ()
    due: Mapping[str, datetime] | None = None
    steps: Sequence[tuple[Step, Incident]] = ()
    actions: Sequence[Step] = ()
    near_misses: int = 0
    left: Sequence[Left] = ()


class HomeCard:
    def __init__(self, desk: Desk, board: Board) -> None:
        self._desk = desk
        self._board = board
        self._owners = Owners(desk)

    async def __call__(self, person: Person, words: Words) -> Sequence[Block]:
        return home_blocks(await self._gathered(person), self._board.views, words)

    async def _gathered(self, person: Person) -> Desktop:
        services = self._desk.services
        now = services.clock.now()
        zone = ZoneInfo(services.settings.timezone)
        this_year = year(now.astimezone(zone).year, zone, now)
        async with services.database.read() as connection:
            lists = Lists(connection, person.team, person)
            mine = await IncidentStore(connection).of_reporter(person.team, person.id, SHOWN)
            waiting = await lists.open() if responds(person) else []
            due = await lists.next_due(waiting)
            steps = await lists.to_do(waiting)
            actions = await lists.my_actions()
            rests = await lists.rests() if responds(person) else []
            shared = await lists.shared_near_misses(this_year.since)
        people = {user for one in waiting for user in (one.reporter, one.lead) if user}
        await self._desk.people.meet(person.team, people)
        known = {one.id: one for one in waiting}
        own = [(step, known[step.incident]) for step in steps if self._is_for(person, known[step.incident], step)]
        notifying = services.incidents.notifying
        left = [left_of(one, notifying.checklist(one.incident, one.duties, now)) for one in rests]
        urgent = by_urgency(waiting, due, now)
        return Desktop(person, now, mine, urgent, due, own, actions, shared, [one for one in left if one.is_open])

    def _is_for(self, person: Person, incident: Incident, step: Step) -> bool:
        return person.id in self._owners.of(incident, step)


def responds(person: Person) -> bool:
    """Whether open incidents are this person's business."""
    return person.may(Permission.HANDLE_INCIDENTS) or person.may(Permission.READ_INCIDENTS)


def home_blocks(desktop: Desktop, views: Views, words: Words) -> list[Block]:
    """The report first, always in the same place; then what waits for those who respond, then one's own."""
    person = desktop.person
    return [
        *doors.home_blocks(views, words, guest=person.is_guest),
        *_thanks(desktop, words),
        *(_open(desktop, views, words) if responds(person) else []),
        *left_blocks(desktop.left, lambda due: _due(due, desktop.now, words), words),
        *_steps(desktop, views, words),
        *action_views.home_blocks(desktop.actions, desktop.now, views, words),
        *_mine(desktop, words),
    ]


def _open(desktop: Desktop, views: Views, words: Words) -> list[Block]:
    due = desktop.due or {}
    shown = [b.header(words.say("Incidents being dealt with ({count})", count=len(desktop.open)))]
    shown += [row(one, views, words, _due(due.get(one.id), desktop.now, words)) for one in desktop.open[:SHOWN]]
    if not desktop.open:
        shown.append(b.paragraph(words.say("None at the moment.")))
    may_use = (tool for tool in TOOLS if tool[0] in views.doors and desktop.person.may(tool[2]))
    pressable = [Button(f"{name}.home", words.say(label), "home") for name, label, _ in may_use]
    return [*shown, b.buttons(*pressable)] if pressable else shown


def _steps(desktop: Desktop, views: Views, words: Words) -> list[Block]:
    if not desktop.steps:
        return []
    shown = [b.strong(words.say("Yours to do now ({count})", count=len(desktop.steps)))]
    for step, incident in desktop.steps[:STEPS_SHOWN]:
        naming = Naming(lambda user: views.name(user, words), views.content, incident.category)
        said = b.cut(naming.step(step.ref, step.text, words), 300)
        where = words.say("{title} ({id})", title=titled(incident, words), id=incident.id)
        lines = (said, where, _due(step.due_at, desktop.now, words))
        opens = Button(f"{ids.STEPS}.home.{step.id}", words.say("See the steps"), incident.id)
        shown.append(b.row("\n".join(filter(None, lines)), opens))
    if (more := len(desktop.steps) - STEPS_SHOWN) > 0:
        shown.append(b.context(words.say("{count} more are in the steps of the incidents.", count=more)))
    return shown


def _mine(desktop: Desktop, words: Words) -> list[Block]:
    """What one reported, in words, and the way to all of it."""
    if not desktop.mine:
        return []
    lines = [
        words.say(
            "{title}: {level}, {status} ({id})",
            title=titled(one, words),
            level=level_name(one.level, words),
            status=words.say(status_of(one)),
            id=one.id,
        )
        for one in desktop.mine
    ]
    see = Button(f"{ids.LIST}.mine", words.say("See my reports"), "mine")
    return [b.strong(words.say("What you reported")), b.bullets(lines), b.buttons(see)]


def _thanks(desktop: Desktop, words: Words) -> list[Block]:
    if not desktop.near_misses or desktop.person.is_guest:
        return []
    said = words.say(
        "Near misses shared in the company this year: {count}. Each helps to prevent the next incident. Thank you.",
        count=desktop.near_misses,
    )
    return [b.context(said)]


def _due(due: datetime | None, now: datetime, words: Words) -> str:
    if due is None:
        return ""
    said = words.moment(due)
    return (
        words.say("Overdue since {moment}", moment=said) if due < now else words.say("Next due {moment}", moment=said)
    )
