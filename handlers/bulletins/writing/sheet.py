"""The fields of the form as they are typed, and the bulletin that they make; what cannot be is said at its field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, get_args

from bot.bulletins import cases, drafting
from bot.bulletins.cases import Content, Link, Question, Wording
from handlers.kit import blocks as b
from handlers.kit.desk import Desk
from handlers.kit.payload import Submission
from handlers.kit.words import N_, Words
from knowledge.bulletins import Ask, Severity
from knowledge.bulletins_variables import filled, named, variables

LONGEST_OPTION: Final = 75
MOST_OPTIONS: Final = 4
LONGEST_LINKS: Final = 3000
LONGEST_OPEN: Final = 400
BAD: Final = "悪い例:"
_BAD = re.compile(r"^\s*(悪い例|bad( example)?)\s*[:：]\s*", re.IGNORECASE)
_OPEN = re.compile("〔[^〕]*〕")
"""What a template leaves to whoever writes."""
_RIGHT = re.compile(r"^\s*[*＊]\s*")
ENGLISH_HALF = N_("For an English version, fill in both the English title and the English text.")
TOO_MANY = N_("At most {most} lines, please.")
LINE_LONG = N_("Line {line} is too long: at most {most} characters.")
TOO_LONG = N_("With the names and numbers filled in this is too long: at most {most} characters.")
UNKNOWN = N_("I have nothing to put in for {{{name}}}. Please write it out, or take it away.")
NO_DAY = N_('{{do_by}} needs the day "To be done by" below.')
NO_LINK = N_("{{link}} needs a link below.")
BAD_LINK = N_("Line {line} is no sound https address. If it is a bad example, begin the line with “bad:”.")
PAST = N_("This day has passed. Please choose a later one.")
OPTIONS = N_("Two to four answers please, one a line.")
ONE_RIGHT = N_("Mark the one right answer with * at the beginning of its line.")
SAME_OPTIONS = N_("Please give the same answers as in Japanese, in the same order, or leave this empty.")
STILL_OPEN = N_("Please write what belongs in place of {part}, or take it away.")
NOTHING_ASKED = N_("What is mandatory is confirmed: please let readers press a button or answer a question.")
EMPTY = N_("Please fill this in.")


@dataclass(frozen=True)
class Sheet:
    """What stands in the fields, by their names."""

    texts: Mapping[str, str]
    mandatory: bool = False

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")

    @property
    def ask(self) -> Ask:
        return next((one for one in get_args(Ask) if one == self["ask"]), "button")

    @property
    def day(self) -> date | None:
        """By when it is to be done; None also for what is no day."""
        try:
            return date.fromisoformat(self["do_by"])
        except ValueError:
            return None

    @property
    def severity(self) -> Severity:
        return next((one for one in get_args(Severity) if one == self["severity"]), "info")


def sheet_of(content: Content) -> Sheet:
    """The fields as they stand for what was written before."""
    texts: dict[str, str] = {"severity": content.severity, "ask": content.ask}
    for language, wording in content.wordings.items():
        texts[f"title_{language}"], texts[f"body_{language}"] = wording.title, wording.body
        texts[f"actions_{language}"] = "\n".join(wording.actions)
    texts["do_by"] = content.do_by.isoformat() if content.do_by else ""
    texts["links"] = "\n".join(map(_link_line, content.links))
    if content.question:
        for language in content.wordings:
            texts[f"question_{language}"] = content.question.ask.get(language, "")
            texts[f"options_{language}"] = "\n".join(
                f"{'*' if place == content.question.right else ''}{one.get(language, '')}"
                for place, one in enumerate(content.question.options)
            )
    return Sheet(texts, content.mandatory)


def sheet_from(form: Submission) -> Sheet:
    """The fields as somebody sent them."""
    return Sheet(form.values, "mandatory" in form.many.get("mandatory", ()))


def corrected_from(form: Submission, content: Content) -> Sheet:
    """The fields of a correction: what it does not ask is as it was."""
    return Sheet({**form.values, "severity": content.severity, "ask": content.ask}, content.mandatory)


@dataclass
class Reading:
    """Makes a bulletin's content of a sheet; `errors` are the reasons, by field.

    A day that has passed may stay where it was `said` before: of what people have read something else is corrected.
    """

    sheet: Sheet
    desk: Desk
    words: Words
    said: date | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def content(self, was: Content) -> Content:
        """The content; what the form does not ask stays as it was. It counts only where there are no errors."""
        links, day = self._links(), self._day()
        first = next((one.url for one in links if not one.bad), "")
        wordings = {"ja": self._wording("ja", day, first)}
        if any(self.sheet[f"{name}_en"].strip() for name in ("title", "body", "actions")):
            if not (self.sheet["title_en"].strip() and self.sheet["body_en"].strip()):
                missing = "body_en" if self.sheet["title_en"].strip() else "title_en"
                self._refuse(missing, ENGLISH_HALF)
            wordings["en"] = self._wording("en", day, first)
        if self.sheet.mandatory and self.sheet.ask == "none":
            self._refuse("ask", NOTHING_ASKED)
        question = self._question() if self.sheet.ask == "question" else None
        return replace(
            was, wordings=wordings, severity=self.sheet.severity, do_by=day, links=tuple(links), ask=self.sheet.ask,
            question=question, mandatory=self.sheet.mandatory,
        )  # fmt: skip

    def _refuse(self, at: str, sentence: str, **values: object) -> None:
        self.errors.setdefault(at, self.words.say(sentence, **values))

    def _wording(self, language: str, day: date | None, link: str) -> Wording:
        values = dict(variables(self.desk.services.known.company, language))
        values |= {"do_by": self.desk.speech.in_(language).day(day)} if day else {}
        values |= {"link": link} if link else {}
        title = self._filled(f"title_{language}", values, cases.LONGEST_TITLE)
        body = self._filled(f"body_{language}", values, cases.LONGEST_BODY)
        if not title and language == "ja":
            self._refuse("title_ja", EMPTY)
        if not body and language == "ja":
            self._refuse("body_ja", EMPTY)
        name = f"actions_{language}"
        actions = _lines(self._filled(name, values, LONGEST_LINKS))
        self._measure(name, actions, cases.MOST_ACTIONS, cases.LONGEST_ACTION)
        return Wording(" ".join(title.split()), body, tuple(actions))

    def _filled(self, name: str, values: Mapping[str, str], longest: int) -> str:
        """A field with the names and numbers of the company in it."""
        typed = self.sheet[name].strip()
        for one in named(typed):
            if one not in values:
                known = {"do_by": NO_DAY, "link": NO_LINK}
                self._refuse(name, known.get(one, UNKNOWN), name=one)
        if left := [*dict.fromkeys(_OPEN.findall(typed))]:
            self._refuse(name, STILL_OPEN, part=b.cut(self.words.say(", ").join(left), LONGEST_OPEN))
        said = filled(typed, values)
        if len(said) > longest:
            self._refuse(name, TOO_LONG, most=longest)
        return said

    def _measure(self, name: str, lines: Sequence[str], most: int, longest: int) -> None:
        if len(lines) > most:
            self._refuse(name, TOO_MANY, most=most)
        for number, line in enumerate(lines, 1):
            if len(line) > longest:
                self._refuse(name, LINE_LONG, line=number, most=longest)

    def _day(self) -> date | None:
        day = self.sheet.day
        if day and day != self.said and drafting.is_past(day, self._now, self.desk.services.days):
            self._refuse("do_by", PAST)
        return day

    def _links(self) -> list[Link]:
        lines = _lines(self.sheet["links"])
        self._measure("links", lines, cases.MOST_LINKS, drafting.LONGEST_URL + 200)
        found = [_link(line) for line in lines]
        for number, link in enumerate(found, 1):
            if not link.url or not (link.bad or drafting.is_sound(link.url)):
                self._refuse("links", BAD_LINK, line=number)
        return found

    def _question(self) -> Question | None:
        ask, marked = self.sheet["question_ja"].strip(), _lines(self.sheet["options_ja"])
        options = [_RIGHT.sub("", one) for one in marked]
        right = [place for place, one in enumerate(marked) if _RIGHT.match(one)]
        if not ask:
            self._refuse("question_ja", EMPTY)
        if not 2 <= len(options) <= MOST_OPTIONS or not all(options):
            self._refuse("options_ja", OPTIONS)
        elif len(right) != 1:
            self._refuse("options_ja", ONE_RIGHT)
        self._measure("options_ja", options, MOST_OPTIONS, LONGEST_OPTION)
        english = [_RIGHT.sub("", one) for one in _lines(self.sheet["options_en"])]
        self._measure("options_en", english, MOST_OPTIONS, LONGEST_OPTION)
        if english and len(english) != len(options):
            self._refuse("options_en", SAME_OPTIONS)
        if self.errors:
            return None
        both = zip(options, english or options, strict=True)
        asked = {"ja": ask, "en": self.sheet["question_en"].strip() or ask}
        return Question(asked, tuple({"ja": ja, "en": en} for ja, en in both), right[0])

    @property
    def _now(self) -> datetime:
        return self.desk.services.clock.now()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _link(line: str) -> Link:
    """An address and, behind it, what it is called."""
    bad = _BAD.match(line)
    url, _, label = line[bad.end() if bad else 0 :].partition(" ")
    return Link(url.strip(), label.strip()[:200], bad is not None)


def _link_line(link: Link) -> str:
    return " ".join(filter(None, (BAD if link.bad else "", link.url, link.label)))
