"""The one way to get the content: read, checked, or refused with every problem named."""

from __future__ import annotations

from pathlib import Path

from knowledge.documents import Company
from knowledge.lint import check
from knowledge.mail import MailContent
from knowledge.mail_lint import check_mail
from knowledge.reading import ContentError, Knowledge, Reader, read, read_mail

PACKAGED = Path(__file__).parent / "content"


def load(root: Path = PACKAGED) -> Knowledge:
    """The content of a folder. Raises `ContentError` with every problem found."""
    found, reader = read(root)
    errors = [problem for problem in reader.problems if not problem.warning]
    if found is None:
        raise ContentError(errors)
    errors += [problem for problem in check(found, reader) if not problem.warning]
    if errors:
        raise ContentError(errors)
    return found


def load_mail(root: Path = PACKAGED) -> tuple[MailContent, Company]:
    """What the analysis of mails needs, and no more. Raises `ContentError`."""
    reader = Reader(root)
    mail, company = read_mail(reader), reader.one("company.yml", Company)
    problems = [*reader.problems, *(check_mail(mail) if mail else ())]
    if mail is None or company is None or problems:
        raise ContentError(problems)
    return mail, company
