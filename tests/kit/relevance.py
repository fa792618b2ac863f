"""The labelled list: what feeds say, whether it concerns the sample company, and how well the matcher tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.bulletins.feeds.items import Item
from bot.bulletins.feeds.relevance import Matcher
from tests.kit.content import packaged

LIST = Path(__file__).parents[1] / "bot/bulletins/labelled_items.yml"


@dataclass(frozen=True)
class Labelled:
    """An item with the interests that a person saw in it."""

    item: Item
    concerns: frozenset[str]
    fresh: bool = False
    """Whether it is of the fortnight that was written when the matcher stood."""


@dataclass(frozen=True)
class Figures:
    """How well it went: of those found, how many were right (precision); of the right ones, how many found (recall)."""

    precision: float
    recall: float
    false: tuple[Labelled, ...]
    missed: tuple[Labelled, ...]

    def __str__(self) -> str:
        return f"precision {self.precision:.3f}, recall {self.recall:.3f}"


def labelled() -> list[Labelled]:
    """All of them, in the order of the file."""
    return [_labelled(place, raw) for place, raw in enumerate(yaml.safe_load(LIST.read_text("utf-8")))]


def halves() -> tuple[list[Labelled], list[Labelled]]:
    """Those the matcher was tuned on, and those held back; both are far harder than what feeds say in a week."""
    found = [one for one in labelled() if not one.fresh]
    return found[::2], found[1::2]


def fortnight() -> list[Labelled]:
    """Two weeks of feeds as they are, never used for tuning."""
    return [one for one in labelled() if one.fresh]


def matcher() -> Matcher:
    """The matcher of the sample company."""
    known = packaged()
    only = [one.id for one in known.bulletins.feeds.sources if one.only_products]
    return Matcher(known.bulletins.interests, known.company.products, only)


def figures(items: Sequence[Labelled], judge: Matcher) -> Figures:
    """What the matcher says of them, held against the labels."""
    found = [one for one in items if judge.reasons(one.item)]
    right = sum(bool(one.concerns) for one in found)
    wanted = [one for one in items if one.concerns]
    missed = tuple(one for one in wanted if one not in found)
    false = tuple(one for one in found if not one.concerns)
    return Figures(right / len(found), right / len(wanted), false, missed)


def _labelled(place: int, raw: dict[str, Any]) -> Labelled:
    some = raw["s"] in {"jvn", "jvndb", "kev", "nvd"}
    cves = tuple(f"CVE-2026-{place * 50 + number:05d}" for number in range(raw.get("c", 1 if some else 0)))
    item = Item(
        source=raw["s"],
        key=f"item-{place}",
        title=raw["t"],
        link=f"https://example.jp/{place}",
        summary=raw.get("x", ""),
        cves=cves,
        cpes=tuple(raw.get("e", ())),
        products=tuple(raw.get("p", ())),
        score=raw.get("v"),
        exploited=raw.get("k", False),
    )
    return Labelled(item, frozenset(raw.get("n", ())), raw.get("f", False))
