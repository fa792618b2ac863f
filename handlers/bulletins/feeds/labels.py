"""What things are called: interests, departments, sources, reasons, and how grave something is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from bot.bulletins.feeds.items import Advisory, Reason
from bot.bulletins.feeds.rules import Teaching
from handlers.kit.people import People
from handlers.kit.words import N_, Words
from knowledge.bulletins import BulletinContent

STATES: Final = {
    "new": N_("Waiting for a decision"),
    "held": N_("On hold"),
    "drafted": N_("Made into a bulletin"),
    "irrelevant": N_("Not relevant"),
    "quiet": N_("Put aside by a rule"),
}
REASONS: Final = {
    "cpe": N_("{interest}: the product number given by the source is one of ours ({evidence})"),
    "product": N_('{interest}: the source names "{evidence}" among the products affected'),
    "word": N_('{interest}: the text says "{evidence}"'),
    "keyword": N_('{interest}: a subject that we follow (the text says "{evidence}")'),
}
TEACHINGS: Final = {
    "line": N_('{interest}: everything about "{words}"'),
    "words": N_('{interest}: whatever has "{words}" in its title'),
    "source": N_("{interest}: everything from {source}"),
}
SCORES: Final = (
    (9.0, N_("Critical (CVSS {score} of 10)")),
    (7.0, N_("High (CVSS {score} of 10)")),
    (4.0, N_("Medium (CVSS {score} of 10)")),
    (0.0, N_("Low (CVSS {score} of 10)")),
)
MOST_NAMED: Final = 3
LONGEST_LINK: Final = 1000


class Labels:
    """Names in the reader's language; what the company no longer has is called by its id."""

    def __init__(self, content: BulletinContent, people: People) -> None:
        company = people.company
        self._people = people
        self._interests = {one.id: one.name for one in content.interests.interests}
        self._products = {one.id: one.name for one in company.products}
        self._users = {one.id: one.users for one in content.interests.interests}
        self._keywords = {one.id for one in content.interests.interests if one.kind == "keyword"}
        self._sources = {one.id: one.name for one in content.feeds.sources}
        self._departments = {one.id: one.name for one in company.departments}

    def interest(self, interest: str, words: Words) -> str:
        """The name of a product or a subject."""
        name = self._interests.get(interest)
        return name.say(words.language) if name else self._products.get(interest, interest)

    def interests(self, advisory: Advisory, words: Words) -> str:
        """What it is about, in a few words: the products first."""
        return self.named([one.interest for one in advisory.reasons], words)

    def named(self, interests: Iterable[str], words: Words) -> str:
        """The names of a few of them, and how many more there are."""
        names = list(dict.fromkeys(self.interest(one, words) for one in interests))
        said = words.say(", ").join(names[:MOST_NAMED])
        more = len(names) - MOST_NAMED
        return words.say("{names} and {more} more", names=said, more=more) if more > 0 else said

    def products(self, advisory: Advisory) -> list[str]:
        """The interests that are products and not subjects."""
        return [one.interest for one in advisory.reasons if one.interest not in self._keywords]

    def users(self, advisory: Advisory) -> tuple[str, ...]:
        """The departments that are affected; none named means everybody."""
        users = [self._users.get(one.interest) or [] for one in advisory.reasons]
        known = (one for each in users for one in each if one in self._departments)
        return tuple(dict.fromkeys(known)) if all(users) else ()

    def affected(self, advisory: Advisory, words: Words) -> str:
        users = [self._departments[one].say(words.language) for one in self.users(advisory)]
        return words.say("Used by: {users}", users=words.say(", ").join(users) if users else words.say("everyone"))

    def source(self, source: str, words: Words) -> str:
        name = self._sources.get(source)
        return name.say(words.language) if name else words.say("a file that was handed in")

    def first_source(self, sources: Iterable[str]) -> str:
        """Of several sources the one to be named: the order of the company's file."""
        order = list(self._sources)
        return min(sources, key=lambda one: order.index(one) if one in order else len(order))

    def reason(self, reason: Reason, words: Words) -> str:
        said = REASONS.get(reason.how, REASONS["word"])
        return words.say(said, interest=self.interest(reason.interest, words), evidence=reason.evidence[:200])

    def teaching(self, taught: Teaching, words: Words) -> str:
        about = {"interest": self.interest(taught.interest, words), "words": taught.words}
        return words.say(TEACHINGS[taught.kind], source=self.source(taught.source, words), **about)

    def person(self, user: str, words: Words) -> str:
        return self._people.called(user, words.language)


def host(link: str) -> str:
    """Where an address leads; "" for what is no address of the web, or one too odd to be pressed."""
    try:
        address = urlsplit(link)
        name = address.hostname or ""
    except ValueError:
        return ""
    return name if address.scheme in {"http", "https"} and len(link) <= LONGEST_LINK else ""


def score(advisory: Advisory, words: Words) -> str:
    """How grave it is, as a word and a number."""
    if advisory.score is None:
        return words.say("Severity: the source gives no score")
    found = next(said for least, said in SCORES if advisory.score >= least)
    return words.say("Severity: {score}", score=words.say(found, score=f"{advisory.score:.1f}"))


def attacked(advisory: Advisory, words: Words) -> str:
    """Whether it is being used for attacks."""
    known = N_("Attacks: this weakness is already being used for attacks")
    return words.say(known if advisory.exploited else N_("Attacks: none reported by these sources so far"))
