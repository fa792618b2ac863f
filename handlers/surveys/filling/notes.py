"""Why something is asked, and what somebody adds to an answer: words, a link, files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import NotFound
from bot.core.people import Person
from bot.core.unit import Work
from bot.surveys.answering import LONGEST_TEXT, MOST_FILES, Note
from bot.surveys.cases import Answers, Given
from bot.surveys.ways import by_worth
from handlers.kit import blocks as b
from handlers.kit import payload
from handlers.kit.blocks import Block, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import Press, Raw, Submission, clean
from handlers.kit.routing import Route
from handlers.kit.words import N_, Words
from handlers.surveys import ids
from handlers.surveys.filling.labels import Views, question
from handlers.surveys.filling.pages import reasons
from handlers.surveys.filling.sheets import Sheets
from handlers.surveys.filling.targets import Target, in_own_room, once, target
from knowledge.surveys import Item

KINDS = ("pdf", "png", "jpg", "jpeg", "docx", "xlsx", "pptx", "txt", "csv")
COST = {1: N_("costs little"), 2: N_("costs something"), 3: N_("costs much")}
EFFECT = {1: N_("helps a little"), 2: N_("helps"), 3: N_("helps much")}
_FILE = re.compile(r"F[A-Z0-9]{1,30}")


class Notes:
    """The windows over a sheet."""

    def __init__(self, desk: Desk, sheets: Sheets) -> None:
        self._desk = desk
        self._sheets = sheets
        self._answering = sheets.answering
        self.routes = (Route("view", ids.NOTE_FORM, self.noted),)

    async def open(self, press: Press, wanted: Target, client: AsyncWebClient) -> None:
        """The form, with what was said before; or why it is asked, which needs no answer."""
        found = await self._sheets.pressed(press, wanted, self._answering.look)
        if found is None:
            return
        item, words = item_of(found, wanted), await self._desk.words_for(press.spot)
        if wanted.deed == "note":
            held = target(found, item=item.id, **spot_of(press))
            nameless = found.campaign is not None and found.campaign.anonymous
            modal = note_form(item, found.given.get(item.id, Given(item.id)), held, words, nameless=nameless)
        else:
            modal = why_modal(item, self._sheets.views, words)
        await client.views_open(trigger_id=press.trigger_id, view=modal.view())

    async def noted(self, body: Raw, client: AsyncWebClient) -> None:
        """Keeps words and evidence; what is wrong is said beside its field, and what was typed stays."""
        form = payload.submission(body)
        wanted = Target.of(form.metadata)
        person = await self._desk.people.of(form.spot)
        words = await self._desk.words_for(form.spot)
        async with self._desk.services.unit() as work:
            if not await work.first_time(once(form.key)):
                return
            sheet = await self._sheets.sheet_of(work, person, wanted)
            found = await self._keep(work, person, sheet, wanted, form)
            seen = await self._sheets.seen(work, found)
            self._sheets.redraw(work, wanted, found, self._sheets.page(seen, words))

    async def _keep(self, work: Work, person: Person, sheet: str, wanted: Target, form: Submission) -> Answers:
        found = await self._answering.look(work, person, sheet)
        item = item_of(found, wanted)
        before = found.given.get(item.id, Given(item.id)).files
        kept = [dict(one) for one in before if one.get("id") in form.many.get("keep", ())]
        files = (*kept, *(file for raw in form.files.get("files", ()) if (file := _file(raw))))
        if found.campaign and found.campaign.anonymous:
            files = ()  # Slack says of every file whose it is
        note = Note(form.values.get("text", ""), form.values.get("link", ""), files)
        await self._answering.turn(work, person, sheet, found.survey.items.index(item))
        return await self._answering.note(work, person, sheet, item.id, note)


def item_of(found: Answers, wanted: Target) -> Item:
    """The item that a button means. Raises NotFound."""
    item = found.survey.item(wanted.item)
    if item is None:
        raise NotFound("surveys.item_gone")
    return item


def spot_of(press: Press) -> dict[str, Any]:
    """The message that a form is to change, where it is the sheet itself."""
    return {"channel": press.spot.channel or "", "ts": press.message_ts or ""} if in_own_room(press) else {}


def why_modal(item: Item, views: Views, words: Words) -> Modal:
    """Why it is asked, what can happen, what helps, and where the policy says so."""
    shown: list[Block] = [b.strong(question(item, words)), *reasons(item, words)]
    if item.measures:
        shown += [b.strong(words.say("What helps")), b.bullets(_measures(item, words))]
    if clauses := views.clause_lines(item, words):
        shown += [b.strong(words.say("What the policy says about it")), b.bullets(clauses)]
    return Modal(ids.NOTE_FORM, words.say("Why this is asked"), shown, close=words.say("Close"))


def note_form(item: Item, given: Given, held: Target, words: Words, *, nameless: bool = False) -> Modal:
    """A comment, a link and files; all can be left empty, except the words where words are the answer.

    Without names (`nameless`) there are no files: Slack says of every file whose it is.
    """
    shown: list[Block] = [b.strong(question(item, words))]
    label = words.say("Your answer") if item.free else words.say("Comment")
    more = {"multiline": True, "optional": not item.free, "longest": LONGEST_TEXT, "initial": given.text}
    shown.append(b.text_input("text", label, **more))
    more = {"optional": True, "longest": LONGEST_TEXT, "initial": given.link, "placeholder": "https://"}
    shown.append(b.text_input("link", words.say("Link to evidence"), **more))
    if given.files:
        names = [(one["id"], one["name"], words.say("Untick it to take it away")) for one in given.files]
        shown.append(b.checks_input("keep", words.say("Files so far"), names, [one["id"] for one in given.files]))
    if nameless:
        shown.append(
            b.context(words.say("Files cannot be added to an anonymous survey: they would show whose they are."))
        )
    else:
        files = b.file_input("files", words.say("Files as evidence"), KINDS)
        files["element"]["max_files"] = MOST_FILES
        shown.append(files)
    shown.append(b.context(words.say("Anyone who can read the answers to this survey can read this too.")))
    title, cancel = words.say("Comment and evidence"), words.say("Cancel")
    return Modal(ids.NOTE_FORM, title, shown, cancel, words.say("Keep it"), held.text())


def _measures(item: Item, words: Words) -> Iterator[str]:
    for one in by_worth(item.measures):
        effect, cost = words.say(EFFECT[one.effect]), words.say(COST[one.cost])
        yield words.say("{measure} ({effect}, {cost})", measure=one.text.say(words.language), effect=effect, cost=cost)


def _file(raw: Raw) -> dict[str, str] | None:
    """What is kept of a file: its id, its name and where it is; nothing of what is no file of Slack's."""
    name = str(raw.get("id") or "")
    if not _FILE.fullmatch(name):
        return None
    link = str(raw.get("permalink") or "")
    called = clean(str(raw.get("name") or raw.get("title") or name))[:100] or name
    return {"id": name, "name": called, "permalink": link[:500] if link.startswith(("https://", "http://")) else ""}
