"""The calendar as a window and on the App Home: what comes line by line, and what can be done with each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.bulletins.cases import Bulletin, BulletinState, Series
from bot.bulletins.recurrence import rule_of
from handlers.bulletins.planning import ids
from handlers.bulletins.planning.agenda import Line
from handlers.bulletins.planning.labels import before_line, rule_line, time_line
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button, Modal
from handlers.kit.desk import Desk
from handlers.kit.payload import MANGLED
from handlers.kit.roles import ROLES
from handlers.kit.words import N_, Words
from knowledge.bulletins import CalendarEntry

PAGE = 12
AT_HOME = 3
LONGEST_NAME = 80
YEAR = "year"
"""What the button carries that opens the calendar where the entries of the company's calendar stand."""
STATES = {
    BulletinState.DRAFT: N_("Draft ready: somebody looks at it and sends it"),
    BulletinState.PROPOSED: N_("Waits for its approval"),
    BulletinState.PLANNED: N_("Planned: goes out by itself"),
    BulletinState.PAUSED: N_("On hold"),
}
PAUSE, RESUME, SKIP = N_("Hold it"), N_("Let it go on"), N_("Leave this time out")
CHANGE, END, CANCEL, OPEN = N_("Change"), N_("End it"), N_("Call it off"), N_("Open the draft")
SURE = {
    "skip": (
        N_("Leave it out?"), N_("It does not come this time ({moment}). After that it goes on as before."), SKIP,
    ),
    "end": (
        N_("End it?"), N_("It does not come again. Drafts and bulletins that exist already stay as they are."), END,
    ),
    "cancel": (N_("Call it off?"), N_("It is not sent. This cannot be undone."), CANCEL),
}  # fmt: skip
"""What is asked before: title, text, and the button."""


@dataclass(frozen=True)
class Deed:
    """What somebody chose in a line's menu; `at` is the moment of the line, of a series the time of its rule."""

    do: str
    id: str
    at: int = 0

    def carried(self) -> str:
        return f"{self.do}:{self.id}:{self.at}"

    @classmethod
    def of(cls, value: str) -> Deed:
        """What was carried; what cannot be read is nothing that can be done."""
        do, _, rest = value.partition(":")
        name, _, at = rest.rpartition(":")
        return cls(do, name[:60], int(at) if at.isascii() and at.isdecimal() and len(at) <= 10 else 0)


def page_of(metadata: str) -> int:
    """The page that a window showed."""
    try:
        return int(json.loads(metadata)["p"])
    except MANGLED:
        return 0


@dataclass(frozen=True)
class Shown:
    """What the calendar is drawn from; `edits` is for whoever writes bulletins."""

    lines: Sequence[Line]
    desk: Desk
    edits: bool
    page: int = 0
    note: str = ""
    """What was done a moment ago, said on top."""

    @property
    def offered(self) -> list[int]:
        """Where the entries of the company's calendar stand that nobody has switched on."""
        return [place for place, line in enumerate(self.lines) if line.entry]


