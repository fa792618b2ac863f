"""The fields above the list: menus and a search, what they say, and what they leave of the incidents."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from bot.core.errors import NotFound
from bot.core.people import Permission, Person
from bot.incidents.cases import Incident
from bot.incidents.filters import Filters, month_of
from handlers.incidents import ids
from handlers.incidents.cards import Views
from handlers.kit import blocks as b
from handlers.kit.blocks import Block, Button
from handlers.kit.payload import MANGLED, Raw, clean
from handlers.kit.words import N_, Words

LONGEST_SEARCH = 100
MOST_OPTIONS = 100
YEARS = frozenset(map(str, range(2000, 2100)))
"""The years that a button may ask for: what else comes is not ours."""
STATE_NAMES = (("all", N_("State: all")), ("open", N_("State: being dealt with")), ("ended", N_("State: ended")))
DRILL_NAMES = (("", N_("With drills")), ("no", N_("Without drills")), ("yes", N_("Drills only")))
WHOSE_NAMES = (("", N_("Everybody's")), ("yes", N_("Mine: reported by me or in my hands")))
_FILTERS = TypeAdapter(Filters)
DRILLS: Mapping[str, bool | None] = {"no": False, "yes": True}


@dataclass(frozen=True)
class Listing:
    """What the window shows: `found` is what the filters leave of `cases`, everything that this person may see."""

    filters: Filters
    found: Sequence[Incident]
    cases: Sequence[Incident]
    person: Person
    page: int = 0
    fresh: int = 0
    """Moves on when the fields begin anew: Slack keeps what was entered in a field of the same name."""

    @property
    def reads_all(self) -> bool:
        return self.person.may(Permission.READ_INCIDENTS) or self.person.may(Permission.HANDLE_INCIDENTS)


def fields(listing: Listing, views: Views, zone: ZoneInfo, words: Words) -> list[Block]:
    """The menus, each changing the list at once, and the search."""
    filters, language = listing.filters, words.language
    kinds = [(one.id, one.title.say(language)) for one in views.content.categories.categories]
    months = sorted({month_of(one, zone) for one in listing.cases}, reverse=True)
    level = "" if filters.level is None else str(filters.level)
    month = filters.month.isoformat() if filters.month else ""
    drill = next((name for name, value in DRILLS.items() if value is filters.drill), "")
    each = [
        _select("state", [(value, words.say(name)) for value, name in STATE_NAMES], filters.state),
        _select("category", [("", words.say("All kinds")), *kinds], filters.category),
        _select("level", [("", words.say("All levels")), *((str(n), level_name(n, words)) for n in range(4))], level),
        _select("month", [("", words.say("All months")), *((m.isoformat(), words.month(m)) for m in months)], month),
        _select("drill", [(value, words.say(name)) for value, name in DRILL_NAMES], drill),
    ]
    if listing.reads_all:
        whose = [(value, words.say(name)) for value, name in WHOSE_NAMES]
        each.append(_select("whose", whose, "yes" if filters.mine else ""))
    search = b.text_input(
        f"search.{listing.fresh}",
        words.say("Search"),
        optional=True,
        initial=filters.words,
        longest=LONGEST_SEARCH,
        placeholder=words.say("Words, a name, a reference"),
    )
    search["element"]["action_id"] = f"{ids.LIST_FILTER}.words"
    again = Button(ids.LIST_ANEW, words.say("Clear the filters"), "anew")
    return [
        {"type": "actions", "block_id": f"filters.{listing.fresh}", "elements": each},
        search,
        *([b.buttons(again)] if filters != Filters() else []),
    ]


def wanted(view: Raw) -> tuple[Filters, int, int]:
    """What the fields of the window say, its page, and how often its fields began anew."""
    held = _held(str(view.get("private_metadata") or ""))
    said = {name: value for block in _values(view).values() for name, value in _read(block)}
    level, drill = said.get("level", ""), said.get("drill", "")
    filters = Filters(
        state=_state(said.get("state", "")),
        category=said.get("category", ""),
        level=int(level) if level in {"0", "1", "2", "3"} else None,
        month=_month(said.get("month", "")),
        drill=DRILLS.get(drill),
        mine=said.get("whose", "") == "yes",
        words=said.get("words", "")[:LONGEST_SEARCH],
    )
    return filters, held.get("p", 0), held.get("f", 0)


def level_name(level: int, words: Words) -> str:
    """The level in one word, where there is no room for what it means."""
    return words.say("Level {level}", level=level) if level else words.say("Near miss")


def carried(filters: Filters, page: int = 0) -> str:
    """The filters and the page, for a button that brings them back."""
    return json.dumps([_FILTERS.dump_python(filters, mode="json"), page], separators=(",", ":"), ensure_ascii=False)


def recalled(value: str) -> tuple[Filters, int]:
    """What a button has carried. Raises NotFound when it is not ours."""
    try:
        held, page = json.loads(value)
        return _FILTERS.validate_python(held), int(page)
    except MANGLED:
        raise NotFound("kit.gone") from None


def _select(name: str, options: Sequence[tuple[str, str]], chosen: str) -> Block:
    """A menu; its values carry a mark in front, because Slack takes no empty ones."""
    built = [option(f"={value}", label) for value, label in options[:MOST_OPTIONS]]
    initial = next((one for one in built if one["value"] == f"={chosen}"), built[0])
    return {
        "type": "static_select",
        "action_id": f"{ids.LIST_FILTER}.{name}",
        "options": built,
        "initial_option": initial,
    }


def option(value: str, label: str) -> Block:
    """An option of a menu."""
    return {"text": {"type": "plain_text", "text": b.cut(label, b.BUTTON), "emoji": True}, "value": value}


def _held(carried: str) -> dict[str, int]:
    try:
        return {str(name): int(value) for name, value in json.loads(carried).items()}
    except MANGLED:
        return {}


def _values(view: Raw) -> Mapping[str, Mapping[str, Any]]:
    return (view.get("state") or {}).get("values") or {}


def _read(block: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for action, entered in block.items():
        chosen = str((entered.get("selected_option") or {}).get("value") or "")
        text = chosen.removeprefix("=") or str(entered.get("value") or "")
        yield action.removeprefix(f"{ids.LIST_FILTER}."), clean(text)


def _state(said: str) -> Literal["all", "open", "ended"]:
    return cast("Literal['open', 'ended']", said) if said in {"open", "ended"} else "all"


def _month(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return None
