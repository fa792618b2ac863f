"""A bulletin as its readers see it: the post in a channel, the message to a person, and after a press."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from bot.bulletins.cases import SAID, Bulletin, BulletinState, Link, Origin, Reader, Standing
from bot.core.defang import defang
from handlers.bulletins import ids
from handlers.bulletins.address_views import paragraph, steps, unarmed
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.words import N_, Words
from knowledge.bulletins import Severity

SEVERITIES: Final[dict[Severity, str]] = {
    "info": N_("ℹ️ [For your information] {title}"),
    "caution": N_("⚠️ [Take care] {title}"),
    "urgent": N_("🚨 [Urgent] {title}"),
}
LONGEST_ADDRESS = 120


def bulletin_card(
    bulletin: Bulletin,
    words: Words,
    *,
    reader: Reader | None = None,
    standing: Standing | None = None,
    sender: str = "",
) -> Card:
    """What one person reads, in their language; with `standing` the post of a channel, in both languages.

    `sender` is the name of whoever sent it. A `standing` of nobody shows no count.
    """
    if bulletin.state is BulletinState.WITHDRAWN:
        return _withdrawn(bulletin, _languages(bulletin, words, together=standing is not None))
    spoken = _languages(bulletin, words, together=standing is not None)
    said = [block for place, one in enumerate(spoken) for block in _wording(bulletin, one, again=place > 0)]
    shared = [*_pictures(bulletin, spoken[0]), *_links(bulletin.content.links, spoken)]
    small = [*_small(bulletin, spoken, sender), *([_count(standing, spoken)] if standing and standing.asked else [])]
    said = [*_changed(bulletin, spoken), *said, *shared, *([b.context(*small)] if small else [])]
    blocks = [*said, *_answer(bulletin, spoken, reader)]
    body = unarmed(bulletin.content.wording(spoken[0].language).body)
    return Card(f"{heading(bulletin, spoken[0])}\n{body}", blocks)


def heading(bulletin: Bulletin, words: Words) -> str:
    """The title with how urgent it is, as a word and a symbol."""
    title = bulletin.content.wording(words.language).title
    return words.say(SEVERITIES[bulletin.content.severity], title=title)


def do_by(bulletin: Bulletin, words: Words) -> str:
    """By when it is to be done, with the day of the week; "" where it says nothing."""
    day = bulletin.content.do_by
    return words.say("To be done by {day}", day=words.weekday(day)) if day else ""


def confirm_button(bulletin: Bulletin, words: Words, also: Sequence[Words] = (), *, note: bool = False) -> Button:
    """What a reader presses; it carries the edition before them, and whether it stands under a `note` about it."""
    question = bulletin.content.ask == "question"
    label = N_("Answer a question to confirm") if question else N_("I have read this")
    said = " / ".join(one.say(label) for one in (words, *also))
    value = {"b": bulletin.id, "e": bulletin.edition} | ({"n": 1} if note else {})
    return Button(ids.CONFIRM, said, value, style="primary")


def _languages(bulletin: Bulletin, words: Words, *, together: bool) -> list[Words]:
    """The languages of a message: one person's, or for a channel Japanese and then English where it is written."""
    if together:
        return [words.in_(one) for one in ("ja", "en") if one in bulletin.content.wordings]
    return [words]


def _changed(bulletin: Bulletin, spoken: Sequence[Words]) -> Iterator[Block]:
    """What is not as it was, before everything else: most have read the rest already."""
    if bulletin.change and bulletin.state in SAID:
        said = dict.fromkeys(unarmed(bulletin.why(one.language)) for one in spoken)
        yield b.entry(" / ".join(one.say("What changed") for one in spoken), "\n".join(said))


def _wording(bulletin: Bulletin, words: Words, *, again: bool) -> Iterator[Block]:
    wording = bulletin.content.wording(words.language)
    if again:
        yield b.divider()
    yield b.header(heading(bulletin, words))
    yield paragraph(wording.body, bulletin.content.links)
    if wording.actions:
        yield b.strong(words.say("What we ask you to do"))
        yield steps(wording.actions, bulletin.content.links)
    if due := do_by(bulletin, words):
        yield b.strong(f"📅 {due}")


def _pictures(bulletin: Bulletin, words: Words) -> Iterator[Block]:
    if bulletin.content.picture:
        said = words.say("A picture of what to look for: {title}", title=bulletin.content.wording(words.language).title)
        yield {"type": "image", "slack_file": {"id": bulletin.content.picture}, "alt_text": b.cut(said, 2000)}


