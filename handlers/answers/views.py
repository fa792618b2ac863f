"""What an answer looks like: the verdict first, then what to do, then the clause it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answers.finder import ELSEWHERE
from bot.answers.outcomes import Kind, Question
from bot.answers.service import AnswerService
from bot.incidents.cases import Origin, Via
from handlers.answers import ids
from handlers.answers.labels import VERDICTS, citation, headline
from handlers.incidents.response.doors import category_for, report_button
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Card
from handlers.kit.people import People
from handlers.kit.roles import phone_line
from handlers.kit.words import N_, Words
from handlers.mail_check.ids import START
from knowledge.documents import Answer, Verdict
from knowledge.reading import Rule

PREVIEW = 700
PROMPTS = ("takeout-laptop", "mail-suspicious", "devices-own-phone", "sns-work-info")


@dataclass(frozen=True)
class Answers:
    """Draws what the answers slice says, from the same knowledge that decided it."""

    service: AnswerService
    people: People

    def card(self, question: Question, words: Words, *, quoted: bool = False, rated: bool | None = None) -> Card:
        """The reply to a question; `quoted` repeats it where the asker's own words are not visible above."""
        kind = question.outcome.kind
        if kind is Kind.FOUND:
            card = self._found(question, words, rated)
        elif kind is Kind.SOCIAL:
            card = self._social(question, words)
        else:
            card = self._not_sure(question, words)
        if not quoted:
            return card
        return replace(card, blocks=[b.quote(b.cut(question.text, 300)), *card.blocks])

    def title_of(self, entry: str, words: Words) -> str:
        answer = self.service.answer(entry)
        if answer:
            return answer.title.say(words.language)
        clauses = self.service.clauses_of(entry)
        return self.service.known.clauses[clauses[0]].title.say(words.language) if clauses else entry

    def prompt_buttons(self, words: Words, via: str) -> Block:
        """A few good first questions, one press each."""
        known = self.service.known.answers
        return self._ask_buttons([entry for entry in PROMPTS if entry in known] or list(known)[:4], words, via)

    def _ask_buttons(self, entries: Sequence[str], words: Words, via: str, **more: str) -> Block:
        return b.buttons(
            *(
                Button(f"{ids.RELATED}.{place}.{via}", self.title_of(entry, words), {"e": entry, "via": via, **more})
                for place, entry in enumerate(entries)
            )
        )

    def _found(self, question: Question, words: Words, rated: bool | None) -> Card:
        answer = self.service.answer(question.outcome.entry)
        clauses = [self.service.known.clauses[one] for one in self.service.clauses_of(question.outcome.entry)]
        if answer is None:
            return self._clause_card(question, clauses[0], words)
        body = self._emergency(question, answer, words) if question.outcome.emergency else self._body(answer, words)
        ends = [
            *self._offer(answer, words),
            *self._decision(question, answer, words),
            b.context(*(citation(clause, words) for clause in clauses[:3])),
            self._tools(question, answer, words),
            *self._related(question, answer, words),
            self._feedback(question, words, rated),
        ]
        return Card(self._spoken(answer, clauses, words), [*body, *ends])

    def _spoken(self, answer: Answer, clauses: Sequence[Rule], words: Words) -> str:
        return words.text(
            "answers/texts/answer.txt.j2",
            verdict=words.say(VERDICTS[answer.verdict]),
            title=answer.title.say(words.language),
            lines=answer.lines.say(words.language),
            clause=citation(clauses[0], words),
            emergency=answer.emergency is not None,
        )

    def _body(self, answer: Answer, words: Words) -> list[Block]:
        verdict = words.say(VERDICTS[answer.verdict])
        return [
            b.header(headline(verdict, answer.title.say(words.language), words)),
            b.bullets(answer.lines.say(words.language)),
        ]

    def _emergency(self, question: Question, answer: Answer, words: Words) -> list[Block]:
        title, known = answer.title.say(words.language), self.service.known
        origin = Origin(question=question.id)
        return [
            b.header(words.say("Do this now: {title}", title=title)),
            b.bullets(answer.lines.say(words.language), ordered=True),
            b.strong(phone_line(self.people, words)),
            b.buttons(
                report_button(words, Via.SENTENCE, category_for(known.incidents, answer.id), question.text, origin),
                Button(ids.URGENT, words.say("Tell the system administrator now"), question.id),
            ),
            b.context(words.say("Thank you for telling us right away. Nobody will blame you for reporting.")),
        ]

    def _offer(self, answer: Answer, words: Words) -> list[Block]:
        """What the desk can do about it at once; in an emergency that comes after the first steps."""
        if answer.offers != "mail_check":
            return []
        style = None if answer.emergency else "primary"
        return [b.buttons(Button(f"{START}.answer", words.say("Check a mail"), answer.id, style=style))]

    def _decision(self, question: Question, answer: Answer, words: Words) -> list[Block]:
        decision = self.service.known.decisions.get(answer.decision or "")
        if decision is None:
            return []
        step = decision.steps[0]
        options = [
            Button(
                f"{ids.WALK_START}.{place}",
                option.label.say(words.language),
                {"q": question.id, "t": {step.id: option.id}},
            )
            for place, option in enumerate(step.options)
        ]
        ask = words.say("Your own case, in a few taps: {ask}", ask=step.ask.say(words.language))
        return [b.divider(), b.strong(ask), b.buttons(*options)]

    def _tools(self, question: Question, answer: Answer, words: Words) -> Block:
        each = [
            Button(ids.CLAUSE, words.say("Read the clause"), {"e": answer.id, "l": words.language}),
            Button(ids.ASK_PERSON, words.say("Ask a person"), question.id),
        ]
        if self.cases_for(answer):
            each.append(
                Button(ids.CASES, words.say("What companies like ours do"), {"e": answer.id, "l": words.language})
            )
        return b.buttons(*each)

    def cases_for(self, answer: Answer) -> list[str]:
        """Up to three peer cases for an answer: named ones, else those of its topic closest to our size."""
        known = self.service.known
        if answer.cases:
            return list(answer.cases)[:3]
        ours = known.company
        fitting = [case for case in known.cases.values() if answer.topic in case.topics]
        fitting.sort(key=lambda c: (c.industry != ours.industry, abs((c.employees or 10_000) - ours.employees), c.id))
        return [case.id for case in fitting[:3]]

    def _related(self, question: Question, answer: Answer, words: Words) -> list[Block]:
        others = [*question.outcome.alternatives, *answer.related]
        shown = [entry for entry in dict.fromkeys(others) if entry != answer.id and self.service.knows(entry)][:3]
        if not shown or question.outcome.emergency:
            return []
        return [b.context(words.say("Related questions")), self._ask_buttons(shown, words, "related")]

    def _feedback(self, question: Question, words: Words, rated: bool | None) -> Block:
        if rated is not None:
            said = (
                N_("You marked this as helpful. Thank you.") if rated else N_("Thank you. We will improve this answer.")
            )
            return b.context(words.say(said))
        good = (words.say("Helpful"), f"good:{question.id}")
        bad = (words.say("Not helpful"), f"bad:{question.id}")
        return b.feedback(ids.RATE, good, bad)

    def _clause_card(self, question: Question, clause: Rule, words: Words) -> Card:
        verdict = words.say(VERDICTS[Verdict.RULE])
        title = clause.title.say(words.language)
        entry = question.outcome.entry or ""
        return Card(
            f"{verdict}: {title}. {citation(clause, words)}",
            [
                b.header(headline(verdict, title, words)),
                b.paragraph(b.cut(clause.text.say(words.language), PREVIEW)),
                b.context(citation(clause, words)),
                b.buttons(
                    Button(ids.CLAUSE, words.say("Read the clause"), {"e": entry, "l": words.language}),
                    Button(ids.ASK_PERSON, words.say("Ask a person"), question.id),
                ),
                self._feedback(question, words, None),
            ],
        )

    def _social(self, question: Question, words: Words) -> Card:
        reply = next(one for one in self.service.known.social if one.id == question.outcome.entry)
        said = reply.replies.say(words.language)
        return Card(said, [b.paragraph(said), self.prompt_buttons(words, "social")])

    def _not_sure(self, question: Question, words: Words) -> Card:
        unsure = question.outcome.kind is Kind.UNSURE
        subject = self.service.known.elsewhere.get((question.outcome.entry or "").removeprefix(ELSEWHERE))
        turn = subject.reply.say(words.language) if subject else None
        said = words.text("answers/texts/unsure.txt.j2" if unsure else "answers/texts/unknown.txt.j2", turn=turn)
        person = Button(ids.ASK_PERSON, words.say("Ask a person"), question.id)
        if not unsure:
            return Card(said, [b.paragraph(said), self.prompt_buttons(words, "unknown"), b.buttons(person)])
        choices = self._ask_buttons(question.outcome.alternatives, words, "choice", q=question.id)
        return Card(said, [b.paragraph(said), choices, b.buttons(person)])
