"""What a bulletin has said over time, as lines of text: each edition and correction, with when, by whom and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.bulletins.editions import Edition
from handlers.kit.people import People
from handlers.kit.words import Words


def said_lines(said: Sequence[Edition], people: People, words: Words) -> Iterator[str]:
    """The oldest first; one that never went out has said nothing."""
    if not said:
        return
    yield words.say("What it said:")
    yield from _lines(said[0], words.say("Edition {edition}", edition=said[0].edition), people, words)
    for before, one in pairwise(said):
        name = words.say("Edition {edition}", edition=one.edition)
        kind = (
            name if one.edition > before.edition else words.say("Correction of edition {edition}", edition=one.edition)
        )
        yield from _lines(one, kind, people, words)


def _lines(one: Edition, kind: str, people: People, words: Words) -> Iterator[str]:
    by = people.called(one.by, words.language)
    if one.released_by:
        released = people.called(one.released_by, words.language)
        by = words.say("{name}, released by {second}", name=by, second=released)
    title = one.content.wording(words.language).title
    yield f"  {words.moment(one.at)}  {kind}  {by}  {title}"
    why = (one.change_en if words.language == "en" else "") or one.change
    if why:
        changed = words.say("What changed: {why}", why=" ".join(why.split()))
        yield f"    {changed}"
