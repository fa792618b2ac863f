"""The incident desk's doors and words."""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.web.async_client import AsyncWebClient

from bot.incidents.chain import CHAIN, PING, REACH, SITUATION
from bot.incidents.command import REVIEW
from bot.incidents.drill import DRILL
from bot.incidents.notifying import DUTY
from bot.incidents.queries import metrics
from bot.incidents.steps import ACTION, STEP, Steps
from handlers.incidents.aftermath import Aftermath, Part
from handlers.incidents.board import Board
from handlers.incidents.chain.auditor import AUDIT, Auditor
from handlers.incidents.chain.away import Away
from handlers.incidents.chain.calls import Caller
from handlers.incidents.chain.channel_watch import WATCH, ChannelWatch
from handlers.incidents.chain.clockwork import LOOK, Clockwork, Run
from handlers.incidents.chain.drills import Drills, DrillSheet
from handlers.incidents.chain.log import LogDoor
from handlers.incidents.chain.situation import Situation, SituationDoors
from handlers.incidents.duties.doors import Duties
from handlers.incidents.home import HomeCard
from handlers.incidents.lists.doors import ListDoors
from handlers.incidents.papers.file_doors import CSV, FileDoor, Spreadsheet
from handlers.incidents.papers.paper import REPORT, Paper
from handlers.incidents.papers.printer import Printer
from handlers.incidents.report.intake import Intake
from handlers.incidents.report.mine_doors import MineDoors
from handlers.incidents.report.news import News
from handlers.incidents.response.circle import Circle
from handlers.incidents.response.hub import Hub
from handlers.incidents.response.moves import Moves
from handlers.incidents.response.response import Response
from handlers.incidents.response.reviews import ReviewDoors, Reviews
from handlers.incidents.response.room_keeper import RoomKeeper
from handlers.incidents.response.rooms import RoomDoor, Rooms
from handlers.incidents.work.actions import ActionDoors
from handlers.incidents.work.chasing import Chasing
from handlers.incidents.work.keeping import Keeping
from handlers.incidents.work.learning import LEARN, Learning
from handlers.incidents.work.notices import Notices
from handlers.incidents.work.relay import Relay
from handlers.incidents.work.steps import StepDoors
from handlers.incidents.work.timeline import TimelineDoors
from handlers.kit.courier import Courier
from handlers.kit.desk import Desk
from handlers.kit.feature import Feature, FirstLook, InTurn, Tick, stacked
from handlers.kit.suggestions import Suggest


def feature(desk: Desk, client: AsyncWebClient, suggest: Suggest, *also: Part) -> tuple[Feature, Intake, FirstLook]:
    """Every door of the incident desk; the intake and the lists take their commands before the policy desk does.

    With `suggest` a lesson becomes the draft of a bulletin; `also` are other slices that follow an incident.
    """
    board = Board(desk)
    # What follows a change, in this order.
    caller, situation = Caller(desk, board), Situation(desk, board)
    chasing = Chasing(desk, board, Steps(desk.services.incidents))
    learning = Learning(desk, board)
    rooms, reviews = Rooms(desk, board), Reviews(desk, board)
    after = Aftermath(
        desk, board, (caller, situation, chasing, News(board), learning, rooms, reviews, DrillSheet(desk, board), *also)
    )
    # The doors.
    intake = Intake(desk, board, after, caller)
    duties = Duties(desk, board, after)
    steps = StepDoors(desk, board, chasing, after)
    timeline = TimelineDoors(desk, board, Relay(board, chasing.owners), after)
    actions = ActionDoors(desk, board, learning, after)
    drills, away = Drills(desk, board, after), Away(desk, board, caller)
    hub = Hub(desk, board, after)
    lists = ListDoors(desk, board, hub)
    printer = Printer(desk)
    courier = Courier(desk, client, {CSV: Spreadsheet(desk, lists).maker, REPORT: printer.maker})
    doors = (
        intake,
        MineDoors(desk, board, after),
        Response(hub, caller),
        Moves(hub),
        Circle(hub),
        ReviewDoors(hub),
        RoomDoor(hub),
        SituationDoors(desk, board, situation, after),
        LogDoor(desk, board),
        drills,
        away,
        duties,
        steps,
        timeline,
        Keeping(desk, after),
        actions,
        learning,
        Notices(desk, learning, suggest),
        hub,
        lists,
        FileDoor(desk, courier),
        Paper(desk, printer, courier),
    )
    # What the clock does, by the kind of timer.
    runs: dict[str, Run] = {
        CHAIN: caller.chain_due,
        PING: caller.ping_due,
        REACH: caller.reach_due,
        SITUATION: situation.due,
        DRILL: drills.due,
        DUTY: duties.remind,
        STEP: chasing.due,
        REVIEW: reviews.due,
        ACTION: actions.due,
        LEARN: learning.due,
    }
    clockwork = Clockwork(desk, runs)
    auditor = Auditor(desk, board, clockwork)

    async def numbers() -> Mapping[str, int]:
        async with desk.services.database.read() as connection:
            counts = await metrics(connection, desk.services.clock.now())
        return {**counts, "incidents_without_next_step": await auditor.count()}

    on_hub = (duties, steps, timeline)
    opened = [route for door in doors for route in (hub.under(door.routes) if door in on_hub else door.routes)]
    routes = hub.answering(opened)
    board.views.doors.update(route.id for route in routes)
    ticks = (Tick(LOOK, clockwork.looked), Tick(AUDIT, auditor.audit), Tick(WATCH, ChannelWatch(desk, board).look))
    found = Feature(
        "incidents",
        routes,
        stacked(HomeCard(desk, board), away.home, drills.home),
        ticks,
        numbers,
        (clockwork, courier, RoomKeeper(desk, board, rooms, client)),
        {"drills": drills.home},
    )
    return found, intake, InTurn(lists, drills)
