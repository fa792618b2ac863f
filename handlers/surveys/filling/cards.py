"""The cards around a sheet: the invitation, the reminder, the thanks, and that it is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.surveys.cases import Answers, Campaign, CampaignState, Sheet
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.words import Words
from handlers.surveys import ids
from handlers.surveys.filling.labels import (
    Views,
    asked_items,
    minutes_for,
    title,
    unit_of,
    until,
)
from handlers.surveys.filling.targets import target


def invitation(campaign: Campaign, sheet: Sheet, views: Views, words: Words) -> Card:
    """Who asks for what, how long it takes, until when, and who will see it."""
    answers = Answers(sheet, campaign.survey, {}, campaign)
    name, unit = views.name(campaign.by, words), unit_of(campaign, sheet.unit, words)
    said = words.say("{name} asks you to answer this.", name=name)
    if unit and campaign.who == "heads":
        said = words.say("{name} asks you to answer this for {unit}.", name=name, unit=unit)
    begin, one = target(answers, shape="five"), target(answers, shape="one")
    shown: list[Block] = [
        b.header(title(answers, words)),
        b.strong(said),
        b.paragraph(campaign.survey.purpose.say(words.language)),
        b.bullets(_terms(campaign, words)),
        b.buttons(
            Button(f"{ids.BEGIN}.five", words.say("Begin (five at a time)"), begin.carried(), style="primary"),
            Button(f"{ids.BEGIN}.one", words.say("Begin (one at a time, with reasons)"), one.carried()),
        ),
        b.context(
            words.say(
                "Every answer is saved at once: you can stop at any time and continue later, on another device too."
            )
        ),
    ]
    return Card(f"{said} {title(answers, words)}", shown)


def reminder(campaign: Campaign, due: Sequence[tuple[Sheet, int]], views: Views, words: Words) -> Card:
    """What is left, with a button for each sheet that goes on where the person was; `due` says how much is given."""
    said = words.say("A friendly reminder: please send your answers.")
    shown: list[Block] = [b.header(title(Answers(due[0][0], campaign.survey, {}, campaign), words))]
    shown.append(b.paragraph(said))
    for place, (sheet, given) in enumerate(due[:20]):
        answers = Answers(sheet, campaign.survey, {}, campaign)
        button = go_on(answers, given, words, place)
        line = left(campaign, sheet, given, words)
        shown.append(b.row(line, button) if len(due) > 1 else b.strong(line))
        shown += [] if len(due) > 1 else [b.buttons(button)]
    shown.append(b.context(words.say("Until {moment}", moment=until(campaign, words)), _kept(campaign, views, words)))
    return Card(f"{said} {left(campaign, *due[0], words)}", shown)


def left(campaign: Campaign, sheet: Sheet, given: int, words: Words) -> str:
    """How much is left of a sheet, with its department where somebody answers for one."""
    survey = campaign.survey
    count = max(asked_items(survey) - given, 0)
    said = words.say("Questions left: {count}, about {minutes} min", count=count, minutes=minutes_for(survey, count))
    if count == 0:
        said = words.say("Everything is answered; it only has to be sent.")
    unit = unit_of(campaign, sheet.unit, words) if campaign.who == "heads" else ""
    return words.say("{title}: {subject}", title=unit, subject=said) if unit else said


def go_on(answers: Answers, given: int, words: Words, place: int = 0) -> Button:
    """The button that opens a sheet where its person was."""
    label = words.say("Go on") if given else words.say("Begin")
    return Button(f"{ids.BEGIN}.{place}", label, target(answers).carried(), style="primary")


def thanks(answers: Answers, campaign: Campaign, views: Views, words: Words) -> Card:
    """What happens next, and how to change an answer until then."""
    said = words.say("Thank you. Your answers have arrived.")
    name = views.name(campaign.by, words)
    follows = words.say("After it closes, {name} reviews all the answers together.", name=name)
    if campaign.visible:
        follows = words.say("After it closes, you will see the result here too.")
    change = words.say("Until {moment} you can change your answers.", moment=until(campaign, words))
    shown: list[Block] = [
        b.header(title(answers, words)),
        b.strong(said),
        b.paragraph(f"{change}\n{follows}"),
        b.buttons(Button(f"{ids.TURN}.change", words.say("Change answers"), target(answers, at=0).carried())),
    ]
    return Card(said, shown)


def over(campaign: Campaign, given: int | None, words: Words) -> Card:
    """That a campaign is over, and whether what was entered counts."""
    heading = campaign.survey.title.say(words.language)
    said = words.say("This survey has closed. Thank you.")
    follows = words.say("Answers given by then are counted.")
    if campaign.state is CampaignState.CANCELLED:
        said = words.say("This survey has been called off. You need not do anything more.")
        follows = words.say("The answers given so far are not counted.")
    elif given == 0:
        follows = words.say("Nothing had been answered here, so nothing is counted.")
    elif given:
        follows = words.say("Answers given here: {count}. They are counted; questions left open are not.", count=given)
    return Card(f"{said} {follows}", [b.header(heading), b.strong(said), b.paragraph(follows)])


def gone_elsewhere(words: Words) -> Card:
    """For the place where somebody pressed when the sheet itself goes to their conversation with the bot."""
    said = words.say("I have sent it to your direct messages with me: nobody else sees it there.")
    return Card(said, [b.paragraph(said)])


def no_longer_asked(words: Words) -> Card:
    """To the colleague whose answer is not needed any more."""
    said = words.say("This survey has closed, so there is no need to answer any more. Thank you all the same.")
    return Card(said, [b.paragraph(said)])


def _terms(campaign: Campaign, words: Words) -> Iterator[str]:
    survey = campaign.survey
    count = asked_items(survey)
    yield words.say("Questions: {count}, about {minutes} min", count=count, minutes=survey.minutes)
    yield words.say("Until {moment}", moment=until(campaign, words))
    if campaign.anonymous:
        yield words.say(
            "Anonymous: one hour after the closing all names are cut off from the answers. Small departments are not "
            "shown, so that nobody can be guessed."
        )
    else:
        yield words.say("With your name: those who run the survey can see who answered what.")
    if campaign.visible:
        yield words.say(
            "Result: after the closing everybody who took part sees the company's. Of single departments only their "
            "heads, those who run surveys and the president see it."
        )
    else:
        yield words.say(
            "Result: only those who run surveys and the president see it, and heads that of their own department."
        )


def _kept(campaign: Campaign, views: Views, words: Words) -> str:
    return words.say("Asked by {name}", name=views.name(campaign.by, words))
