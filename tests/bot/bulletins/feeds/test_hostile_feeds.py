"""Whatever bytes a source sends, a reader gives items or its one refusal."""

from __future__ import annotations

import json
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bulletins.feeds.fetching import LARGEST
from bot.bulletins.feeds.items import LONGEST_SUMMARY, LONGEST_TITLE
from bot.bulletins.feeds.reading import MOST_ITEMS, Unreadable, read
from knowledge.bulletins import FeedKind
from tests.bot.bulletins.feeds.shapes import KINDS, rss, shape
from tests.kit.examples import examples

LAUGHS = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
HOSTILE = {
    "a web page": (shape("maintenance.html"), "not_a_feed"),
    "another kind of xml": (b"<svg/>", "not_a_feed"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "not_a_feed"),
    "a broken tag": (rss("<title>x</titel>"), "malformed"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="UTF-7"?><rss/>', "encoding"),
    "a billion laughs": (rss("<title>&i;</title>", head=f'<!DOCTYPE r [<!ENTITY a "ha">{LAUGHS}]>'), "unsafe"),
    "a file of ours": (rss("<title>&x;</title>", head='<!DOCTYPE r [<!ENTITY x SYSTEM "file:///a">]>'), "unsafe"),
    "a document type elsewhere": (rss(head='<!DOCTYPE r SYSTEM "http://evil.example/x.dtd">'), "unsafe"),
    "a nest of a hundred": (rss("<a>" * 100 + "</a>" * 100), "too_complex"),
    "a deep nest": (b"<rss>" + b"<a>" * (LARGEST // 3), "too_complex"),
    "a crowd of elements": (b"<rss><channel>" + b"<a/>" * (LARGEST // 4), "too_complex"),
    "a crowd of attributes": (b"<rss " + b" ".join(b"a%d=''" % n for n in range(1000)) + b"/>", "too_complex"),
    "one huge tag": (b"<" + b"a" * LARGEST + b">", "malformed"),
    "a deep nest of lists": (b"[" * LARGEST, "too_complex"),
    "a crowd of objects": (b'{"vulnerabilities": [' + b"{}," * (LARGEST // 3) + b"{}]}", "too_complex"),
    "a number without end": (b'{"vulnerabilities": [' + b"9" * LARGEST + b"]}", "malformed"),
    "something else in JSON": (b'{"vulnerabilities": {"a": 1}}', "not_a_feed"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_feed_or_means_us_harm_is_refused(name: str) -> None:
    data, code = HOSTILE[name]
    with pytest.raises(Unreadable, match=f"^{code}$"):
        read(data, None, "s")


@pytest.mark.parametrize("tag", ["title", "description", "link", "guid", "pubDate"])
def test_a_text_of_five_megabytes_becomes_a_short_one(tag: str) -> None:
    (item,) = read(rss(f"<title>a</title><guid>g</guid><{tag}>{'&lt;' * (LARGEST // 4)}</{tag}>"), "rss", "s").items
    assert len(item.title) <= LONGEST_TITLE
    assert len(item.summary) <= LONGEST_SUMMARY
    assert len(item.key) <= 300


def test_texts_in_json_may_hold_half_a_character() -> None:
    entry = {"cveID": "CVE-2026-1000", "vulnerabilityName": "a\ud800b\x00c", "dateAdded": "0001-01-01"}
    (item,) = read(json.dumps({"vulnerabilities": [entry]}).encode(), "kev", "s").items
    assert item.title == "ab c"
    assert item.updated is None


def spoiled(data: bytes, seed: int) -> bytes:
    """The same with pieces lost, doubled, moved and bent."""
    chance, found = random.Random(seed), bytearray(data)
    for _ in range(chance.randint(1, 12)):
        here, there = sorted(chance.randrange(len(found)) for _ in "ab")
        piece = bytes(found[here : min(there, here + 60)])
        match chance.randrange(4):
            case 0:
                del found[here : here + len(piece)]
            case 1:
                found[there:there] = piece
            case 2:
                found[here] = chance.randrange(256)
            case _:
                found[here:here] = chance.choice(
                    [b"<", b">", b"&", b'"', b"9" * 30, b"null", b"[", b"\xff", "更".encode()]
                )
        if not found:
            return b"<"
    return bytes(found)


def check(data: bytes, kind: FeedKind | None) -> None:
    try:
        found = read(data, kind, "s")
    except Unreadable:
        return
    assert len(found.items) <= MOST_ITEMS
    for item in found.items:
        assert item.key
        assert not any(UNSEEN.search(text) for text in (item.key, item.title, item.summary, *item.cves, *item.products))
        assert not item.link or item.link.startswith(("http://", "https://"))
        assert len(item.title) <= LONGEST_TITLE
        json.dumps([item.key, item.title, item.summary], ensure_ascii=False).encode()


@pytest.mark.parametrize("name", [*KINDS, "myjvn_error.rdf", "empty.rdf", "maintenance.html"])
def test_a_spoiled_feed_is_read_or_refused_and_nothing_else(name: str) -> None:
    data = shape(name)
    for seed in range(60):
        bad = spoiled(data, seed)
        check(bad, KINDS.get(name))
        check(bad, None)


@examples(100)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda each: (
            st.lists(each)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "cveID",
                        "cve",
                        "id",
                        "metrics",
                        "descriptions",
                        "configurations",
                        "nodes",
                        "cvssMetricV31",
                        "lang",
                        "value",
                        "cvssData",
                        "baseScore",
                    ]
                ),
                each,
            )
        ),
        max_leaves=12,
    )
)
def test_json_of_any_shape_is_read_or_refused_and_nothing_else(tree: object) -> None:
    entries = [
        tree,
        {"cve": tree},
        {"cveID": tree},
        {"cve": {"id": "CVE-2026-1000", "metrics": tree, "configurations": [tree]}},
    ]
    for kind in ("kev", "nvd"):
        check(json.dumps({"vulnerabilities": entries, "startIndex": tree}).encode(), kind)
