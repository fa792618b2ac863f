"""The forms that change what people have read, and what was typed into them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from bot.bulletins.cases import Bulletin, Wording
from bot.bulletins.editions import Proposal
from handlers.bulletins.card import ids
from handlers.bulletins.card.labels import title_of
from handlers.bulletins.writing.form_views import question_fields, said_fields
from handlers.bulletins.writing.sheet import sheet_of
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Modal
from handlers.kit.payload import MANGLED
from handlers.kit.words import N_, Words

ANEW, STAYS = "anew", "stays"
LONGEST_CHANGE = 500
SENT = N_("Every message that was sent is edited in its place.")
APPROVED = N_(
    "A second person releases the correction first; until then people read the text as it is. Then every message that "
    "was sent is edited in its place."
)


def correct_form(
    bulletin: Bulletin, words: Words, typed: Proposal | None = None, *, approval: bool = False, said: int = 0,
    english: bool = False,
) -> Modal:  # fmt: skip
    """The text as it stands, what changes in it, and whether everybody must read it again.

    `typed` is what the reader has proposed before; with `approval` a second person releases it first. `said` is the
    number of the text that people read, so that nobody overwrites a newer one. `english` is whether some of them read
    English: then they are told in English what has changed.
    """
    note, sends = SENT, words.say("Send correction")
    if approval:
        note, sends = APPROVED, words.say("Ask for approval")
    shown: list[Block] = [b.context(words.say(note))]
    if typed:
        shown += _note(typed, words)
    content = typed.correction.content if typed else bulletin.content
    sheet = sheet_of(content)
    shown += said_fields(sheet, words)
    if content.ask == "question":
        shown += question_fields(sheet, words)
    if "en" in bulletin.content.wordings:
        stays = (STAYS, words.say("The English may stay as it is"),
                 words.say("Mark this when only the Japanese changes."))  # fmt: skip
        shown.append(b.checks_input("stays", words.say("English text"), [stays]))
    if bulletin.content.asks and bulletin.open:
        anew = (ANEW, words.say("The meaning has changed: ask everybody to confirm again"),
                words.say("Those who had confirmed get a message about it."))  # fmt: skip
        chosen = [ANEW] if typed and typed.correction.anew else []
        shown.append(b.checks_input("anew", words.say("Confirmations"), [anew], chosen))
    asked = (words.say("What has changed? Readers see this above the text."), words.say("What has changed (English)"))
    change = (typed.correction.change, typed.correction.change_en) if typed else ("", "")
    shown += _reasons(asked, change, english=english)
    held = json.dumps({"b": bulletin.id, "n": said})
    return Modal(ids.CORRECT_FORM, words.say("Correct it"), shown, words.say("Cancel"), sends, held)


def corrects(metadata: str) -> tuple[str, int]:
    """The bulletin that a form corrects, and the number of the text it was opened on; 0 where that is not known."""
    try:
        held = json.loads(metadata)
        return str(held["b"])[:20], int(held["n"])
    except MANGLED:
        return metadata, 0


def withdraw_form(bulletin: Bulletin, words: Words) -> Modal:
    """Why it is taken back; sending the form is the yes."""
    said = words.say(
        "{title} is taken back: in every message your reason stands in place of the text, and nobody can confirm it "
        "any more. This cannot be undone.",
        title=title_of(bulletin, words),
    )  # fmt: skip
    why = _reasons((words.say("Why? Readers see this."), words.say("Why (English)")))
    return Modal(ids.WITHDRAW_FORM, words.say("Withdraw it"), [b.paragraph(said), *why], words.say("Cancel"),
                 words.say("Withdraw it"), bulletin.id)  # fmt: skip


def left_behind(before: Mapping[str, Wording], after: Mapping[str, Wording]) -> bool:
    """Whether the Japanese says something else now, and the English still what it said."""
    return "en" in after and after["ja"] != before["ja"] and after["en"] == before.get("en")


def _note(typed: Proposal, words: Words) -> Iterator[Block]:
    """Why the form holds another text than people read."""
    if typed.reason:
        yield b.entry(words.say("Why it was sent back"), typed.reason)
    elif typed.fate == "corrected":
        yield b.strong(
            words.say("Somebody has corrected the bulletin since you wrote this. Please compare both texts.")
        )
    yield b.context(words.say("This is the text that you proposed, not the one that people read."))


def _reasons(asked: tuple[str, str], typed: tuple[str, str] = ("", ""), *, english: bool = False) -> list[Block]:
    """What readers see about it; those who read English see the other, where there is one."""
    (ja, en), (said, said_en) = asked, typed
    return [
        b.text_input("change", ja, initial=said, multiline=True, longest=LONGEST_CHANGE),
        b.text_input("change_en", en, initial=said_en, multiline=True, longest=LONGEST_CHANGE,
                     optional=not english),
    ]  # fmt: skip
