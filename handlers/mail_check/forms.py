"""The windows of the employee: the beginning, and the policy's list step by step."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.core.errors import NotFound
from bot.mail_check.cases import Check
from bot.mail_check.service import UNSURE, YES
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.words import Words
from handlers.mail_check import ids
from knowledge.mail import MailWalk

LONGEST_PASTE = 3000


def start_form(channel: str, words: Words) -> Modal:
    """A file, the text, or neither: then the questions follow."""
    shown = [
        b.paragraph(
            words.say(
                "Add the mail as a file (.eml or .msg), or paste its text, an SMS or just a link. "
                "With neither, a few short questions follow."
            )
        ),
        b.file_input("file", words.say("The mail as a file"), ("eml", "msg")),
        b.text_input(
            "text",
            words.say("Or its text, if you can with sender and subject; or a link"),
            multiline=True,
            optional=True,
            longest=LONGEST_PASTE,
        ),
        b.context(words.say("Nothing in it is opened. Large files: drop them on me in a direct message.")),
    ]
    return Modal(ids.START_FORM, words.say("Check a mail"), shown, words.say("Cancel"), words.say("Next"), channel)


@dataclass(frozen=True)
class Walk:
    """Where somebody is in the list, and what they said so far; the window carries it from screen to screen.

    Without a `check` it is about a mail that we have not seen, and the result goes to `channel`.
    """

    check: str = ""
    channel: str = ""
    step: int = 0
    yes: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()

    def carried(self) -> str:
        held = {"c": self.check, "d": self.channel, "s": self.step, "y": sorted(self.yes), "u": sorted(self.unsure)}
        return json.dumps(held, separators=(",", ":"))

    @classmethod
    def of(cls, metadata: str) -> Walk:
        """What a window carried. Raises NotFound when it is not ours."""
        try:
            held = json.loads(metadata)
            yes, unsure = (frozenset(map(str, held[key])) for key in "yu")
            return cls(str(held["c"]), str(held["d"]), int(held["s"]), yes, unsure)
        except (ValueError, KeyError, TypeError):
            raise NotFound("mail.check_gone") from None

    @classmethod
    def again(cls, check: Check) -> Walk:
        """From the first screen on, with what was answered before."""
        told = {answer: frozenset(k for k, said in check.answers.items() if said == answer) for answer in (YES, UNSURE)}
        return cls(check.id, check.place.channel, 0, told[YES], told[UNSURE])


def walk_form(walk: MailWalk, at: Walk, words: Words) -> Modal:
    """One screen of the policy's list."""
    step, language = walk.steps[at.step], words.language
    options = [(item.id, item.says.say(language), item.example.say(language)) for item in step.items]
    options.append((UNSURE, words.say("Not sure"), words.say("You can go on all the same")))
    chosen = [*at.yes, *([UNSURE] if step.id in at.unsure else [])]
    last = at.step + 1 == len(walk.steps)
    shown: list[Block] = [
        b.context(words.say("Step {number} of {count}", number=at.step + 1, count=len(walk.steps))),
        b.paragraph(step.hint.say(language)),
        b.checks_input(f"step-{step.id}", step.title.say(language), options, chosen),
        b.context(words.say("If nothing fits, leave it empty and go on.")),
    ]
    if at.step:
        shown.append(b.buttons(Button(ids.WALK_BACK, words.say("Back one step"), "back")))
    submit = words.say("See the result") if last else words.say("Next")
    return Modal(ids.WALK_FORM, words.say("Look more closely"), shown, words.say("Cancel"), submit, at.carried())
