"""The list of incidents as a window: filters and a search that change it at once, ten to a page."""

from __future__ import annotations

import json
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.incidents.access import Act, may
from bot.incidents.cases import Incident
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.incidents.labels import category_title, status_of
from handlers.incidents.lists.fields import Listing, carried, fields, level_name, wanted
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.payload import Raw
from handlers.kit.words import Words

PAGE = 10
FEW = 5
"""So many of one's own reports need no filters."""


def list_modal(listing: Listing, views: Views, zone: ZoneInfo, words: Words) -> Modal:
    """The incidents that somebody may see, the open ones first."""
    pages = max(1, -(-len(listing.found) // PAGE))
    page = min(max(listing.page, 0), pages - 1)
    here = listing.found[page * PAGE : (page + 1) * PAGE]
    searches = listing.reads_all or len(listing.cases) > FEW
    shown = fields(listing, views, zone, words) if searches else []
    shown.append(b.context(_summary(listing, words)))
    for one in here:
        shown += [b.divider(), row(one, views, words, opens=ids.LIST_OPEN)]
    if pages > 1:
        shown += _turning(page, pages, words)
    shown += _ways_on(listing, words)
    title = words.say("Incidents") if listing.reads_all else words.say("Your reports")
    held = json.dumps({"p": page, "f": listing.fresh}, separators=(",", ":"))
    submit = words.say("Search") if searches else None
    return Modal(ids.LISTED, title, shown, words.say("Close"), submit, held)


def with_way_back(modal: Modal, view: Raw, words: Words) -> Modal:
    """A window that takes the place of the list, with the button that brings the list back as it was."""
    filters, page, _ = wanted(view)
    back = Button(ids.LIST_BACK, words.say("Back to the list"), carried(filters, page))
    return replace(modal, blocks=[b.buttons(back), *modal.blocks])


def row(incident: Incident, views: Views, words: Words, due: str = "", opens: str = ids.OPEN) -> Block:
    """One incident in a few lines, with the button that opens it; `due` is what comes next."""
    said = [titled(incident, words), _standing(incident, views, words), _origin(incident, views, words)]
    return b.row(
        "\n".join(filter(None, (*said, due))), Button(f"{opens}.{incident.id}", words.say("Open"), incident.id)
    )


def titled(incident: Incident, words: Words) -> str:
    """The title, with what must be known before anything else: a drill, or that few may know of it."""
    marks = [words.say("[DRILL]")] if incident.drill else []
    if incident.restricted:
        marks.append(words.say("[RESTRICTED]"))
    return " ".join((*marks, b.cut(incident.title, 100)))


def _summary(listing: Listing, words: Words) -> str:
    if not listing.cases:
        return words.say("Nothing has been reported yet.")
    if not listing.found:
        return words.say("Nothing fits. Try other words, or clear the filters.")
    count, unsettled = len(listing.found), sum(one.is_open for one in listing.found)
    return words.say("{count} found, {open} of them being dealt with", count=count, open=unsettled)


def _standing(incident: Incident, views: Views, words: Words) -> str:
    return words.say(
        "{level} / {state} / {kind}",
        level=level_name(incident.level, words),
        state=words.say(status_of(incident)),
        kind=category_title(views.content, incident, words),
    )


def _origin(incident: Incident, views: Views, words: Words) -> str:
    return words.say(
        "{name}, {moment} ({id})",
        name=views.name(incident.reporter, words),
        moment=words.moment(incident.reported_at),
        id=incident.id,
    )


def _turning(page: int, pages: int, words: Words) -> list[Block]:
    ways = ((words.say("Previous page"), page - 1), (words.say("Next page"), page + 1))
    each = [Button(f"{ids.LIST_PAGE}.{to}", name, str(to)) for name, to in ways if 0 <= to < pages]
    return [b.context(words.say("Page {page} of {pages}", page=page + 1, pages=pages)), b.buttons(*each)]


def _ways_on(listing: Listing, words: Words) -> list[Block]:
    """The numbers and the file, for those who read incidents."""
    if not listing.reads_all:
        return []
    each = [Button(f"{ids.NUMBERS}.list", words.say("Incidents in numbers"), "list")]
    if any(may(listing.person, Act.EXPORT, one) for one in listing.found):
        each.append(Button(f"{ids.CSV}.list", words.say("This list as a file (CSV)"), "list"))
    return [b.divider(), b.buttons(*each)]
