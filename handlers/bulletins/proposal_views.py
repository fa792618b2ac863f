"""A correction that waits for a second person: the card with the two answers, the author's own, what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.bulletins.cases import SAID, Bulletin, Content, Wording
from bot.bulletins.editions import Fate, Proposal
from bot.core.defang import defang
from handlers.bulletins.card import ids
from handlers.bulletins.post_views import heading
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card, Confirm
from handlers.kit.words import N_, Words

LONGEST_PART = 700
PARTS: Mapping[str, tuple[str, str, str]] = {
    "ja": (N_("Title (Japanese)"), N_("Text (Japanese)"), N_("What to do (Japanese)")),
    "en": (N_("Title (English)"), N_("Text (English)"), N_("What to do (English)")),
}
SHARED = N_("To be done by"), N_("Links"), N_("Check question")
FATES: Mapping[Fate, str] = {
    "released": N_("{name} has released the correction. Every message is edited in its place now."),
    "returned": N_("{name} has sent the correction back. The bulletin stays as it was."),
    "taken_back": N_("{name} has taken the correction back. The bulletin stays as it was."),
    "replaced": N_("{name} has proposed a newer correction in place of this one."),
    "corrected": N_("{name} has corrected the bulletin meanwhile, so this correction cannot be released any more."),
    "withdrawn": N_("{name} has withdrawn the bulletin meanwhile, so this correction cannot be released any more."),
    "ended": N_("{name} has ended the bulletin meanwhile, so this correction cannot be released any more."),
}
RAN_OUT = N_("The bulletin has ended meanwhile, so this correction cannot be released any more.")
AGAIN: Mapping[Fate, str] = {
    "returned": N_("Change the correction"),
    "corrected": N_("Open my text"),
    "ended": N_("Open my text"),
}
"""What leads the author back to the form, where there is still something to correct."""


def carried(proposal: Proposal) -> dict[str, Any]:
    """What a button of it carries."""
    return {"b": proposal.bulletin, "c": proposal.number}


def correction_card(bulletin: Bulletin, proposal: Proposal, author: str, words: Words, absent: str = "") -> Card:
    """For whoever may release it: who proposes what, what differs, who is asked again, and the two answers."""
    said = words.say("{name} asks you to release a correction of a bulletin that people have read: {title}",
                     name=author, title=heading(bulletin, words))  # fmt: skip
    edited = words.say("Every message that was sent is edited in its place.")
    shown = [
        b.header(words.say("A correction waits for your approval")),
        b.paragraph(said),
        *([b.context(words.say("For {name}, who is away", name=absent))] if absent else []),
        b.entry(words.say("What changed"), _change(proposal)),
        *_differences(bulletin, proposal, words),
        b.bullets([_again(bulletin, proposal, words), edited]),
        b.buttons(_release(bulletin, proposal, words),
                  Button(ids.PROPOSAL_RETURN, words.say("Send it back"), carried(proposal))),
        b.context(words.say("Its preview stands above. Until you release it, people read the text as it was. "
                            "Bulletin {id}", id=bulletin.id)),
    ]  # fmt: skip
    return Card(said, shown)


def own_card(bulletin: Bulletin, proposal: Proposal, asked: str, words: Words) -> Card:
    """For the author: whom it waits for, and what can be done meanwhile."""
    said = words.say(
        "I have asked {names} to release your correction, and tell you as soon as it is decided. Until then people "
        "read the text as it was. If it cannot wait, withdraw the bulletin: that needs nobody else.",
        names=asked,
    )  # fmt: skip
    change = Button(f"{ids.CORRECT}.own", words.say("Change the correction"), carried(proposal))
    shown = [b.strong(heading(bulletin, words)), b.paragraph(said), b.quote(_change(proposal)),
             b.buttons(change, take_back(proposal, words))]  # fmt: skip
    return Card(said, shown)


def take_back(proposal: Proposal, words: Words) -> Button:
    """For whoever proposed it."""
    sure = Confirm(
        words.say("Take the correction back?"), words.say("The bulletin stays as it is. Nobody has read the new text."),
        words.say("Take it back"), words.say("Back"),
    )  # fmt: skip
    return Button(ids.PROPOSAL_TAKE_BACK, words.say("Take the correction back"), carried(proposal), confirm=sure)


def waits_line(proposal: Proposal, author: str, words: Words) -> str:
    """On the card of the bulletin."""
    return words.say("A correction by {name} waits for a second person's release (since {moment})",
                     name=author, moment=words.moment(proposal.at))  # fmt: skip


def fate_line(proposal: Proposal, name: str, words: Words) -> str:
    """What became of it, and by whom; `name` is "" for the clock."""
    return words.say(FATES[proposal.fate], name=name) if name else words.say(RAN_OUT)


def go_on(bulletin: Bulletin, proposal: Proposal, words: Words) -> Button | None:
    """Opens the form with the author's text; None where nothing is left to correct."""
    label = AGAIN.get(proposal.fate)
    if label is None or bulletin.state not in SAID:
        return None
    return Button(f"{ids.CORRECT}.own", words.say(label), carried(proposal), "primary")


