"""Drafts that come from elsewhere in the house: laid before somebody, with where they come from."""

from __future__ import annotations

from dataclasses import replace

from bot.bulletins import drafting
from bot.bulletins.cases import LONGEST_BODY, LONGEST_TITLE, Audience, Bulletin, Content, Origin, Wording
from bot.core.defang import defang
from bot.core.people import Permission, Person, require
from bot.core.references import reference
from bot.core.unit import Work
from handlers.bulletins.writing.forms import BLANK
from handlers.bulletins.writing.panel_views import draft_card
from handlers.bulletins.writing.panels import DRAFT
from handlers.kit import blocks as b
from handlers.kit import replies
from handlers.kit.desk import Desk
from handlers.kit.suggestions import Suggestion


async def offer(desk: Desk, work: Work, draft: Bulletin) -> Bulletin:
    """Keeps a draft, valid for as long as its template says, and brings whoever it is for a card of it."""
    await desk.people.recall(work.connection, draft.team, {draft.by})
    template = desk.services.bulletins.content.templates.get(draft.content.template)
    until = drafting.valid_until(template, work.now, desk.services.days) if template else None
    kept = await desk.services.bulletins.keep(work, replace(draft, valid_until=until))
    card = draft_card(kept, desk.speech.in_(desk.people.known_language(draft.by)))
    work.outbox.put(replies.direct(draft.by, card, f"{DRAFT}:{kept.id}:{draft.by}"))
    return kept


def drafted(work: Work, person: str, team: str, content: Content, audience: Audience) -> Bulletin:
    """A new draft in somebody's hands."""
    return Bulletin(reference("BL"), team, person, content, audience, work.now)


async def suggest(desk: Desk, work: Work, person: Person, suggestion: Suggestion) -> Bulletin:
    """A draft of what another room proposes; addresses in its words are defanged. Raises NotAllowed."""
    require(person, Permission.SEND_BULLETINS)
    services = desk.services
    template = services.bulletins.content.templates.get(suggestion.template)
    begun = drafting.from_template(template, services.known.company, work.now, services.days) if template else BLANK
    wordings = {one: _said(suggestion, one, begun) for one in (*begun.wordings, *suggestion.bodies)}
    origin = Origin(suggestion.kind, suggestion.id)
    content = replace(begun, wordings=wordings, origin=origin, picture=suggestion.picture)
    return await offer(desk, work, drafted(work, person.id, person.team, content, Audience()))


def _said(suggestion: Suggestion, language: str, begun: Content) -> Wording:
    was = begun.wordings.get(language) or Wording("", "")
    title = defang(" ".join(suggestion.titles.get(language, was.title).split()))
    body = defang(suggestion.bodies.get(language, was.body))
    return Wording(b.cut(title, LONGEST_TITLE), b.cut(body, LONGEST_BODY), was.actions)
