"""The mail desk on the App Home: check a mail, what became of mine, and what waits for those who decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.core.people import Permission, Person
from bot.mail_check.campaign_store import CampaignStore
from bot.mail_check.cases import Campaign, Check, State, Status
from bot.mail_check.numbers import Figures, figures
from bot.mail_check.store import MailStore
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button
from handlers.kit.desk import Desk
from handlers.kit.words import N_, Words
from handlers.mail_check import ids
from handlers.mail_check.kinds import kind_of, kind_of_campaign
from handlers.mail_check.labels import VERDICTS, harmless
from handlers.mail_check.views import LONGEST_SUBJECT, title_of

SHOWN = 5
MONTH = timedelta(days=30)


class HomeCard:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, person: Person, words: Words) -> Sequence[Block]:
        services = self._desk.services
        since, zone = services.clock.now() - MONTH, ZoneInfo(services.settings.timezone)
        async with services.database.read() as connection:
            mine = await MailStore(connection).latest_of(person.team, person.id, SHOWN)
            decided = await MailStore(connection).statuses([one.campaign for one in mine if one.campaign])
            shown = own_blocks(mine, decided, words)
            if person.may(Permission.TRIAGE_MAIL):
                store = CampaignStore(connection)
                waiting, count = await store.undecided(person.team, SHOWN), await store.count_undecided(person.team)
                shown += desk_blocks(waiting, count, await figures(connection, person.team, since, zone), words)
        return shown


def own_blocks(mine: Sequence[Check], decided: Mapping[str, Status], words: Words) -> list[Block]:
    """The door to the desk, and what became of one's own mails."""
    shown: list[Block] = [
        b.header(words.say("A mail looks odd?")),
        b.paragraph(
            words.say(
                "Drop it on me as a file (.eml or .msg), paste its text in the Messages tab, or answer a few questions."
                " A link or an SMS is enough, too."
            )
        ),
        b.buttons(Button(f"{ids.START}.home", words.say("Check a mail"), "home", style="primary")),
    ]
    lines = [_line(one, decided, words) for one in mine if one.state in {State.CHECKED, State.REPORTED}]
    return [*shown, b.strong(words.say("Your latest checks")), b.bullets(lines)] if lines else shown


def desk_blocks(waiting: Sequence[Campaign], count: int, numbers: Figures, words: Words) -> list[Block]:
    """What waits for those who decide, the oldest of it, and how the month went."""
    shown: list[Block] = [
        b.divider(),
        b.header(words.say("Reported mails without a decision ({count})", count=count)),
    ]
    for campaign in waiting:
        shown += [
            b.quote(harmless(campaign.subject, LONGEST_SUBJECT) or words.say(kind_of_campaign(campaign).unnamed)),
            b.context(
                words.say("{count} people reported it", count=campaign.tally.reporters),
                words.say(kind_of_campaign(campaign).statuses[campaign.status]),
                words.say(
                    "Reference {id}, first seen {moment}", id=campaign.id, moment=words.moment(campaign.first_at)
                ),
            ),
            b.buttons(
                Button(ids.DECIDE, words.say("Decide"), campaign.id, style="primary"),
                Button(ids.REPORTS, words.say("Who reported it"), campaign.id),
            ),
        ]
    if not waiting:
        shown.append(b.paragraph(words.say("None are waiting.")))
    button = b.buttons(Button(ids.NUMBERS, words.say("See the numbers"), "home"))
    return [*shown, b.context(*_month(numbers, words)), button]


def _line(check: Check, decided: Mapping[str, Status], words: Words) -> str:
    """One's own mail: what the analysis said, and what came of the report."""
    reported = check.state is State.REPORTED
    status = decided.get(check.campaign or "", Status.NEW)
    waiting = N_("Reported, waiting for the decision") if reported else N_("Not reported")
    return words.say(
        "{subject}: {verdict}. {outcome} ({moment}, {id})",
        subject=title_of(check, words, 80),
        verdict=words.say(VERDICTS[check.verdict]),
        outcome=words.say(waiting if status is Status.NEW else kind_of(check).statuses[status]),
        moment=words.moment(check.created_at),
        id=check.id,
    )


def _month(numbers: Figures, words: Words) -> list[str]:
    lines = [
        words.say(
            "Last 30 days: {reports} reports, {dangerous} of them dangerous; "
            "{clicked} pressed or opened, {typed} typed, replied or paid",
            reports=numbers.reports,
            dangerous=numbers.dangerous,
            clicked=numbers.clicked,
            typed=numbers.typed,
        )
    ]
    if numbers.wait is not None:
        lines.append(
            words.say(
                "From the first report to the decision: {minutes} minutes (median of {count})",
                minutes=numbers.wait,
                count=len(numbers.minutes),
            )
        )
    return lines
