"""The forms that change what people have read, and what was typed into them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from bot.bulletins.cases import (
    LONGEST_ACTION,
    LONGEST_BODY,
    LONGEST_TITLE,
    MOST_ACTIONS,
    Bulletin,
    Wording,
)
from bot.bulletins.editions import Proposal
from bot.core.errors import Refused
from handlers.bulletins.card import ids
from handlers.bulletins.card.labels import title_of
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Modal
from handlers.kit.payload import MANGLED, Submission
from handlers.kit.words import N_, Words

ANEW, STAYS = "anew", "stays"
LONGEST_CHANGE = 500
SENT = N_("Every message that was sent is edited in its place.")
APPROVED = N_(
    "A second person releases the correction first; until then people read the text as it is. Then every message that "
    "was sent is edited in its place."
)
FIELDS: Mapping[str, tuple[str, str, str]] = {
    "ja": (N_("Title (Japanese)"), N_("Text (Japanese)"), N_("What to do, one step a line (Japanese)")),
    "en": (N_("Title (English)"), N_("Text (English)"), N_("What to do, one step a line (English)")),
}


def correct_form(
    bulletin: Bulletin, words: Words, typed: Proposal | None = None, *, approval: bool = False, said: int = 0
) -> Modal:
    """The text as it stands, what changes in it, and whether everybody must read it again.

    `typed` is what the reader has proposed before; with `approval` a second person releases it first. `said` is the
    number of the text that people read, so that nobody overwrites a newer one.
    """
    note, sends = SENT, words.say("Send correction")
    if approval:
        note, sends = APPROVED, words.say("Ask for approval")
    shown: list[Block] = [b.context(words.say(note))]
    if typed:
        shown += _note(typed, words)
    content = typed.correction.content if typed else bulletin.content
    for language in ("ja", "en"):
        shown += _fields(language, content.wordings.get(language), words)
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
    shown += _reasons(asked, change)
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


def wordings_of(form: Submission) -> dict[str, Wording]:
    """What was typed, by language; English may be left out altogether. Raises Refused beside the field."""
    found = {language: _wording(form, language) for language in FIELDS}
    for language, wording in list(found.items()):
        if language == "en" and not (wording.title or wording.body or wording.actions):
            del found[language]
        elif not wording.title:
            raise Refused("bulletins.title_missing", f"{language}_title")
        elif not wording.body:
            raise Refused("bulletins.text_missing", f"{language}_body")
    return found


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


def _reasons(asked: tuple[str, str], typed: tuple[str, str] = ("", "")) -> list[Block]:
    """What readers see about it; those who read English see the other, where there is one."""
    (ja, en), (said, said_en) = asked, typed
    return [
        b.text_input("change", ja, initial=said, multiline=True, longest=LONGEST_CHANGE),
        b.text_input("change_en", en, initial=said_en, multiline=True, longest=LONGEST_CHANGE, optional=True),
    ]


def _fields(language: str, wording: Wording | None, words: Words) -> list[Block]:
    title, body, actions = (words.say(one) for one in FIELDS[language])
    optional, now = language != "ja", wording or Wording("", "")
    return [
        b.text_input(f"{language}_title", title, initial=now.title, longest=LONGEST_TITLE, optional=optional),
        b.text_input(f"{language}_body", body, initial=now.body, multiline=True, longest=LONGEST_BODY,
                     optional=optional),
        b.text_input(f"{language}_actions", actions, initial="\n".join(now.actions), multiline=True,
                     longest=(LONGEST_ACTION + 1) * MOST_ACTIONS, optional=True),
    ]  # fmt: skip


def _wording(form: Submission, language: str) -> Wording:
    """One language; more steps, or longer ones, than people read are refused."""
    lines = [one.strip() for one in form.values.get(f"{language}_actions", "").splitlines()]
    actions = tuple(one for one in lines if one)
    if len(actions) > MOST_ACTIONS or any(len(one) > LONGEST_ACTION for one in actions):
        raise Refused("bulletins.actions_long", f"{language}_actions")
    title, body = form.values.get(f"{language}_title", ""), form.values.get(f"{language}_body", "")
    return Wording(title[:LONGEST_TITLE], body[:LONGEST_BODY], actions)
