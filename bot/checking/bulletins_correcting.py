"""What those who correct bulletins would see, drawn with long and hostile words: for `mamori check`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from bot.bulletins.cases import Bulletin, BulletinState, Standing, Wording
from bot.bulletins.editions import Correction, Edition, Fate, Proposal
from bot.checking.bulletins import ACCOUNTS, NOW, desk_of, longest
from bot.checking.mail import TRAP, Drawn
from handlers.bulletins.card.said_views import said_lines
from handlers.bulletins.card.seen import Seen
from handlers.bulletins.card.views import desk_card
from handlers.bulletins.proposal_views import correction_card, fate_line, go_on, own_card
from handlers.bulletins.release_views import settled_card, told_card
from handlers.bulletins.tracking.forms import correct_form, withdraw_form
from handlers.bulletins.writing.home_views import release_home
from handlers.kit import blocks as b
from handlers.kit.words import Words
from knowledge.reading import Knowledge


def bulletins_correcting_drawn(known: Knowledge, words: Words, trap: str = TRAP * 60) -> Iterator[Drawn]:
    """Every form and card; whatever a person types is the trap."""
    people = desk_of(known).people
    bulletin = longest(known, trap, BulletinState.OPEN)
    waiting = _proposal(bulletin, trap)
    standing = Standing(0, 2000, 500, {one.id: (1, 99) for one in known.company.departments})
    for writes in (True, False):
        card = desk_card(Seen(bulletin, standing, waiting=waiting), people, words, writes=writes, own=writes)
        yield f"bulletin, card with a correction, writes {writes}", card
    yield "bulletin, correct", correct_form(bulletin, words)
    yield "bulletin, withdraw", withdraw_form(bulletin, words)
    yield "bulletin, home with corrections", release_home([bulletin] * 9, [(bulletin, waiting)] * 9, words)
    yield "bulletin, correction of one's own", own_card(bulletin, waiting, trap[:2000], words)
    for fate in get_args(Fate):
        decided = replace(waiting, fate=fate)
        yield f"bulletin, correction {fate}", correction_card(bulletin, decided, trap[:80], words, trap[:80])
        yield f"bulletin, correct {fate}", correct_form(bulletin, words, decided, approval=True)
        if fate != "waiting":
            line = fate_line(decided, trap[:80], words)
            yield f"bulletin, correction settled {fate}", settled_card(bulletin, line, words, trap[:500])
            button = go_on(bulletin, decided, words)
            yield f"bulletin, correction told {fate}", told_card(bulletin, line, words, trap[:500], button)
    said = [Edition(1, bulletin.content, 1, trap[:500], "", ACCOUNTS[0], NOW, ACCOUNTS[1])] * 3
    yield "bulletin, what it said", [b.context(line) for line in said_lines(said, people, words)]


def _proposal(bulletin: Bulletin, trap: str) -> Proposal:
    """A correction in which every part is another one."""
    said = bulletin.content.wordings["ja"]
    other = Wording(said.title[1:], said.body[1:], said.actions[1:])
    content = replace(bulletin.content, wordings={"ja": other, "en": other})
    correction = Correction(content, trap[:500], trap[1:500], anew=True)
    return Proposal(bulletin.id, 1, ACCOUNTS[0], NOW, correction, reason=trap[:500])