def calendar_modal(seen: Shown, words: Words) -> Modal:
    """What comes, a page at a time, with the month over its lines."""
    pages = max(1, -(-len(seen.lines) // PAGE))
    page = min(max(seen.page, 0), pages - 1)
    here = seen.lines[page * PAGE : (page + 1) * PAGE]
    shown: list[Block] = [b.strong(seen.note)] if seen.note else []
    shown.append(b.context(words.say("What is planned, and the next time of everything that repeats.")))
    for head, lines in groupby(here, lambda line: _head(line, seen, words)):
        shown += [b.divider(), b.strong(head), *(_line(line, seen, words) for line in lines)]
    if not seen.lines:
        shown.append(b.paragraph(words.say("Nothing is planned.")))
    if pages > 1:
        ways = ((words.say("Previous page"), page - 1), (words.say("Next page"), page + 1))
        each = [Button(f"{ids.PAGE}.{to}", name, str(to)) for name, to in ways if 0 <= to < pages]
        shown += [b.divider(), b.context(words.say("Page {page} of {pages}", page=page + 1, pages=pages))]
        shown.append(b.buttons(*each))
    return Modal(
        ids.CALENDAR_SHOWN, words.say("What comes"), shown, words.say("Close"), metadata=json.dumps({"p": page})
    )


def calendar_home(seen: Shown, words: Words) -> list[Block]:
    """On the App Home: the next few, and the button that opens the calendar."""
    coming = [one for one in seen.lines if one.at]
    rest = len(seen.offered)
    shown = [b.header(words.say("What comes"))]
    lines = [f"{_moment(one, words)} {name_of(one, seen.desk, words)}" for one in coming[:AT_HOME]]
    shown.append(b.bullets(lines) if lines else b.context(words.say("Nothing is planned.")))
    if rest and seen.edits:
        said = words.say("The company's yearly calendar has {count} entries that are not in use yet.", count=rest)
        shown.append(b.context(said))
    ways = [Button(f"{ids.CALENDAR}.home", words.say("Open the calendar"), "home")]
    if rest and seen.edits:
        ways.append(Button(f"{ids.CALENDAR}.year", words.say("Choose from the year ({count})", count=rest), YEAR))
    return [*shown, b.buttons(*ways)]


def sure_modal(deed: Deed, name: str, moment: str, page: int, words: Words) -> Modal:
    """Asks before something that cannot be taken back."""
    title, text, yes = SURE[deed.do]
    shown = [b.strong(name), b.paragraph(words.say(text, moment=moment))]
    held = json.dumps({"d": deed.carried(), "p": page})
    return Modal(ids.SURE_FORM, words.say(title), shown, words.say("Back"), words.say(yes), held)


def series_name(series: Series, desk: Desk, words: Words) -> str:
    """What repeats is called as the company's calendar calls it, else by its own title."""
    entries = desk.services.known.bulletins.calendar.entries
    entry = next((one for one in entries if one.id == series.entry), None)
    named = entry.name.say(words.language) if entry else series.content.wording(words.language).title
    return b.cut(named, LONGEST_NAME)


def name_of(line: Line, desk: Desk, words: Words) -> str:
    """What a line is about."""
    if line.bulletin:
        return b.cut(line.bulletin.content.wording(words.language).title, LONGEST_NAME)
    if line.series:
        return series_name(line.series, desk, words)
    return b.cut(line.entry.name.say(words.language), LONGEST_NAME) if line.entry else ""


def _head(line: Line, seen: Shown, words: Words) -> str:
    if line.entry:
        return words.say("In the company's calendar, not in use yet")
    if line.at is None:
        return words.say("On hold")
    return words.month(seen.desk.services.days.day_of(line.at))


def _line(line: Line, seen: Shown, words: Words) -> Block:
    when = _moment(line, words)
    name = name_of(line, seen.desk, words)
    said = "\n".join(filter(None, (f"{when} {name}".strip(), _detail(line, seen, words))))
    block: Block = {"type": "section", "text": {"type": "plain_text", "text": b.cut(said, b.SECTION), "emoji": True}}
    if not seen.edits:
        return block
    if line.entry:
        return b.row(said, Button(f"{ids.USE}.{line.entry.id}", words.say("Use it"), line.entry.id))
    return block | {"accessory": _menu(line, words)}


def _menu(line: Line, words: Words) -> Block:
    thing = line.bulletin or line.series
    moment = line.fire or line.at
    name, at = thing.id if thing else "", int(moment.timestamp()) if moment else 0
    options = [b.option(Deed(do, name, at).carried(), words.say(label)) for do, label in _deeds(line)]
    return {"type": "overflow", "action_id": f"{ids.LINE}.{name}.{at}", "options": options}


def _deeds(line: Line) -> list[tuple[str, str]]:
    if line.series:
        first = [("resume", RESUME)] if line.at is None else [("pause", PAUSE)]
        skip = [("skip", SKIP)] if line.at else []
        return [*skip, *first, ("change", CHANGE), ("end", END)]
    state = line.bulletin.state if line.bulletin else None
    held = {BulletinState.PLANNED: [("hold", PAUSE)], BulletinState.PAUSED: [("go", RESUME)]}.get(state, [])  # type: ignore[arg-type]
    edit = ("edit", OPEN if state is BulletinState.DRAFT else CHANGE)
    return [*held, edit, ("cancel", CANCEL)]


def _moment(line: Line, words: Words) -> str:
    if line.at is None:
        return ""
    if line.series:
        return time_line(line.at, rule_of(line.series), words)
    return words.say("{day} {time}", day=words.weekday_of(line.at), time=words.time(line.at))


def _detail(line: Line, seen: Shown, words: Words) -> str:
    if line.bulletin:
        return _written(line.bulletin, seen, words)
    if line.series:
        said = _repeats(line.series, words)
        rest = words.say("After that: {rule}", rule=said) if line.at else said
        waited = words.say("Its hour lies outside the working hours, so it goes out at the opening.")
        return rest if line.at == line.fire else f"{waited}\n{rest}"
    return _offered(line.entry, line.would, words) if line.entry else ""


def _written(bulletin: Bulletin, seen: Shown, words: Words) -> str:
    name = seen.desk.people.called(bulletin.by, words.language)
    return words.say("{state} ({name})", state=words.say(STATES[bulletin.state]), name=name)


def _repeats(series: Series, words: Words) -> str:
    rule = rule_line(rule_of(series), words)
    if not series.drafts:
        return words.say("{rule}. It is sent as it stands.", rule=rule)
    if not series.ahead:
        return words.say("{rule}. The draft comes on that day.", rule=rule)
    return words.say("{rule}. The draft comes {before}.", rule=rule, before=before_line(series.ahead, words))


def _offered(entry: CalendarEntry, would: datetime | None, words: Words) -> str:
    role, rule = words.say(ROLES[entry.by]), rule_line(entry.rule, words)
    if would is None:
        return rule
    moment = time_line(would, entry.rule, words)
    return "\n".join((rule, words.say("Next: {moment}. The draft is for: {role}", moment=moment, role=role)))
