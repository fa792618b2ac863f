"""What concerns the company: by product ids, by the names of products, by words; the same answer every time."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.bulletins.feeds import cpe, phrases, versions
from bot.bulletins.feeds.items import MOST_IDS, Item, Reason
from knowledge.bulletins import Interest, Interests
from knowledge.documents import Product

PRODUCT: Final = frozenset({"cpe", "product"})
"""Reasons that a source's own list of products gives: no guess from words."""
_ANY_VENDOR: Final = ""
_VAGUE: Final = re.compile(r"^CVE-\d|複数の[^、。]{0,30}製品|製品の|multiple products", re.IGNORECASE)
"""Titles of weaknesses that do not say what is weak; otherwise the rest only tells what it runs on or works with."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An interest ready for matching. With a `vendor` its words count only where the vendor is named too."""

    id: str
    words: tuple[str, ...]
    cpes: tuple[cpe.Cpe, ...] = ()
    versions: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    keyword: bool = False
    vendor: str = _ANY_VENDOR


class Matcher:
    """Says of an item why it concerns the company."""

    def __init__(self, interests: Interests, products: Sequence[Product], only_products: Collection[str] = ()) -> None:
        self._least = interests.least_score
        self._only_products = frozenset(only_products)
        self._wanted = [*map(_wanted, interests.interests), *_unnamed(interests.interests, products)]

    def reasons(self, item: Item) -> tuple[Reason, ...]:
        """Why an item concerns us, one reason an interest, the surest kind first; none when it does not."""
        if item.score is not None and item.score < self._least and not item.exploited:
            return ()
        text = _Text(item)
        keywords = item.source not in self._only_products
        found = (text.reason(one) for one in self._wanted if keywords or not one.keyword)
        order = ("cpe", "product", "word", "keyword")
        return tuple(sorted((one for one in found if one), key=lambda reason: order.index(reason.how)))


class _Text:
    """An item read once, for all interests."""

    def __init__(self, item: Item) -> None:
        self._cpes = [found for one in item.cpes if (found := cpe.parse(one))]
        self._complete = bool(self._cpes) and len(item.cpes) < MOST_IDS
        self._products = [phrases.plain(one) for one in item.products]
        self._title = phrases.plain(item.title)
        self._summary = phrases.sentences(item.summary)
        self._about_a_weakness = bool(item.cves or item.identifiers)
        named = self._about_a_weakness and not item.exploited and not _VAGUE.search(self._title)
        self._prose = [self._title] if named else [self._title, *self._summary]

    def reason(self, wanted: Wanted) -> Reason | None:
        if wanted.keyword:
            evidence = self._keyword(wanted)
            return Reason(wanted.id, "keyword", evidence) if evidence else None
        if wanted.cpes and self._complete:  # the source says exactly which products it means
            evidence = self._by_cpe(wanted)
            return Reason(wanted.id, "cpe", evidence) if evidence else None
        if any(phrases.stands(one, self._title) for one in wanted.not_with):
            return None
        for how, sentences in (("product", self._products), ("word", self._prose)):
            if evidence := next(self._found(wanted, sentences), ""):
                return Reason(wanted.id, how, evidence)
        return None

    def _by_cpe(self, wanted: Wanted) -> str:
        """The first product id that is one of ours, in a version that we may have."""
        ours = (one for one in self._cpes if any(one.begins_with(other) for other in wanted.cpes))
        ours = (one for one in ours if not any(phrases.stands(other, one.named) for other in wanted.not_with))
        return next((one.text for one in ours if not one.version or versions.fits(wanted.versions, one.version)), "")

    def _keyword(self, wanted: Wanted) -> str:
        """A subject must be what the item is about: of a weakness, only the title tells that."""
        sentences = [self._title] if self._about_a_weakness else [self._title, *self._summary]
        return next(self._found(wanted, sentences), "")

    def _found(self, wanted: Wanted, sentences: Sequence[str]) -> Iterator[str]:
        """The words that tell, sentence by sentence; not those of another thing, nor of versions that we lack."""
        for sentence in sentences:
            if wanted.vendor and not phrases.stands(wanted.vendor, sentence):
                continue
            if any(phrases.stands(one, sentence) for one in wanted.not_with):
                continue
            for word in wanted.words:
                said = word if wanted.keyword and phrases.stands(word, sentence) else phrases.meant(word, sentence)
                if said and not (wanted.versions and self._other_versions(wanted, word)):
                    yield said

    def _other_versions(self, wanted: Wanted, word: str) -> bool:
        """Whether everything that the item says of the product's versions leaves ours out."""
        told = [rest for one in self._prose if (rest := phrases.behind(word, one)) and versions.tells(rest)]
        return bool(told) and all(versions.rules_out(wanted.versions, rest) for rest in told)


def _wanted(interest: Interest) -> Wanted:
    return Wanted(
        interest.id,
        tuple(sorted(interest.words, key=len, reverse=True)),
        tuple(found for one in interest.cpes if (found := cpe.parse(one))),
        tuple(interest.versions),
        tuple(interest.not_with),
        interest.kind == "keyword",
    )


def _unnamed(interests: Sequence[Interest], products: Sequence[Product]) -> Iterator[Wanted]:
    """The company's products that no interest is about: looked for by name, and by vendor unless the name has it."""
    named = {one.id for one in interests}
    for product in products:
        if product.id not in named:
            vendor = "" if phrases.stands(product.vendor, phrases.plain(product.name)) else product.vendor
            yield Wanted(product.id, (product.name,), vendor=vendor)
