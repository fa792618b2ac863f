"""The card of an advisory: why it may concern us, whom, how grave it is, who says so, and three buttons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.bulletins.feeds.advisories import Digest
from bot.bulletins.feeds.items import Advisory, Mention
from handlers.bulletins.feeds import ids
from handlers.bulletins.feeds.labels import STATES, Labels, attacked, host, score
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.words import N_, Words

MOST_REASONS, MOST_SOURCES, MOST_CVES = 6, 6, 3
BUTTONS: Final = {
    "new": (ids.SEND, ids.HOLD, ids.IRRELEVANT),
    "held": (ids.SEND, ids.IRRELEVANT),
    "irrelevant": (ids.SEND, ids.HOLD),
    "quiet": (ids.SEND, ids.HOLD),
}
"""What can still be done with it in each state."""
PRESSES: Final = {
    ids.SEND: N_("Send a bulletin"),
    ids.HOLD: N_("Hold"),
    ids.IRRELEVANT: N_("Not relevant"),
}
DECIDED: Final = {
    "held": N_("{name} put it on hold, {moment}. A newer word on it brings it back."),
    "drafted": N_(
        "{name} chose to send a bulletin, {moment}. I made a draft ({id}); nothing is sent yet. "
        "It is in their conversation with Mamori, to be finished and sent there."
    ),
    "irrelevant": N_("{name} put it aside as not relevant, {moment}."),
}

BACK: Final = {
    "held_attacked": N_("This was on hold, but attacks are confirmed now: so I tell you once more."),
    "held_graver": N_("This was on hold, but its severity has risen: so I tell you once more."),
    "held_newer": N_("This was on hold, and there is a newer word on it: so I tell you once more."),
    "irrelevant_attacked": N_("This was not relevant, but attacks are confirmed now: so I tell you once more."),
    "quiet_attacked": N_("A rule had put this aside, but attacks are confirmed now: so I tell you."),
    "quiet_more": N_("A rule had put this aside, but it seems to concern us for another reason, too: so I tell you."),
}


def advisory_card(advisory: Advisory, labels: Labels, words: Words, *, urgent: bool) -> Card:
    """What the lead sees; the same card after the decision says who made it and when."""
    head = heading(advisory, labels, words, urgent=urgent)
    return Card(f"{head}\n{advisory.title}", [b.header(head), *body(advisory, labels, words, {})])


def heading(advisory: Advisory, labels: Labels, words: Words, *, urgent: bool) -> str:
    names = labels.interests(advisory, words)
    said = N_("🚨 [Urgent] This may concern us: {names}") if urgent else N_("This may concern us: {names}")
    return words.say(said, names=names)


def body(advisory: Advisory, labels: Labels, words: Words, carried: Mapping[str, str]) -> list[Block]:
    """Everything but the head; `carried` goes along with the buttons."""
    facts = [labels.affected(advisory, words), score(advisory, words), attacked(advisory, words)]
    facts += [words.say("Numbers: {cves}", cves=cves(advisory, words))] if advisory.cves else []
    reasons = [labels.reason(one, words) for one in advisory.reasons[:MOST_REASONS]]
    back = BACK.get(advisory.back or "") if advisory.state == "new" else None
    shown = [
        *([b.strong(words.say(back))] if back else []),
        b.quote(advisory.title),
        b.strong(words.say("Why it may concern us")),
        b.bullets(reasons),
        b.bullets(facts),
        b.strong(words.say("Who says so")),
        _sources(advisory, labels, words),
        b.context(*standing(advisory, labels, words)),
    ]
    return [*shown, *_buttons(advisory, words, carried)]


def standing(advisory: Advisory, labels: Labels, words: Words) -> Iterator[str]:
    """How it stands: who decided what and when, and how often the sources have updated it."""
    said = DECIDED.get(advisory.state)
    if said and advisory.decided_by and advisory.decided_at:
        about = {"name": labels.person(advisory.decided_by, words), "moment": words.moment(advisory.decided_at)}
        yield words.say(said, id=advisory.bulletin or "", **about)
    else:
        yield words.say(STATES.get(advisory.state, advisory.state))
    if advisory.updates:
        yield words.say("Updated {count} times by its sources", count=advisory.updates)
    yield words.say("Reference {id}, first seen {moment}", id=advisory.id, moment=words.moment(advisory.first_seen))


def cves(advisory: Advisory, words: Words) -> str:
    said, more = words.say(", ").join(advisory.cves[:MOST_CVES]), len(advisory.cves) - MOST_CVES
    return words.say("{names} and {more} more", names=said, more=more) if more > 0 else said


def digest_card(digest: Digest, words: Words) -> Card:
    """The word that goes before the cards of a digest."""
    shown = len(digest.told)
    said = words.say("News from the feeds: {count} items may concern us", count=shown)
    lines = [words.say("They follow, the gravest first. Please decide on each: send, hold, or not relevant.")]
    if digest.waiting > shown:
        more = words.say("{count} wait for a decision in all; the list has every one.", count=digest.waiting)
        lines.append(more)
    return Card(said, [b.strong(said), b.paragraph("\n".join(lines)), b.buttons(list_button(words))])


def worse_card(advisory: Advisory, labels: Labels, words: Words) -> Card:
    """It is graver than when the lead last heard of it."""
    said = words.say("This has become graver: {title}", title=b.cut(advisory.title, 200))
    lines = [attacked(advisory, words), score(advisory, words), *standing(advisory, labels, words)]
    return Card(said, [b.strong(said), b.bullets(lines), b.buttons(one_button(advisory, words))])


def list_button(words: Words, state: str = "new") -> Button:
    return Button(ids.LIST, words.say("Open the list"), state)


def one_button(advisory: Advisory, words: Words, page: str = "") -> Button:
    return Button(f"{ids.ONE}.{advisory.id}", words.say("Look at it"), {"a": advisory.id, "l": page})


def _buttons(advisory: Advisory, words: Words, carried: Mapping[str, str]) -> list[Block]:
    value = {"a": advisory.id, **carried}
    found = [
        Button(one, words.say(PRESSES[one]), value, style="primary" if one == ids.SEND else None)
        for one in BUTTONS.get(advisory.state, ())
    ]
    return [b.buttons(*found)] if found else []


def _sources(advisory: Advisory, labels: Labels, words: Words) -> Block:
    lines = [_source(one, labels, words) for one in advisory.mentions[:MOST_SOURCES]]
    if (more := len(advisory.mentions) - MOST_SOURCES) > 0:
        lines.append([{"type": "text", "text": words.say("and {count} more", count=more)}])
    items = [{"type": "rich_text_section", "elements": line} for line in lines]
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": items}]}


def _source(mention: Mention, labels: Labels, words: Words) -> list[dict[str, Any]]:
    """A source with its date and the link, which says where it leads; an odd address is only text."""
    name = labels.source(mention.source, words)
    day = words.day_of(mention.day) if mention.day else words.say("no date")
    said = words.say("{source}, {day}: ", source=name, day=day)
    leads_to = host(mention.link)
    if not leads_to:
        return [{"type": "text", "text": said + (b.cut(mention.link, 200) or words.say("no link"))}]
    return [{"type": "text", "text": said}, {"type": "link", "url": mention.link, "text": leads_to}]
