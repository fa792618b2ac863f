"""How the sources stand, in words: what works, what does not and why, and when we look again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.bulletins.feeds.sources import Standing
from handlers.bulletins.feeds import ids
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Modal
from handlers.kit.words import N_, Words
from knowledge.bulletins import FeedSource

ERRORS: Final = {
    "forbidden": N_("its address leads to a place that we do not go to"),
    "proxy": N_("the proxy (MAMORI_PROXY) does not answer, or does not let it through"),
    "unreachable": N_("it could not be reached"),
    "timeout": N_("it took too long to answer"),
    "too_large": N_("what it sent was too large"),
    "redirects": N_("it led from one address to the next"),
    "broken": N_("the connection broke off"),
    "empty": N_("it sent nothing"),
    "gone": N_("there is nothing at its address any more"),
    "busy": N_("it asked us to come later"),
    "denied": N_("it refused to answer us"),
    "server": N_("it has a fault of its own"),
    "not_a_feed": N_("what it sent is no feed"),
    "malformed": N_("what it sent is damaged"),
    "unsafe": N_("what it sent holds something unsafe"),
    "too_complex": N_("what it sent is too complex"),
    "encoding": N_("what it sent has letters that cannot be read"),
    "service": N_("it reported a fault"),
}
UNKNOWN: Final = N_("something went wrong with it")
OFF: Final = N_(
    "With this setting I do not look at the sources (MAMORI_FEEDS). "
    "A feed file that you give Mamori in a direct message is read all the same."
)


def sources_modal(sources: Sequence[FeedSource], found: Sequence[Standing], words: Words, *, on: bool) -> Modal:
    """Every source of the company's file, how it stands, and how one is switched on or off."""
    standings = {one.id: one for one in found}
    off = b.strong(words.say(OFF))
    blocks: list[Block] = [] if on else [off]
    for source in sources[:40]:
        lines = _lines(source, standings.get(source.id), words, on=on)
        blocks.append(b.entry(source.name.say(words.language), "\n".join([*lines, source.terms.say(words.language)])))
    more = words.say("Sources are switched on and off in the company's content: `enabled` in bulletins/feeds.yml.")
    files = words.say(
        "Without the Internet: give Mamori a feed file in a direct message (.rdf, .rss, .atom, .xml or .json)."
    )
    return Modal(ids.SHOW, words.say("Sources"), [*blocks, b.context(more, files)], words.say("Back"))


def _lines(source: FeedSource, found: Standing | None, words: Words, *, on: bool) -> list[str]:
    if not (on and source.on):
        return [words.say("Off")]
    if found is None or found.checked_at is None:
        return [words.say("On. Not looked at yet.")]
    lines = []
    if found.error:
        why = words.say(ERRORS.get(found.error, UNKNOWN))
        said = N_("On, but the last look failed: {why} ({count} times in a row).")
        lines.append(words.say(said, why=why, count=found.failures))
    if found.succeeded_at:
        about = {"moment": words.moment(found.succeeded_at), "count": found.items}
        lines.append(words.say("Last read {moment}, {count} items known.", **about))
    if found.next_at:
        lines.append(words.say("Next look: {moment}.", moment=words.moment(found.next_at)))
    return lines