def _links(links: Sequence[Link], spoken: Sequence[Words]) -> Iterator[Block]:
    """Where to read on, and the bad examples apart, which nobody can press."""
    good = [_line(_good(one)) for one in links if not one.bad]
    bad = [_line(_bad(one)) for one in links if one.bad]
    for head, lines in ((N_("Read on"), good), (N_("Bad examples (do not open)"), bad)):
        if lines:
            yield b.strong(" / ".join(one.say(head) for one in spoken))
            yield {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": lines}]}


def _line(elements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": elements}


def _good(link: Link) -> list[dict[str, Any]]:
    """A link with the host it leads to beside it: what a link says is not where it leads."""
    host = urlsplit(link.url).hostname or ""
    text = b.cut(link.label or host or link.url, LONGEST_ADDRESS)
    shown = [{"type": "link", "url": link.url, "text": text}]
    return [*shown, {"type": "text", "text": f" ({host})"}] if host and host != text else shown


def _bad(link: Link) -> list[dict[str, Any]]:
    address = b.cut(defang(link.url), LONGEST_ADDRESS)
    said = f"{b.cut(link.label, LONGEST_ADDRESS)}: " if link.label else ""
    return [{"type": "text", "text": said}] * bool(said) + [{"type": "text", "text": address, "style": {"code": True}}]


def _small(bulletin: Bulletin, spoken: Sequence[Words], sender: str) -> Iterator[str]:
    """The clauses, where it comes from, and who sent it when."""
    content = bulletin.content
    for words in spoken:
        if content.clauses:
            yield words.say("Related rules: {rules}", rules=words.say(", ").join(content.clauses))
    if content.origin and (said := _origin(content.origin, spoken[0])):
        yield said
    moment = bulletin.opened_at
    if moment and sender:
        yield spoken[0].say("Sent by {name}, {moment}", name=sender, moment=spoken[0].moment(moment))
    elif moment:
        yield spoken[0].say("Sent {moment}", moment=spoken[0].moment(moment))


def _origin(origin: Origin, words: Words) -> str:
    if not origin.source:
        return ""
    if origin.day is None:
        return words.say("Source: {source}", source=origin.called(words.language))
    return words.say(
        "Source: {source} (retrieved {day})", source=origin.called(words.language), day=origin.day.isoformat()
    )


def _count(standing: Standing, spoken: Sequence[Words]) -> str:
    values = {"count": standing.confirmed, "all": standing.asked}
    return " / ".join(one.say("{count} of {all} have confirmed", **values) for one in spoken)


def _answer(bulletin: Bulletin, spoken: Sequence[Words], reader: Reader | None) -> Iterator[Block]:
    """The button, or what has become of it."""
    if not bulletin.content.asks:
        return
    if reader and reader.confirmed >= bulletin.edition and reader.confirmed_at:
        yield b.context(f"✅ {confirmed_line(reader, spoken[0])}")
    elif bulletin.state is BulletinState.ENDED:
        yield b.context(*(one.say("This bulletin is over; nothing is left to confirm.") for one in spoken))
    else:
        if reader and reader.confirmed:
            yield b.context(spoken[0].say("It has changed since you confirmed it. Please read it once more."))
        yield b.buttons(confirm_button(bulletin, spoken[0], spoken[1:]))


def confirmed_line(reader: Reader, words: Words) -> str:
    """That somebody has confirmed, and when."""
    return words.say("Confirmed ({moment})", moment=words.moment(reader.confirmed_at)) if reader.confirmed_at else ""


def no_longer(bulletin: Bulletin, words: Words) -> str:
    """What a withdrawal means for readers; never that what it warned of may be opened."""
    said = words.say("This bulletin was withdrawn. What it asked you to do is no longer needed.")
    if bulletin.content.severity == "info":
        return said
    care = words.say("As always: open no link and no attachment of a mail that seems strange.")
    return words.say("{said} {line}", said=said, line=care)


def _withdrawn(bulletin: Bulletin, spoken: Sequence[Words]) -> Card:
    """What stands where a bulletin stood: nobody shall act on its text any more."""
    blocks: list[Block] = []
    for place, words in enumerate(spoken):
        title = bulletin.content.wording(words.language).title
        moment = words.moment(bulletin.ended_at) if bulletin.ended_at else ""
        blocks += [b.divider()] * (place > 0)
        blocks += [
            b.header(words.say("🚫 [Withdrawn] {title}", title=title)),
            b.paragraph(no_longer(bulletin, words)),
            b.entry(words.say("Why"), unarmed(bulletin.why(words.language))),
            *([b.context(words.say("Withdrawn {moment}", moment=moment))] if moment else []),
        ]
    title = bulletin.content.wording(spoken[0].language).title
    return Card(spoken[0].say("🚫 [Withdrawn] {title}", title=title), blocks)