def _change(proposal: Proposal) -> str:
    """What readers will see above the text, in both languages where they differ."""
    return "\n".join(filter(None, dict.fromkeys((proposal.correction.change, proposal.correction.change_en))))


def _again(bulletin: Bulletin, proposal: Proposal, words: Words) -> str:
    if proposal.correction.anew:
        return words.say(
            "The meaning has changed: everybody is asked to confirm again, and those who had confirmed get a message."
        )
    return words.say("Those who have confirmed it need not confirm again.") if bulletin.content.asks else words.say(
        "Readers are asked nothing.")  # fmt: skip


def _release(bulletin: Bulletin, proposal: Proposal, words: Words) -> Button:
    label = words.say("Release it")
    sure = Confirm(
        words.say("Release the correction?"),
        f"{_again(bulletin, proposal, words)} {words.say('Every message that was sent is edited in its place.')}",
        label, words.say("Back"),
    )  # fmt: skip
    return Button(ids.PROPOSAL_RELEASE, label, carried(proposal), "primary", sure)


def _differences(bulletin: Bulletin, proposal: Proposal, words: Words) -> Iterator[Block]:
    """Old and new, part by part."""
    before, after = bulletin.content, proposal.correction.content
    for language, labels in PARTS.items():
        yield from _differing(
            labels, _parts(before.wordings.get(language)), _parts(after.wordings.get(language)), words
        )
    yield from _differing(SHARED, _shared(before, words), _shared(after, words), words)


def _differing(labels: Sequence[str], before: Sequence[str], after: Sequence[str], words: Words) -> Iterator[Block]:
    for label, was, now in zip(labels, before, after, strict=True):
        if was != now:
            said = words.say("Before: {was}\nAfter: {now}", was=b.cut(was, LONGEST_PART) or "–",
                             now=b.cut(now, LONGEST_PART) or "–")  # fmt: skip
            yield b.entry(words.say(label), said)


def _shared(content: Content, words: Words) -> tuple[str, str, str]:
    """By when, the links as they will be shown, and the check question with its right answer marked."""
    links = (f"{defang(one.url) if one.bad else one.url} {one.label}".strip() for one in content.links)
    day, question = content.do_by, content.question
    asked = [] if question is None else [
        *dict.fromkeys(question.ask.values()),
        *(f"{'*' * (place == question.right)}{' / '.join(dict.fromkeys(one.values()))}"
          for place, one in enumerate(question.options)),
    ]  # fmt: skip
    return words.weekday(day) if day else "", "\n".join(links), "\n".join(asked)


def _parts(wording: Wording | None) -> tuple[str, str, str]:
    if wording is None:
        return "", "", ""
    return wording.title, wording.body, "\n".join(wording.actions)
