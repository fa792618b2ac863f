"""On the App Home of those who write bulletins: the button that begins one, their drafts; and what waits for a yes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bulletins.cases import Bulletin, BulletinState
from bot.bulletins.editions import Proposal
from handlers.bulletins.card.ids import PROPOSAL
from handlers.bulletins.post_views import heading
from handlers.bulletins.proposal_views import carried
from handlers.bulletins.writing import ids
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button
from handlers.kit.words import Words

MOST = 5


def writing_home(drafts: Sequence[Bulletin], words: Words) -> list[Block]:
    """The buttons, and the newest drafts with how they stand."""
    ways = [Button(f"{ids.START}.home", words.say("Write a bulletin"), "", style="primary")]
    if drafts:
        ways.append(Button(f"{ids.DRAFTS}.home", words.say("All drafts"), "0"))
    shown: list[Block] = [b.header(words.say("Writing bulletins")), b.buttons(*ways)]
    for draft in drafts[:MOST]:
        button = Button(f"{ids.EDIT}.{draft.id}", words.say("Go on writing"), draft.id)
        shown.append(b.row(f"{b.cut(heading(draft, words), 150)}\n{standing(draft, words)}", button))
    if len(drafts) > MOST:
        shown.append(b.context(words.say("Older drafts stand under “{label}”.", label=words.say("All drafts"))))
    return shown


def release_home(
    proposed: Sequence[Bulletin], corrections: Sequence[tuple[Bulletin, Proposal]], words: Words
) -> list[Block]:
    """What waits for the yes of whoever looks, the oldest first; corrections before all: the old text is being read."""
    if not (proposed or corrections):
        return []
    shown: list[Block] = [b.header(words.say("Bulletins that wait for your approval"))]
    for bulletin, proposal in corrections[:MOST]:
        said = words.say("Correction of: {title}", title=b.cut(heading(bulletin, words), 150))
        button = Button(f"{PROPOSAL}.{bulletin.id}", words.say("Look and decide"), carried(proposal), style="primary")
        shown.append(b.row(said, button))
    for one in [*reversed(proposed)][:MOST]:
        button = Button(f"{ids.PROPOSED}.{one.id}", words.say("Look and decide"), one.id, style="primary")
        shown.append(b.row(b.cut(heading(one, words), 150), button))
    return shown


def standing(draft: Bulletin, words: Words) -> str:
    """Whether it waits for somebody, was sent back and why, or since when it lies there."""
    if draft.state is BulletinState.PROPOSED:
        return words.say("Waits for approval")
    if draft.change:
        return words.say("Sent back: {reason}", reason=b.cut(draft.change, 150))
    return words.say("Draft of {moment}", moment=words.moment(draft.looked_at or draft.created_at))
