"""Questions without Slack: the same finder, printed for people, for scripts and against a golden list."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bot.answers.finder import ELSEWHERE
from bot.answers.outcomes import Kind
from bot.answers.service import AnswerService
from bot.config import Settings

VERDICT_WORDS = {
    "allowed": ("可", "allowed"),
    "conditional": ("条件付きで可", "on conditions"),
    "forbidden": ("不可", "not allowed"),
    "ask": ("要確認", "ask first"),
    "rule": ("ルール", "rule"),
}


@dataclass(frozen=True)
class Asking:
    service: AnswerService

    @classmethod
    def build(cls, settings: Settings) -> Asking:
        from bot.wiring import finder_of, knowledge_of  # noqa: PLC0415  building is the composition root's

        known = knowledge_of(settings)
        return cls(AnswerService(known, finder_of(settings, known)))

    def ask(self, text: str, line_id: object = None) -> dict[str, Any]:
        """The outcome as the contract of `mamori ask --json` has it; `ms` is wall time in milliseconds."""
        started = time.perf_counter()
        outcome = self.service.find(text)
        took = (time.perf_counter() - started) * 1000
        found = outcome.kind is Kind.FOUND
        answer = self.service.answer(outcome.entry) if found else None
        clauses = list(self.service.clauses_of(outcome.entry)) if found else []
        others = [clause for entry in outcome.alternatives for clause in self.service.clauses_of(entry)]
        return {
            "id": line_id,
            "outcome": outcome.kind.value,
            "verdict": (answer.verdict.value if answer else "rule") if found else None,
            "answer_id": None if outcome.kind in (Kind.UNSURE, Kind.UNKNOWN, Kind.VAGUE) else outcome.entry,
            "clauses": clauses,
            "alternatives": [clause for clause in dict.fromkeys(others) if clause not in clauses[:1]],
            "alternative_answers": list(outcome.alternatives),
            "elsewhere": outcome.entry if outcome.kind is Kind.UNKNOWN else None,
            "confidence": round(outcome.confidence, 4),
            "lang": outcome.language,
            "ms": round(took, 2),
        }

    def in_words(self, answer: dict[str, Any]) -> str:
        """An outcome for a terminal."""
        japanese = answer["lang"] == "ja"
        kind = Kind(answer["outcome"])
        if kind is Kind.SOCIAL:
            reply = next(one for one in self.service.known.social if one.id == answer["answer_id"])
            return reply.replies.say(answer["lang"])
        door = self.service.door(answer["answer_id"])
        if door:
            return door.reply.say(answer["lang"])
        if kind in (Kind.UNKNOWN, Kind.VAGUE):
            return self._nothing(answer, kind)
        if kind is Kind.UNSURE:
            titles = [self._title(entry, answer["lang"]) for entry in answer["alternative_answers"]]
            head = "どれのことでしょうか。" if japanese else "Which of these do you mean?"
            return "\n".join([head, *(f"- {title}" for title in titles)])
        return self._found(answer)

    def _nothing(self, answer: dict[str, Any], kind: Kind) -> str:
        subject = self.service.known.elsewhere.get((answer["elsewhere"] or "").removeprefix(ELSEWHERE))
        if subject:
            return subject.reply.say(answer["lang"])
        if kind is Kind.VAGUE:
            return "もう少し詳しく教えてください。" if answer["lang"] == "ja" else "Please tell me a little more."
        return "該当するルールが見つかりませんでした。" if answer["lang"] == "ja" else "No rule was found."

    def golden(self, lines: list[dict[str, Any]], *, misses: bool = False) -> str:
        """Compares with expected clauses: each line has `text` and `clauses` (any of them is right), or `oos: true`."""
        count: Counter[str] = Counter()
        told: list[str] = []
        for line in lines:
            answer = self.ask(str(line["text"]), line.get("id"))
            verdict = _judged(line, answer)
            kind = "oos" if line.get("oos") else str(line.get("kind", "question"))
            count[f"{kind}:all"] += 1
            for mark in verdict:
                count[f"{kind}:{mark}"] += 1
            if "miss" in verdict or ("first" not in verdict and not line.get("oos")):
                told.append(
                    f"{line['text']} → {answer['outcome']} {answer['answer_id']} {answer['clauses']} "
                    f"{answer['confidence']} wanted {line.get('clauses')} shown {answer['alternatives']}"
                )
        kinds = sorted({key.split(":")[0] for key in count})
        rows = [_row(kind, count) for kind in kinds]
        return "\n".join([*rows, *(told if misses else [])])

    def _found(self, answer: dict[str, Any]) -> str:
        language = answer["lang"]
        entry = self.service.answer(answer["answer_id"])
        verdict = VERDICT_WORDS[answer["verdict"]][language == "en"]
        clause = self.service.known.clauses[answer["clauses"][0]]
        cited = f"[{clause.id}] {clause.title.say(language)} ({clause.revised})"
        lines = entry.lines.say(language) if entry else [clause.text.say(language)]
        return "\n".join(
            [f"{verdict}: {self._title(answer['answer_id'], language)}", *(f"- {one}" for one in lines), cited]
        )

    def _title(self, entry: str, language: str) -> str:
        named = self.service.answer(entry) or self.service.door(entry)
        if named:
            return named.title.say(language)
        return self.service.known.clauses[self.service.clauses_of(entry)[0]].title.say(language)


def _judged(line: dict[str, Any], answer: dict[str, Any]) -> set[str]:
    if line.get("oos"):
        return {"miss"} if answer["outcome"] == "found" else {"first", "shown"}
    wanted = set(line.get("clauses", ()))
    if not wanted:
        return {"first", "shown"} if answer["outcome"] == line.get("outcome") else {"miss"}
    first = {"first"} if wanted & set(answer["clauses"][:1]) else set()
    shown = {"shown"} if wanted & {*answer["clauses"], *answer["alternatives"]} else {"miss"}
    return first | shown


def _row(kind: str, count: Counter[str]) -> str:
    total = count[f"{kind}:all"]
    first, shown = count[f"{kind}:first"], count[f"{kind}:shown"]
    return f"{kind:12} {total:4} questions  first {first / total:6.1%}  shown {shown / total:6.1%}"
