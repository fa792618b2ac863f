"""What an answer looks like: the verdict first, then what to do, then the clause it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answers.finder import ELSEWHERE
from bot.answers.outcomes import Kind, Question
from bot.answers.service import AnswerService
from bot.incidents.cases import Origin, Via
from handlers.answers import ids
from handlers.answers.door_views import ANYBODY, Doorway, Reader, near_miss_button, person_button
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
ASKED_BACK = {Kind.UNSURE: "unsure", Kind.VAGUE: "vague"}
PROMPTS = ("takeout-laptop", "mail-suspicious", "devices-own-phone", "sns-work-info")


@dataclass(frozen=True)
class Answers:
    """Draws what the answers slice says, from the same knowledge that decided it."""

    service: AnswerService
    people: People

    def card(
        self,
        question: Question,
        words: Words,
        *,
        quoted: bool = False,
        rated: bool | None = None,
        reader: Reader = ANYBODY,
    ) -> Card:
        """The reply to a question; `quoted` repeats it where the asker's own words are not visible above."""
        outcome = question.outcome
        door = self.service.door(outcome.entry)
        if outcome.kind is Kind.FOUND:
            card = self._found(question, words, rated, reader)
        elif outcome.kind is Kind.SOCIAL:
            card = self._social(question, words)
        elif door:
            card = Doorway(self.service.known, self.people, question, reader, words).card(door)
        else:
            card = self._not_sure(question, words)
        if not quoted:
            return card
        return replace(card, blocks=[b.quote(b.cut(question.text, 300)), *card.blocks])

    def title_of(self, entry: str, words: Words) -> str:
        named = self.service.answer(entry) or self.service.door(entry)
        if named:
            return named.title.say(words.language)
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

    def _found(self, question: Question, words: Words, rated: bool | None, reader: Reader) -> Card:
        answer = self.service.answer(question.outcome.entry)
        clauses = [self.service.known.clauses[one] for one in self.service.clauses_of(question.outcome.entry)]
        if answer is None:
            return self._clause_card(question, clauses[0], words)
        body = self._body(answer, words, now=question.outcome.emergency)
        if answer.emergency:
            body += self._urgent(question, answer, words, reader)
        ends = [
            *self._offer(question, answer, words, reader),
            *self._decision(question, answer, words),
            b.context(*(citation(clause, words) for clause in clauses[:3])),
            self._tools(question, answer, words),
            *self._related(question, answer, words),
            self._feedback(question, words, rated),
        ]
        return Card(self._spoken(question, answer, clauses, words), [*body, *ends])

    def _spoken(self, question: Question, answer: Answer, clauses: Sequence[Rule], words: Words) -> str:
        return words.text(
            "answers/texts/answer.txt.j2",
            verdict=words.say(VERDICTS[answer.verdict]),
            title=answer.title.say(words.language),
            lines=answer.lines.say(words.language),
            clause=citation(clauses[0], words),
            emergency=question.outcome.emergency,
        )

    def _body(self, answer: Answer, words: Words, *, now: bool) -> list[Block]:
        title = answer.title.say(words.language)
        verdict = words.say(VERDICTS[answer.verdict])
        head = words.say("Do this now: {title}", title=title) if now else headline(verdict, title, words)
        return [b.header(head), b.bullets(answer.lines.say(words.language), ordered=now)]

    def _urgent(self, question: Question, answer: Answer, words: Words, reader: Reader) -> list[Block]:
        """Whom to phone and where to report; also for whoever only asks about an emergency."""
        phone = b.strong(phone_line(self.people, words))
        tell = Button(ids.URGENT, words.say("Tell the system administrator now"), question.id)
        thanks = b.context(words.say("Thank you for telling us right away. Nobody will blame you for reporting."))
        if reader.guest:
            guest = words.say("As a guest please tell your contact here, or phone, right away.")
            return [b.paragraph(guest), phone, b.buttons(tell)]
        kind, origin = category_for(self.service.known.incidents, answer.id), Origin(question=question.id)
        report = report_button(words, Via.SENTENCE, kind, question.text, origin)
        return [phone, b.buttons(report, tell), *([thanks] if question.outcome.emergency else [])]

    def _offer(self, question: Question, answer: Answer, words: Words, reader: Reader) -> list[Block]:
        """What the desk can do about it at once; in an emergency that comes after the first steps."""
        if answer.offers == "mail_check":
            style = None if answer.emergency else "primary"
            return [b.buttons(Button(f"{START}.answer", words.say("Check a mail"), answer.id, style=style))]
        if answer.offers is None or reader.guest:
            return []
        if answer.offers == "near_miss":
            return [b.buttons(near_miss_button(self.service.known, "answer", words))]
        return [b.buttons(report_button(words, Via.SENTENCE, origin=Origin(question=question.id)))]

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
            person_button(question, words),
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
        found = () if answer.confidential else question.outcome.alternatives
        others = [*found, *answer.related]
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
                    person_button(question, words),
                ),
                self._feedback(question, words, None),
            ],
        )

    def _social(self, question: Question, words: Words) -> Card:
        reply = next(one for one in self.service.known.social if one.id == question.outcome.entry)
        said = reply.replies.say(words.language)
        person = [b.buttons(person_button(question, words))] if reply.offers == "person" else []
        return Card(said, [b.paragraph(said), *person, self.prompt_buttons(words, "social")])

    def _not_sure(self, question: Question, words: Words) -> Card:
        outcome, person = question.outcome, b.buttons(person_button(question, words))
        subject = self.service.known.elsewhere.get((outcome.entry or "").removeprefix(ELSEWHERE))
        turn = subject.reply.say(words.language) if subject else None
        said = words.text(f"answers/texts/{ASKED_BACK.get(outcome.kind, 'unknown')}.txt.j2", turn=turn)
        if outcome.kind is Kind.UNSURE:
            choices = self._ask_buttons(outcome.alternatives, words, "choice", q=question.id)
            return Card(said, [b.paragraph(said), choices, person])
        return Card(said, [b.paragraph(said), self.prompt_buttons(words, "unknown"), person])
