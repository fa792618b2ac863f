"""What can be done with a bulletin, by how it stands."""

from __future__ import annotations

from bot.bulletins.cases import SAID, BulletinState
from handlers.bulletins.card import ids
from handlers.bulletins.card.seen import Seen
from handlers.bulletins.proposal_views import take_back
from handlers.kit.blocks import Button, Confirm
from handlers.kit.words import Words

HELD = frozenset({BulletinState.PLANNED, BulletinState.PAUSED})


def buttons_of(seen: Seen, words: Words, *, writes: bool, own: bool = False) -> list[Button]:
    """The buttons of the card; those who only see get what shows something."""
    state = seen.bulletin.state
    found: list[Button] = []
    if writes and state in HELD:
        found += _before(seen, words)
    if writes and state is BulletinState.PROPOSED:
        found.append(call_off(seen.bulletin.id, words))
    if seen.missing and state in SAID:
        found.append(missing(seen.bulletin.id, words))
    if writes and state is BulletinState.OPEN:
        found += _running(seen, words)
    if seen.bulletin.opened_at:
        found += [file(seen.bulletin.id, words), Button(f"{ids.NUMBERS}.desk", words.say("See the read rates"), "")]
    if writes and state in SAID:
        found += _said(seen, words)
    if own and writes and seen.waiting:
        found.append(take_back(seen.waiting, words))
    if writes and (state in SAID or state in HELD):
        found.append(Button(ids.REPEAT, words.say("Repeat"), seen.bulletin.id))
    return found


def missing(bulletin: str, words: Words) -> Button:
    return Button(f"{ids.MISSING}.desk", words.say("Who has not confirmed"), bulletin)


def file(bulletin: str, words: Words) -> Button:
    return Button(f"{ids.FILE}.desk", words.say("CSV by person"), bulletin)


def call_off(bulletin: str, words: Words) -> Button:
    """Nobody has read it yet."""
    sure = Confirm(
        words.say("Call it off?"), words.say("It is not sent. This cannot be undone."), words.say("Call it off"),
        words.say("Back"),
    )  # fmt: skip
    return Button(ids.CANCEL, words.say("Call it off"), bulletin, style="danger", confirm=sure)


def let_go(bulletin: str, label: str) -> Button:
    return Button(ids.RESUME, label, bulletin, style="primary")


def replan(bulletin: str, words: Words) -> Button:
    return Button(f"{ids.EDIT}.desk", words.say("Change text or time"), bulletin)


def _before(seen: Seen, words: Words) -> list[Button]:
    name = seen.bulletin.id
    if seen.bulletin.state is BulletinState.PAUSED:
        first = let_go(name, words.say("Let it go on"))
    else:
        first = Button(ids.PAUSE, words.say("Hold it"), name)
    return [first, replan(name, words), call_off(name, words)]


def _running(seen: Seen, words: Words) -> list[Button]:
    name, found = seen.bulletin.id, []
    if seen.failed:
        sure = Confirm(
            words.say("Send again?"),
            words.say("I try once more where it could not be delivered ({count}).", count=len(seen.failed)),
            words.say("Send where it failed"), words.say("Back"),
        )  # fmt: skip
        found.append(Button(ids.AGAIN, words.say("Send where it failed"), name, style="primary", confirm=sure))
    if seen.missing and not seen.standing.waiting:
        sure = Confirm(
            words.say("Send a reminder?"),
            words.say("Those who have not confirmed get a message ({count}).", count=seen.missing),
            words.say("Send"), words.say("Back"),
        )  # fmt: skip
        found.append(Button(ids.REMIND, words.say("Remind now"), name, confirm=sure))
    return found


def _said(seen: Seen, words: Words) -> list[Button]:
    name = seen.bulletin.id
    sure = Confirm(
        words.say("End it now?"), words.say("Nobody is reminded any more, and joiners do not get it."),
        words.say("End it"), words.say("Back"),
    )  # fmt: skip
    end = [Button(ids.END, words.say("End it"), name, confirm=sure)] if seen.bulletin.open else []
    correct = Button(ids.CORRECT, words.say("Correct it"), name)
    return [correct, *end, Button(ids.WITHDRAW, words.say("Withdraw it"), name, style="danger")]
