"""Readers: what every source says arrives as items, with nothing lost and nothing hidden in it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.bulletins.feeds.items import LONGEST_TITLE, MOST_IDS
from bot.bulletins.feeds.reading import MOST_ITEMS, Unreadable, read
from tests.bot.bulletins.feeds.shapes import KINDS, items, rss, shape, told

ALERT = "https://www.jpcert.or.jp/at/2026/at260029.html"


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_a_dropped_file_is_recognised_by_what_stands_in_it(name: str, kind: str) -> None:
    found = read(shape(name), None, "s")
    assert found == told(name)
    assert found.kind == kind


def test_an_alert_in_rss_1_keeps_its_link_as_key_so_that_an_update_is_the_same_alert() -> None:
    alert = items("jpcert.rdf")[ALERT]
    assert alert.link == ALERT
    assert alert.is_update
    assert alert.updated == datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
    assert alert.cves == ("CVE-2026-00011", "CVE-2026-00012")


def test_an_entry_may_lack_its_description_and_its_date() -> None:
    found = items("ipa.rdf")
    assert found["https://www.ipa.go.jp/security/security-alert/2026/alert20261111.html"].summary == ""
    assert found["https://www.ipa.go.jp/security/announce/year-end.html"].updated is None


def test_carriage_returns_written_as_references_become_blanks() -> None:
    summary = items("ipa.rdf")["https://www.ipa.go.jp/security/security-alert/2026/alert20261120.html"].summary
    assert "ました。 攻撃が" in summary


def test_an_atom_entry_has_its_own_dates_and_the_text_of_its_html() -> None:
    entry = items("jpcert-eyes.atom")["tag:blogs.jpcert.or.jp,2026://1.1001"]
    assert entry.title == "標的型攻撃で使われた見本マルウエア <Kagerou> の分析"
    assert (entry.published, entry.updated) == (
        datetime(2026, 11, 18, tzinfo=UTC),
        datetime(2026, 11, 19, 1, tzinfo=UTC),
    )
    assert entry.cves == ("CVE-2026-00013",)
    assert "<" not in entry.summary


@pytest.mark.parametrize(
    "address",
    [
        "javascript://a.example/%0aalert(1)",
        "ftp://a.example/",
        "//a.example/",
        "https://ipa.go.jp@evil.example/",
        "https://a.example/&lt;!channel&gt;",
        "https://a.example/a|b",
        "https://[a",
        "https://a.example/" + "a" * 2000,
    ],
)
def test_links_that_nobody_should_follow_are_left_out(address: str) -> None:
    entry = f"<title>t</title><link>{address}</link><link>https://b.example/</link>"
    assert [item.link for item in read(rss(entry), "rss", "s").items] == ["https://b.example/"]


def test_jvn_keeps_every_repeated_element() -> None:
    entry = items("jvndb_new.rdf")["JVNDB-2026-000001"]
    assert entry.cves == ("CVE-2026-00011",)
    assert entry.identifiers == ("JVNDB-2026-000001", "CVE-2026-00011", "JVNVU#90000001", "CWE-89")
    assert entry.cpes == ("cpe:/a:mihon:kazaguruma", "cpe:/a:mihon:kazaguruma_server")
    assert entry.products == ("見本社 Kazaguruma", "見本社 Kazaguruma Server")
    assert entry.score == 9.8


def test_jvn_of_the_older_namespace_is_read_alike_and_the_newest_of_a_double_counts() -> None:
    found = items("jvn.rdf")
    assert list(found) == ["JVNVU#90000001", "JVN#00000001"]
    assert found["JVNVU#90000001"].updated == datetime(2026, 11, 20, 3, tzinfo=UTC)
    assert found["JVNVU#90000001"].cves == ("CVE-2026-00011", "CVE-2026-00012")


def test_a_score_that_is_no_number_is_none() -> None:
    assert items("jvndb_new.rdf")["JVNDB-2026-000002"].score is None


def test_myjvn_says_where_its_next_page_begins() -> None:
    assert told("myjvn.rdf").rest == 51


@pytest.mark.parametrize("kind", ["jvn", None])
def test_an_error_of_myjvn_is_told_as_one(kind: None) -> None:
    with pytest.raises(Unreadable, match="service"):
        read(shape("myjvn_error.rdf"), kind, "s")


def test_what_cisa_lists_is_known_to_be_exploited() -> None:
    entry = items("kev.json")["CVE-2026-00011"]
    assert entry.exploited
    assert entry.products == ("Mihon Kazaguruma",)
    assert len(items("kev.json")) == 2


def test_nvd_gives_the_highest_score_the_affected_products_and_nothing_that_was_rejected() -> None:
    found = told("nvd.json")
    entry = items("nvd.json")["CVE-2026-00011"]
    assert entry.score == 9.8
    assert entry.exploited
    assert entry.cpes == ("cpe:2.3:a:mihon:kazaguruma:*:*:*:*:*:*:*:*",)
    assert entry.title.startswith("CVE-2026-00011: SQL injection in Mihon Kazaguruma")
    assert [item.key for item in found.items] == ["CVE-2026-00011", "CVE-2026-00016"]
    assert found.rest == 3


@pytest.mark.parametrize("encoding", ["EUC-JP", "Shift_JIS", "ISO-2022-JP", "UTF-16", "UTF-8-SIG"])
def test_feeds_in_every_encoding_of_japan_are_read(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-SIG")}"?>'
    text = rss("<title>更新プログラムの適用</title>", head=head).decode()
    assert read(text.encode(encoding), "rss", "s").items[0].title == "更新プログラムの適用"


def test_an_empty_feed_is_a_feed() -> None:
    assert read(shape("empty.rdf"), "rss", "s").items == ()


def test_titles_are_one_short_line_without_anything_unseen() -> None:
    title = "\u202e\u200bexe\u2066.更新\x0b\n\u3000あり" + "長" * 5000
    (item,) = read(rss(f"<title>{title}</title>"), "rss", "s").items
    assert item.title.startswith("exe.更新 あり長")
    assert len(item.title) == LONGEST_TITLE


def test_numbers_are_written_alike_each_once_and_not_without_end() -> None:
    many = " ".join(f"cve_2026_{number}" for number in range(1000, 2000))
    (item,) = read(
        rss(f"<title>cve-2026-1000 ＣＶＥ‐２０２６‐１０００</title><description>{many}</description>"), "rss", "s"
    ).items
    assert item.cves[:2] == ("CVE-2026-1000", "CVE-2026-1001")
    assert len(item.cves) == MOST_IDS


def test_of_very_many_items_the_newest_are_kept() -> None:
    entries = ",".join(
        f'{{"cveID": "CVE-2026-{number}", "dateAdded": "{1995 + number % 30}-01-01"}}' for number in range(10000, 13000)
    )
    found = read(f'{{"catalogVersion": "1", "vulnerabilities": [{entries}]}}'.encode(), "kev", "s").items
    assert len(found) == MOST_ITEMS
    assert min(item.updated.year for item in found if item.updated) >= 2004
