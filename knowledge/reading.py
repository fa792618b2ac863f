"""Reads a content folder into one frozen `Knowledge`, or says which file, which key and what is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge import documents as doc
from knowledge.bulletins import BULLETIN_FILES, BulletinContent, BulletinTemplate
from knowledge.incidents import INCIDENT_FILES, IncidentContent, Jurisdiction, Playbook
from knowledge.mail import MAIL_FILES, MailContent
from knowledge.surveys import Survey
from knowledge.whereabouts import complaints

MAX_FILE_BYTES = 2_000_000
MAX_DEPTH = 20
"""Our documents nest six deep; the C parser dies of some ten thousand."""
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend in a content file; a warning does not stop the product."""

    file: str
    key: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        mark = "warning" if self.warning else "error"
        return f"{mark}: {self.file}: {self.key}: {self.message}"


class ContentError(Exception):
    """The content cannot be used; `problems` says why, one line each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Rule:
    """A clause with what it inherits from its chapter, ready to be cited."""

    id: str
    title: doc.Text
    text: doc.Text
    owner: doc.RoleId
    revised: date
    review_by: date
    chapter: int
    chapter_title: doc.Text


@dataclass(frozen=True)
class Knowledge:
    """Everything the security team wrote, by id."""

    company: doc.Company
    chapters: tuple[doc.Chapter, ...]
    clauses: Mapping[str, Rule]
    answers: Mapping[str, doc.Answer]
    only_if: Mapping[str, doc.Phrases]
    """For some answers: words of which the question must say one."""
    decisions: Mapping[str, doc.Decision]
    cases: Mapping[str, doc.Case]
    glossary: doc.Glossary
    social: tuple[doc.SocialReply, ...]
    elsewhere: Mapping[str, doc.Elsewhere]
    doors: Mapping[str, doc.Door]
    guidance: doc.Guidance
    mail: MailContent
    incidents: IncidentContent
    surveys: Mapping[str, Survey]
    bulletins: BulletinContent
    digest: str
    """SHA-256 over all files: kept with every answer as evidence of what the rules said."""

    def member(self, email: str) -> doc.Member | None:
        """The person of the company with this e-mail address."""
        return next((one for one in self.company.people if one.email.casefold() == email.casefold()), None)


class Reader:
    """Reads the files of one folder and collects problems instead of stopping at the first."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.where: dict[tuple[str, str], str] = {}
        self._hash = hashlib.sha256()

    def one(self, name: str, model: type[Model]) -> Model | None:
        path = self.root / name
        if not path.is_file():
            self.complain(name, "-", "the file is missing")
            return None
        return self._read(path, model)

    def many(self, folder: str, model: type[Model]) -> list[tuple[str, Model]]:
        paths = sorted((self.root / folder).glob("*.yml"))
        if not paths:
            self.complain(f"{folder}/", "-", "no .yml file here")
        read = [(self._name(path), self._read(path, model)) for path in paths]
        return [(name, found) for name, found in read if found is not None]

    def complain(self, file: str, key: str, message: str, *, warning: bool = False) -> None:
        self.problems.append(Problem(file, key, message, warning))

    def keyed(self, kind: str, pairs: Iterable[tuple[str, str, Any]]) -> dict[str, Any]:
        """Collects (file, id, thing) by id and names ids that are used twice."""
        found: dict[str, Any] = {}
        for file, key, thing in pairs:
            if key in found:
                self.complain(file, f"{kind} {key}", f"this id is already used in {self.where[kind, key]}")
            found[key] = thing
            self.where[kind, key] = file
        return found

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _read(self, path: Path, model: type[Model]) -> Model | None:
        name = self._name(path)
        raw = self._bytes(path)
        if raw is None:
            return None
        self._hash.update(name.encode() + b"\0" + raw + b"\0")
        try:
            _check_depth(raw)
            return model.model_validate(yaml.load(raw, Loader=_Loader))  # noqa: S506  a safe loader
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            self.complain(name, _line(error), f"not readable as YAML: {_short(error)}")
        except ValidationError as error:
            for key, message in complaints(raw, error):
                self.complain(name, key, message)
        return None

    def _bytes(self, path: Path) -> bytes | None:
        """What stands in a file; a folder, a pipe or a device of that name is none, and would never end."""
        try:
            if not path.is_file():
                self.complain(self._name(path), "-", "is not a file")
                return None
            with path.open("rb") as file:
                raw = file.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            self.complain(self._name(path), "-", f"cannot be read: {error.strerror}")
            return None
        if len(raw) > MAX_FILE_BYTES:
            self.complain(self._name(path), "-", f"larger than {MAX_FILE_BYTES:,} bytes; split it")
            return None
        return raw


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe YAML loader, which also refuses a key written twice: the first one would be lost silently."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, AttributeError, OverflowError):  # 2024-13-45 looks like a date, and there is no such day
            kind = node.tag.rpartition(":")[2].replace("timestamp", "date")
            what = f"{str(node.value)[:40]!r} is no {kind}; put it in quotes if it is text"
            raise yaml.constructor.ConstructorError(None, None, what, node.start_mark) from None

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    what = f"the key {key.value!r} stands twice"
                    raise yaml.constructor.ConstructorError(None, None, what, node.start_mark)
                seen.add(key.value)
        built: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return built


