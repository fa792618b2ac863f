"""What is told around a campaign: that it has begun, is over, was reminded of, or is due this month."""

from __future__ import annotations

from bot.surveys.cases import Campaign
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.people import People
from handlers.kit.words import Words
from handlers.surveys import ids
from handlers.surveys.campaigns.asked import Asked
from handlers.surveys.campaigns.desk_views import MOST_LINES, Standing, count_line
from handlers.surveys.campaigns.labels import campaign_title, unit_name
from handlers.surveys.campaigns.start_views import MORE_UNITS, listing, unknown_line


def moved_card(campaign: Campaign, words: Words) -> Card:
    """In place of a card that was brought anew further down."""
    said = words.say("{title}: this card goes on further down.", title=campaign_title(campaign, words))
    return Card(said, [b.context(said)])


def opened_card(campaign: Campaign, asked: Asked, people: People, words: Words) -> Card:
    """It has begun: how many were asked, who stands in for whom, and whom no message reaches."""
    title = campaign_title(campaign, words)
    said = words.say("{title} has begun. People asked: {count}. The last day is {day}.", title=title,
                     count=asked.people, day=words.weekday_of(campaign.due_at))  # fmt: skip
    lines = []
    for unit in asked.units:
        if deputy := asked.deputies.get(unit.id):
            name = people.called(deputy, words.language)
            lines.append(
                words.say("{unit}: {name} answers, because whoever was chosen is away.", unit=unit_name(unit, words),
                          name=name)
            )  # fmt: skip
    if asked.nobody:
        names = [unit_name(one, words) for one in asked.nobody]
        lines.append(words.say("Nobody could be asked: {units}", units=listing(names, words, more=MORE_UNITS)))
    if asked.unknown:
        lines.append(unknown_line([people.name_of(one, words.language) for one in asked.unknown], words))
    shown = [b.paragraph(said)]
    return Card(said, [*shown, b.bullets(lines[:MOST_LINES])] if lines else shown)


def closed_card(seen: Standing, planned: Campaign | None, words: Words) -> Card:
    """It is over: how many took part, the way to the result, and when it comes again."""
    campaign = seen.campaign
    said = words.say("{title} is closed: {line}.", title=campaign_title(campaign, words),
                     line=count_line(seen.whole, campaign, words))  # fmt: skip
    shown: list[Block] = [b.paragraph(said)]
    pressable = [Button(f"{ids.RESULT}.closed", words.say("See the result"), campaign.id, style="primary")]
    if planned:
        again = words.say("It comes again on {day}; until then you can call it off.",
                          day=words.weekday_of(planned.opens_at))  # fmt: skip
        shown.append(b.context(again))
        pressable.append(Button(f"{ids.DESK}.next", words.say("Open the next round"), planned.id))
    return Card(said, [*shown, b.buttons(*pressable)])


def reminded_card(campaign: Campaign, count: int, words: Words) -> Card:
    title = campaign_title(campaign, words)
    if not count:
        said = words.say("{title}: everybody has sent in already, so I reminded nobody.", title=title)
    else:
        said = words.say("{title}: I reminded those who have not finished ({count}).", title=title, count=count)
    return Card(said, [b.paragraph(said)])


def season_card(title: str, survey_id: str, clause: str, words: Words) -> Card:
    """The policy asks for it this month: one press opens the form."""
    said = words.say("The policy asks for this every year at this time: {title}.", title=title)
    start = Button(f"{ids.START}.season", words.say("Start"), survey_id, style="primary")
    return Card(said, [b.paragraph(said), b.context(clause), b.buttons(start)])
