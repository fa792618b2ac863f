"""On the App Home of those who write bulletins: the button that begins one, and what they have not sent yet."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bulletins.cases import Bulletin, BulletinState
from handlers.bulletins.post_views import heading
from handlers.bulletins.writing import ids
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button
from handlers.kit.words import Words

MOST = 5


def writing_home(drafts: Sequence[Bulletin], words: Words) -> list[Block]:
    """The button, and the newest drafts with how they stand."""
    shown: list[Block] = [
        b.header(words.say("Writing bulletins")),
        b.buttons(Button(f"{ids.START}.home", words.say("Write a bulletin"), "", style="primary")),
    ]
    for draft in drafts[:MOST]:
        button = Button(f"{ids.EDIT}.{draft.id}", words.say("Go on writing"), draft.id)
        shown.append(b.row(f"{b.cut(heading(draft, words), 150)}\n{_standing(draft, words)}", button))
    if len(drafts) > MOST:
        shown.append(b.context(words.say("and {count} more drafts", count=len(drafts) - MOST)))
    return shown


def _standing(draft: Bulletin, words: Words) -> str:
    if draft.state is BulletinState.PROPOSED:
        return words.say("Waits for approval")
    if draft.change:
        return words.say("Sent back: {reason}", reason=b.cut(draft.change, 150))
    return words.say("Draft of {moment}", moment=words.moment(draft.looked_at or draft.created_at))