def _check_depth(raw: bytes) -> None:
    depth = 0
    for event in yaml.parse(raw, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise yaml.YAMLError(f"nested more than {MAX_DEPTH} deep")


def _line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}" if mark else "-"


def _short(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error)[:200]


def read_mail(reader: Reader) -> MailContent | None:
    """The files of `mail/`; None when one is missing or malformed."""
    parts = {name: reader.one(f"mail/{name}.yml", model) for name, model in MAIL_FILES.items()}
    return None if None in parts.values() else MailContent.model_validate(parts)


def read_incidents(reader: Reader, country: str = "jp") -> IncidentContent | None:
    """The files of `incidents/` and the law of the country; None when one is missing or malformed."""
    parts: dict[str, Any] = {name: reader.one(f"incidents/{name}.yml", model) for name, model in INCIDENT_FILES.items()}
    parts["jurisdiction"] = reader.one(f"jurisdiction/{country}/duties.yml", Jurisdiction)
    books = reader.many("incidents/playbooks", Playbook)
    parts["playbooks"] = reader.keyed("playbook", ((file, book.id, book) for file, book in books))
    return None if None in parts.values() else IncidentContent.model_validate(parts)


def read_bulletins(reader: Reader) -> BulletinContent | None:
    """The files of `bulletins/`; None when one is missing or malformed."""
    parts: dict[str, Any] = {name: reader.one(f"bulletins/{name}.yml", model) for name, model in BULLETIN_FILES.items()}
    templates = reader.many("bulletins/templates", BulletinTemplate)
    parts["templates"] = reader.keyed("template", ((file, one.id, one) for file, one in templates))
    return None if None in parts.values() else BulletinContent.model_validate(parts)


def read(root: Path) -> tuple[Knowledge | None, Reader]:
    """Reads all files; the knowledge is None when a file is missing or malformed."""
    reader = Reader(root)
    files = reader.many("answers", doc.AnswerFile)
    company = reader.one("company.yml", doc.Company)
    glossary = reader.one("glossary.yml", doc.Glossary)
    guidance = reader.one("guidance.yml", doc.Guidance)
    social = reader.one("social.yml", doc.Social)
    others = reader.one("elsewhere.yml", doc.ElsewhereFile)
    elsewhere = reader.keyed(
        "subject", (("elsewhere.yml", one.id, one) for one in (others.elsewhere if others else ()))
    )
    wishes = reader.one("doors.yml", doc.DoorFile)
    doors = reader.keyed("door", (("doors.yml", one.id, one) for one in (wishes.doors if wishes else ())))
    chapters = reader.many("policy", doc.Chapter)
    clauses = reader.keyed("clause", ((file, c.id, _rule(ch, c)) for file, ch in chapters for c in ch.clauses))
    answers = reader.keyed("answer", ((f, a.id, a) for f, file in files for a in file.answers))
    decisions = reader.keyed("decision", ((f, d.id, d) for f, d in reader.many("decisions", doc.Decision)))
    cases = reader.keyed("case", ((f, c.id, c) for f, file in reader.many("cases", doc.CaseFile) for c in file.cases))
    surveys = reader.keyed("survey", ((file, one.id, one) for file, one in reader.many("surveys", Survey)))
    mail, incidents, bulletins = read_mail(reader), read_incidents(reader), read_bulletins(reader)
    if company is None or glossary is None or guidance is None or social is None or mail is None or reader.problems:
        return None, reader
    if incidents is None or bulletins is None:
        return None, reader
    found = Knowledge(
        company=company,
        chapters=tuple(chapter for _, chapter in chapters),
        clauses=MappingProxyType(clauses),
        answers=MappingProxyType(answers),
        only_if={a.id: file.only_if for _, file in files if file.only_if for a in file.answers},
        decisions=MappingProxyType(decisions),
        cases=MappingProxyType(cases),
        glossary=glossary,
        social=tuple(social.social),
        elsewhere=MappingProxyType(elsewhere),
        doors=MappingProxyType(doors),
        guidance=guidance,
        mail=mail,
        incidents=incidents,
        surveys=MappingProxyType(surveys),
        bulletins=bulletins,
        digest=reader.digest,
    )
    return found, reader


def _rule(chapter: doc.Chapter, clause: doc.Clause) -> Rule:
    return Rule(
        id=clause.id,
        title=clause.title,
        text=clause.text,
        owner=clause.owner or chapter.owner,
        revised=clause.revised or chapter.revised,
        review_by=clause.review_by or chapter.review_by,
        chapter=chapter.chapter,
        chapter_title=chapter.title,
    )
