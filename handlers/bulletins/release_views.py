"""What the second person and the author see around a proposal, of a bulletin or of a correction of one."""

from __future__ import annotations

from bot.bulletins.cases import Bulletin
from handlers.bulletins.post_views import heading
from handlers.kit import blocks as b
from handlers.kit.blocks import Button, Card, Modal
from handlers.kit.words import Words

LONGEST_REASON = 500


def return_form(callback: str, bulletin: Bulletin, author: str, held: str, words: Words) -> Modal:
    """Asks why it goes back; `author` is who reads that."""
    shown = [
        b.strong(heading(bulletin, words)),
        b.text_input("change", words.say("What should be changed?"), multiline=True, longest=LONGEST_REASON),
        b.context(words.say("{name} reads this with your name.", name=author)),
    ]
    return Modal(callback, words.say("Send it back"), shown, words.say("Cancel"), words.say("Send it back"), held)


def told_card(bulletin: Bulletin, said: str, words: Words, reason: str = "", go_on: Button | None = None) -> Card:
    """To the author: what became of it, why where there is a reason, and how to go on."""
    shown = [b.strong(heading(bulletin, words)), b.paragraph(said)]
    shown += [b.quote(reason)] if reason else []
    shown += [b.buttons(go_on)] if go_on else []
    return Card(said, shown)


def settled_card(bulletin: Bulletin, line: str, words: Words, more: str = "") -> Card:
    """What stands where a panel or a proposal stood, once it is decided."""
    shown = [b.strong(heading(bulletin, words)), b.paragraph(line), *([b.quote(more)] if more else [])]
    return Card(line, [*shown, b.context(words.say("Bulletin {id}", id=bulletin.id))])
