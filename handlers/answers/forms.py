"""The modals of the answers slice: a clause in full, peer cases, and three short forms."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.outcomes import Question
from handlers.answers import ids
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Modal
from handlers.kit.roles import ROLES
from handlers.kit.words import N_, Words
from knowledge.documents import Case
from knowledge.reading import Rule

LARGEST_BAND = 300

REASONS = {
    "wrong": N_("The content is wrong"),
    "other_question": N_("It answers another question"),
    "unclear": N_("It is hard to understand"),
    "outdated": N_("It is out of date"),
    "other": N_("Something else"),
}


def clause_modal(clauses: Sequence[Rule], words: Words) -> Modal:
    """The clauses in full, as the policy has them, each with its owner and dates."""
    shown: list[Block] = []
    for clause in clauses:
        shown += [
            b.header(f"{clause.id} {clause.title.say(words.language)}"),
            *b.pages(clause.text.say(words.language)),
            b.context(
                words.say(
                    "Chapter {number} {title}", number=clause.chapter, title=clause.chapter_title.say(words.language)
                ),
                words.say(
                    "Revised {revised}, next review by {review}, owner: {owner}",
                    revised=words.day(clause.revised),
                    review=words.day(clause.review_by),
                    owner=words.say(ROLES[clause.owner]),
                ),
            ),
        ]
    return Modal(ids.SHOW, words.say("The clause"), shown, close=words.say("Close"))


def cases_modal(cases: Sequence[Case], words: Words) -> Modal:
    """What companies like ours did, as facts."""
    shown: list[Block] = []
    for case in cases:
        size = _size(case, words)
        where = " / ".join(
            part for part in (case.industry_name.say(words.language), size, case.prefecture.say(words.language)) if part
        )
        shown += [
            b.strong(where),
            b.paragraph(words.say("What started it: {text}", text=case.trigger.say(words.language))),
            b.bullets(measure.say(words.language) for measure in case.measures),
            b.paragraph(words.say("What it brought: {text}", text=case.effect.say(words.language))),
            b.divider(),
        ]
    return Modal(ids.SHOW, words.say("Companies like ours"), shown[:-1], close=words.say("Close"))


def _size(case: Case, words: Words) -> str:
    """The band of a company's size: the cases name bands, the file its upper end (301 for the open one)."""
    if case.employees is None:
        return ""
    if case.employees > LARGEST_BAND:
        return words.say("more than {count} employees", count=LARGEST_BAND)
    return words.say("up to {count} employees", count=case.employees)


def ask_person_form(question: Question, to: str, words: Words) -> Modal:
    """Hands a question to a person, with room for what the bot could not know."""
    shown = [
        b.paragraph(
            words.say("Your question goes to the {role}. You will be told here as soon as it is answered.", role=to)
        ),
        b.quote(b.cut(question.text, 500)),
        b.text_input("note", words.say("Anything to add? Never write passwords here."), multiline=True, optional=True),
    ]
    return Modal(
        ids.ASK_PERSON_FORM, words.say("Ask a person"), shown, words.say("Cancel"), words.say("Send"), question.id
    )


def rate_form(question: Question, words: Words) -> Modal:
    """Asks why an answer did not help: a thumb without a reason helps nobody to mend it."""
    reasons = [(code, words.say(text)) for code, text in REASONS.items()]
    shown = [
        b.choice_input("reason", words.say("What was the problem?"), reasons),
        b.text_input("comment", words.say("What did you want to know?"), multiline=True, optional=True),
    ]
    return Modal(ids.RATE_FORM, words.say("Not helpful"), shown, words.say("Cancel"), words.say("Send"), question.id)


def reply_form(handover_id: str, question: Question, words: Words) -> Modal:
    """The answer of a person; it reaches the asker under the person's name."""
    shown = [
        b.quote(b.cut(question.text, 500)),
        b.text_input("reply", words.say("Your answer to the asker"), multiline=True, longest=2500),
    ]
    return Modal(ids.REPLY_FORM, words.say("Answer"), shown, words.say("Cancel"), words.say("Send"), handover_id)
