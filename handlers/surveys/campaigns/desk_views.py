"""The card of whoever runs a campaign, its lines on the App Home, and what is told around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.shares import percent
from bot.surveys.cases import Campaign, CampaignState, Progress, Sheet, SheetState, Unit, Who
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card, Confirm
from handlers.kit.people import People
from handlers.kit.words import N_, Words
from handlers.surveys import ids
from handlers.surveys.campaigns.labels import (
    RULES,
    SHORT_BAR,
    STATES,
    bar,
    campaign_title,
    is_about_units,
    survey_title,
    unit_name,
)
from handlers.surveys.campaigns.start_views import listing

MOST_LINES = 30
"""So many departments have a line of their own on the card."""
MOST_LATE = 10
MOST_AT_HOME = 4
SHEETS = {
    SheetState.WAITING: N_("not started"),
    SheetState.STARTED: N_("under way"),
    SheetState.DONE: N_("sent in"),
}
COUNTS: Mapping[Who, tuple[str, str]] = {
    "poll": (N_("{done} of {count} people sent in, {started} under way"), N_("{done} of {count} people sent in")),
    "heads": (N_("{done} of {count} sheets sent in, {started} under way"), N_("{done} of {count} sheets sent in")),
}


@dataclass(frozen=True)
class Standing:
    """A campaign as it stands: how far each unit is, the sheets of its heads, the first who have not finished."""

    campaign: Campaign
    progress: dict[str, Progress] = field(default_factory=dict)
    sheets: Sequence[Sheet] = ()
    late: Sequence[Sheet] = ()

    @property
    def whole(self) -> Progress:
        each = self.progress.values()
        return Progress(
            "", sum(one.waiting for one in each), sum(one.started for one in each), sum(one.done for one in each)
        )


def campaign_card(seen: Standing, people: People, words: Words) -> Card:
    """What runs, how far it is, who is missing, and what can be done about it."""
    campaign = seen.campaign
    title = campaign_title(campaign, words)
    state = words.say(STATES[campaign.state])
    shown: list[Block] = [
        b.header(words.say("Progress: {title}", title=title)),
        b.strong(_when(campaign, words)),
    ]
    if campaign.state is CampaignState.PLANNED:
        shown.append(b.bullets(_planned(campaign, people, words)))
    else:
        shown += _progress(seen, people, words)
    shown.append(b.context(*_details(campaign, people, words)))
    if pressable := _buttons(seen, words):
        shown.append(b.buttons(*pressable))
    said = words.say("{title}: {state}", title=title, state=state)
    if campaign.state is not CampaignState.PLANNED:
        said = words.say("{said}, {line}", said=said, line=count_line(seen.whole, campaign, words))
    return Card(said, shown)


def desk_home(running: Sequence[Standing], count: int, words: Words) -> list[Block]:
    """On the App Home of those who run surveys: what is planned and running, and the button that starts one."""
    shown: list[Block] = [
        b.strong(words.say("Running surveys")),
        b.buttons(Button(f"{ids.START}.home", words.say("Start a survey"), "", style="primary")),
    ]
    if not running:
        shown.append(b.context(words.say("No survey is running or planned.")))
    for seen in running[:MOST_AT_HOME]:
        campaign = seen.campaign
        lines = [campaign_title(campaign, words), _when(campaign, words)]
        if campaign.open:
            lines.append(_bar_line(seen.whole, campaign, words))
        shown.append(b.row("\n".join(lines), Button(f"{ids.DESK}.home", words.say("Open"), campaign.id)))
    if count > MOST_AT_HOME:
        shown.append(b.context(words.say("and {count} more", count=count - MOST_AT_HOME)))
    return shown


def _when(campaign: Campaign, words: Words) -> str:
    due, opens = words.weekday_of(campaign.due_at), words.weekday_of(campaign.opens_at)
    if campaign.state is CampaignState.PLANNED:
        return words.say("Planned: opens on {opens}, last day {due}", opens=opens, due=due)
    if campaign.state is CampaignState.OPEN:
        return words.say("Running: last day {due}", due=due)
    if campaign.state is CampaignState.CLOSED:
        return words.say("Closed on {moment}", moment=words.moment(campaign.closed_at or campaign.due_at))
    return words.say("Called off: its answers are not counted")


def _planned(campaign: Campaign, people: People, words: Words) -> list[str]:
    lines = []
    for unit in campaign.units[:MOST_LINES]:
        name = unit_name(unit, words)
        if campaign.who == "heads" and unit.person:
            lines.append(words.say("{unit} ({name})", unit=name, name=people.called(unit.person, words.language)))
        else:
            lines.append(words.say("{unit} {count}", unit=name, count=unit.head_count))
    return [*lines, *_more(campaign, words)]


def _progress(seen: Standing, people: People, words: Words) -> list[Block]:
    campaign = seen.campaign
    shown: list[Block] = [b.paragraph(_bar_line(seen.whole, campaign, words))]
    by_unit = {one.unit: one for one in seen.sheets}
    if is_about_units(campaign):
        some = campaign.units[:MOST_LINES]
        heads = campaign.who == "heads"
        lines = [
            _head_line(one, by_unit.get(one.id), people, words) if heads else _unit_line(one, seen, words)
            for one in some
        ]
        shown.append(b.bullets([*lines, *_more(campaign, words)]))
    late = seen.whole.waiting + seen.whole.started
    if seen.late and not campaign.anonymous and campaign.open:
        names = dict.fromkeys(people.called(one.person, words.language) for one in seen.late if one.person)
        said = listing(list(names)[:MOST_LATE], words, MOST_LATE)
        if campaign.who == "poll" and late > MOST_LATE:
            said = words.say("{names} and {count} more", names=said, count=late - MOST_LATE)
        shown.append(b.paragraph(words.say("Not finished yet: {names}", names=said)))
    return shown


def _head_line(unit: Unit, sheet: Sheet | None, people: People, words: Words) -> str:
    if sheet is None:
        return words.say("{unit}: nobody was asked", unit=unit_name(unit, words))
    name = people.called(sheet.person, words.language) if sheet.person else ""
    return words.say("{unit}: {name}, {state}", unit=unit_name(unit, words), name=name,
                     state=words.say(SHEETS[sheet.state]))  # fmt: skip


def _unit_line(unit: Unit, seen: Standing, words: Words) -> str:
    found = seen.progress.get(unit.id, Progress(unit.id))
    if not found.invited:
        return words.say("{unit}: nobody was asked", unit=unit_name(unit, words))
    return words.say("{unit}: {bar} {line}", unit=unit_name(unit, words), bar=bar(found.done, found.invited, SHORT_BAR),
                     line=count_line(found, seen.campaign, words))  # fmt: skip


def _bar_line(whole: Progress, campaign: Campaign, words: Words) -> str:
    return words.say("{bar} {percent}% ({line})", bar=bar(whole.done, whole.invited),
                     percent=percent(whole.done, whole.invited), line=count_line(whole, campaign, words))  # fmt: skip


def count_line(found: Progress, campaign: Campaign, words: Words) -> str:
    """How many of how many have sent in, and how many are under way: people in a poll, else sheets."""
    still, done = COUNTS[campaign.who]
    return words.say(still if found.started else done, done=found.done, count=found.invited, started=found.started)


def _details(campaign: Campaign, people: People, words: Words) -> list[str]:
    said = [survey_title(campaign.survey, words)]
    if campaign.who == "poll":
        said.append(words.say("Everybody answers, anonymously") if campaign.anonymous
                    else words.say("Everybody answers, with names"))  # fmt: skip
    if len(campaign.units) > 1:
        name, explained = RULES[campaign.combine]
        said.append(words.say("{rule}: {explained}", rule=words.say(name), explained=words.say(explained)))
    if campaign.repeats and campaign.state is not CampaignState.CANCELLED:
        said.append(words.say("Repeats every year"))
    said.append(words.say("Started by {name}", name=people.called(campaign.by, words.language)))
    return [*said, words.say("Survey {id}", id=campaign.id)]


def _more(campaign: Campaign, words: Words) -> list[str]:
    more = len(campaign.units) - MOST_LINES
    return [words.say("and {count} more departments", count=more)] if more > 0 else []


def _buttons(seen: Standing, words: Words) -> list[Button]:
    campaign = seen.campaign
    result = Button(f"{ids.RESULT}.desk", words.say("Result so far"), campaign.id)
    if campaign.state is CampaignState.CLOSED:
        return [Button(f"{ids.RESULT}.desk", words.say("See the result"), campaign.id, style="primary")]
    if campaign.state is CampaignState.CANCELLED:
        return []
    cancel = Button(ids.CANCEL, words.say("Call it off"), campaign.id, style="danger", confirm=Confirm(
        words.say("Call it off?"), words.say("Answers given so far will not be counted. This cannot be undone."),
        words.say("Call it off"), words.say("Back")))  # fmt: skip
    if campaign.state is CampaignState.PLANNED:
        return [cancel]
    late = seen.whole.waiting + seen.whole.started
    remind = Button(ids.REMIND, words.say("Remind those who have not finished"), campaign.id, confirm=Confirm(
        words.say("Send a reminder?"), words.say("Those who have not finished get a message ({count}).", count=late),
        words.say("Send"), words.say("Back")))  # fmt: skip
    close = Button(ids.CLOSE, words.say("Close it"), campaign.id, confirm=Confirm(
        words.say("Close it now?"), words.say("Nobody can answer any more, and the result is sent out."),
        words.say("Close it"), words.say("Back")))  # fmt: skip
    extend = Button(ids.EXTEND, words.say("Change the last day"), campaign.id)
    return [*([remind] if late else []), extend, result, close, cancel]


def is_near(moment: datetime, now: datetime) -> bool:
    """Whether something was planned just now, by somebody who still looks at it."""
    return abs((now - moment).total_seconds()) < 3600
