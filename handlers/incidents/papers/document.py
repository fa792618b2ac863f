"""The incident report 情報セキュリティインシデント報告書: from the record, in the order that companies expect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.incidents.cases import Dossier
from handlers.incidents.naming import Naming
from handlers.incidents.papers.documents import response, story
from handlers.incidents.papers.documents.preview import preview
from handlers.incidents.papers.documents.writer import Writer
from handlers.kit.documents.page import Page, Part, Section, inert
from handlers.kit.documents.pdf import to_pdf
from handlers.kit.documents.word import to_docx
from handlers.kit.words import N_, Words
from knowledge.incidents import IncidentContent

__all__ = ["DocumentView", "preview", "report_page", "to_docx", "to_pdf"]

SECTIONS: tuple[tuple[str, Callable[[Dossier, Writer], tuple[Part, ...]]], ...] = (
    (N_("1. What happened"), story.overview),
    (N_("2. When it happened, was noticed and was reported"), story.times),
    (N_("3. The course of events"), story.course),
    (N_("4. What is affected"), story.effects),
    (N_("5. What was done"), response.steps),
    (N_("6. Who was told"), response.notices),
    (N_("7. Notifications"), response.duties),
    (N_("8. Cause"), story.cause),
    (N_("9. Damage"), story.damage),
    (N_("10. Prevention"), response.prevention),
    (N_("11. Review"), response.review),
)


@dataclass(frozen=True)
class DocumentView:
    """What the report needs beyond the record: the company, the names of people, the content, and the hour."""

    company: str
    called: Callable[[str], str]
    content: IncidentContent
    made_at: datetime


def report_page(dossier: Dossier, view: DocumentView, words: Words) -> Page:
    """The whole report in one language."""
    incident = dossier.incident
    writer = Writer(Naming(view.called, view.content, incident.category), words, view.made_at)
    marks = ((N_("[DRILL]"), incident.drill), (N_("Restricted: for those involved only"), incident.restricted))
    return Page(
        language=words.language,
        reference=inert(words.say("Reference {id}", id=incident.id)),
        company=inert(view.company),
        title=words.say("Information security incident report"),
        made=words.say("Made on {moment}", moment=words.moment(view.made_at)),
        made_at=view.made_at,
        marks=tuple(words.say(mark) for mark, holds in marks if holds),
        drill=incident.drill,
        head=story.head(dossier, writer, view.made_at),
        sections=tuple(Section(words.say(title), write(dossier, writer)) for title, write in SECTIONS),
        rest=words.say(N_("{number} more in the file")),
        whole=words.say("The whole report is in the file."),
    )
