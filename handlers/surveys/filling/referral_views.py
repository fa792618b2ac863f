"""What colleagues see who are asked because they know, and what whoever asked hears of it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.surveys.answering import LONGEST_TEXT
from bot.surveys.cases import Answers, Referral, ReferralState
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card, Modal
from handlers.kit.words import Words
from handlers.surveys import ids
from handlers.surveys.filling.labels import Views, question, title, unit_of, until
from handlers.surveys.filling.targets import Target, target
from knowledge.surveys import Item


def refer_form(item: Item, held: Target, words: Words) -> Modal:
    """Who knows it, and a word to them."""
    shown = [
        b.strong(question(item, words)),
        b.person_input("to", words.say("Who knows this?")),
        b.text_input("note", words.say("A word to go with it"), multiline=True, optional=True, longest=LONGEST_TEXT),
        b.context(words.say("They get the question in a direct message, and you are told their answer.")),
    ]
    title, cancel = words.say("Ask somebody who knows"), words.say("Cancel")
    return Modal(ids.REFER_FORM, title, shown, cancel, words.say("Ask"), held.text())


def asked_card(referral: Referral, answers: Answers, item: Item, views: Views, words: Words) -> Card:
    """The question, who asks and for which department, why, and the answers to press."""
    name, unit = views.name(referral.by, words), unit_of(answers.campaign, answers.sheet.unit, words)
    said = words.say("{name} asks for your help: you may know this.", name=name)
    if unit:
        said = words.say("{name} asks for your help for {unit}: you may know this.", name=name, unit=unit)
    shown: list[Block] = [b.paragraph(said), b.strong(question(item, words))]
    shown += [b.quote(referral.note)] if referral.note else []
    shown += [b.entry(words.say("Why this is asked"), item.why.say(words.language))]
    shown += [b.buttons(*_choices(referral, answers, words)), _way_out(referral, words)]
    shown.append(b.context(*_small(answers, words)))
    return Card(words.say("{title}: {subject}", title=said, subject=item.ask.say(words.language)), shown)


def comment_form(answers: Answers, item: Item, held: Target, words: Words) -> Modal:
    """An answer with words of one's own."""
    shown: list[Block] = [b.strong(question(item, words))]
    options = [(one.id, one.label.say(words.language)) for one in answers.survey.answers]
    shown += [b.choice_input("option", words.say("Your answer"), options)]
    shown.append(b.text_input("text", words.say("Comment"), multiline=True, optional=True, longest=LONGEST_TEXT))
    return Modal(
        ids.FOR_FORM, words.say("Answer with a comment"), shown, words.say("Cancel"), words.say("Send"), held.text()
    )


def settled_card(referral: Referral, answers: Answers, item: Item, views: Views, words: Words) -> Card:
    """The colleague's own card once it is done."""
    name = views.name(referral.by, words)
    said = words.say("Thank you. {name} has been told that you do not know either.", name=name)
    if referral.state is ReferralState.ANSWERED:
        answer = _answer(referral, answers, words)
        said = words.say('Thank you. {name} has your answer: "{answer}".', name=name, answer=answer)
    return Card(said, [b.paragraph(question(item, words)), b.strong(said)])


def told_card(referral: Referral, answers: Answers, item: Item, views: Views, words: Words) -> Card:
    """To whoever asked: what the colleague said, and the way back into the sheet."""
    name = views.name(referral.to, words)
    said = words.say("{name} does not know question {number} either.", name=name, number=item.number)
    follows = words.say('You can ask somebody else, or answer "don\'t know".')
    shown: list[Block] = []
    if referral.state is ReferralState.ANSWERED:
        answer = _answer(referral, answers, words)
        said = words.say(
            '{name} has answered question {number}: "{answer}".', name=name, number=item.number, answer=answer
        )
        follows = words.say("It is filled in for you. You can still change it.")
        given = answers.given.get(item.id)
        shown += [b.quote(given.text)] if given and given.text else []
    place = answers.survey.items.index(item)
    on = Button(f"{ids.TURN}.told", words.say("Go on"), target(answers, at=place).carried(), style="primary")
    head = [b.strong(said), b.paragraph(question(item, words))]
    return Card(said, [*head, *shown, b.paragraph(follows), b.buttons(on)])


def _choices(referral: Referral, answers: Answers, words: Words) -> Iterator[Button]:
    for place, option in enumerate(answers.survey.answers):
        value = Target(referral=referral.id, option=option.id).carried()
        yield Button(f"{ids.FOR_ANSWER}.{place}", option.label.say(words.language), value)


def _way_out(referral: Referral, words: Words) -> Block:
    value = Target(referral=referral.id).carried()
    return b.buttons(
        Button(ids.FOR_COMMENT, words.say("Answer with a comment"), value),
        Button(ids.FOR_BACK, words.say("I don't know either"), value),
    )


def _small(answers: Answers, words: Words) -> Iterator[str]:
    yield title(answers, words)
    if answers.campaign:
        yield words.say("Until {moment}", moment=until(answers.campaign, words))


def _answer(referral: Referral, answers: Answers, words: Words) -> str:
    given = answers.given.get(referral.item)
    option = answers.survey.option(given.answer) if given and given.answer else None
    return option.label.say(words.language) if option else ""
