"""A question on its way to a person: the card of those who answer, and what the asker is told."""

from __future__ import annotations

from bot.answers.outcomes import Handover, HandoverStatus
from handlers.answers import ids
from handlers.answers.views import Answers
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.roles import ROLES
from handlers.kit.words import N_, Words

STATUS = {
    HandoverStatus.OPEN: N_("Waiting for somebody to take it"),
    HandoverStatus.TAKEN: N_("{name} is on it"),
    HandoverStatus.RESOLVED: N_("Resolved by {name}"),
}
TOLD = {
    HandoverStatus.TAKEN: N_("{name} has taken your question and will answer you here."),
    HandoverStatus.RESOLVED: N_("{name} has answered your question."),
}


def desk_card(answers: Answers, handover: Handover, words: Words) -> Card:
    """The card in the DM of those who hold the role; edited in place, its buttons go when it is resolved."""
    head = N_("Urgent: help needed now") if handover.urgent else N_("A question for you")
    question = handover.question
    entries = (question.outcome.entry, *question.outcome.alternatives)
    entry = next((one for one in entries if one and answers.service.knows(one)), None)
    answered = (
        words.say("The bot's answer: {title}", title=answers.title_of(entry, words))
        if entry
        else words.say("The bot found no rule.")
    )
    title = words.say(head)
    asked = words.say("From {name}, {moment}", name=f"<@{question.asker}>", moment=words.moment(handover.opened_at))
    status = words.say(STATUS[handover.status], name=f"<@{handover.assignee}>")
    return Card(
        f"{title}: {b.cut(question.text, 200)}",
        [
            b.header(title),
            _mrkdwn_context(asked),
            b.quote(b.cut(question.text, 1500)),
            *([b.paragraph(words.say("Added: {note}", note=handover.note))] if handover.note else []),
            b.context(answered, words.say("Reference {id}", id=handover.id)),
            *([b.quote(handover.reply)] if handover.reply else []),
            _mrkdwn_context(status),
            *desk_buttons(handover, words),
        ],
    )


def received(handover: Handover, to: list[str], words: Words) -> Card:
    """Tells the asker that the question has arrived, with whom, and what happens next."""
    role = words.say(ROLES[handover.role])
    names = "、".join(to) if words.language == "ja" else ", ".join(to)
    template = "answers/texts/urgent_received.txt.j2" if handover.urgent else "answers/texts/received.txt.j2"
    said = words.text(template, role=role, names=names, id=handover.id)
    return Card(said, [b.paragraph(said)])


def told(handover: Handover, words: Words) -> Card:
    """Tells the asker who is on it, or what the answer is."""
    said = words.say(TOLD[handover.status], name=f"<@{handover.assignee}>")
    blocks: list[Block] = [_mrkdwn_section(said), b.context(words.say("Reference {id}", id=handover.id))]
    if handover.status is HandoverStatus.RESOLVED:
        blocks.insert(1, b.quote(b.cut(handover.question.text, 300)))
        if handover.reply:
            blocks.insert(2, b.paragraph(handover.reply))
    return Card(f"{said} {b.escape(handover.reply or '')}".strip(), blocks, marked=True)


def reminder_card(handover: Handover, words: Words) -> Card:
    """A short nudge that points back at the card."""
    said = words.say(
        N_('Still waiting for an answer: "{question}" (reference {id}, asked {moment})'),
        question=b.cut(handover.question.text, 120),
        id=handover.id,
        moment=words.moment(handover.opened_at),
    )
    return Card(said, [b.paragraph(said), *desk_buttons(handover, words)])


def desk_buttons(handover: Handover, words: Words) -> list[Block]:
    if handover.status is HandoverStatus.RESOLVED:
        return []
    take = (
        [Button(ids.TAKE, words.say("I will take it"), handover.id)] if handover.status is HandoverStatus.OPEN else []
    )
    return [
        b.buttons(
            *take,
            Button(ids.REPLY, words.say("Answer"), handover.id, style="primary"),
            Button(ids.RESOLVE, words.say("Close as settled"), handover.id),
        )
    ]


def _mrkdwn_context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def _mrkdwn_section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}
