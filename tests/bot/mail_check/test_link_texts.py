"""Addresses as people write them, and which texts want one looked at."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mail_check.analysis import analyse
from bot.mail_check.destinations import destinations_of
from bot.mail_check.mail import Unreadable
from bot.mail_check.marks import marks_of
from bot.mail_check.parsing.addresses import written
from bot.mail_check.recognise_link import is_short_with_link, read_link, speaks_to_us, wants_check
from bot.mail_check.report import report_of
from tests.bot.mail_check.making import facts
from tests.kit import links, more_links
from tests.kit.stage import finder

GOLDEN = sorted((Path(__file__).parents[2] / "knowledge").glob("golden*.jsonl"))
LURES = facts().lures
ADDRESS = "https://arnazon.top/verify"


@pytest.mark.parametrize(
    ("text", "url", "words"),
    [
        (ADDRESS, ADDRESS, ""),
        ("hxxps://arnazon[.]top/verify", ADDRESS, ""),
        ("hxxps[:]//arnazon(.)top/verify", ADDRESS, ""),
        ("ttps://arnazon.top/verify", ADDRESS, ""),
        ("https:/arnazon.top/verify", ADDRESS, ""),
        ("https:///arnazon.top/verify", ADDRESS, ""),
        ("https://arnazon%2etop/verify", ADDRESS, ""),
        ("https://arnazon。top/verify", ADDRESS, ""),
        ("https://arnazon.top。開いていいですか", "https://arnazon.top", "。開いていいですか"),
        ("ｈｔｔｐｓ：／／ａｒｎａｚｏｎ．ｔｏｐ／ｖｅｒｉｆｙ", ADDRESS, ""),
        ("https://arn\u200bazon.top/verify", ADDRESS, ""),
        ("arnazon.top", "http://arnazon.top", ""),
        ("https://arnazon.top/verifyは安全ですか", ADDRESS, "は安全ですか"),
        ("https://arnazon.topは安全ですか", "https://arnazon.top", "は安全ですか"),
        ("https://arnazon.top/は安全ですか", "https://arnazon.top/", "は安全ですか"),
        ("arnazon.topって安全", "http://arnazon.top", "って安全"),
        ("「https://arnazon.top/verify」", ADDRESS, "「 」"),
        ("Is https://arnazon.top/verify, safe", ADDRESS, "Is  , safe"),
        ("https://ja.wikipedia.org/wiki/日本", "https://ja.wikipedia.org/wiki/日本", ""),
        ("https://日本語.jp/", "https://日本語.jp/", ""),
        ("http://192.0.2.1:8080/a", "http://192.0.2.1:8080/a", ""),
        ("http://[2001:db8::1]/a", "http://[2001:db8::1]/a", ""),
        ("https://www.amazon.co.jp@arnazon.top/", "https://www.amazon.co.jp@arnazon.top/", ""),
        ("javascript:alert(1)", "javascript:alert(1)", ""),
    ],
)
def test_an_address_is_found_however_it_is_written(text: str, url: str, words: str) -> None:
    found = written(text)
    assert [one.url for one in found.links] == [url]
    assert found.words == words


@pytest.mark.parametrize(
    "text", ["<https://arnazon.top|https://amazon.co.jp>", "https://amazon.co.jp<https://arnazon.top>"]
)
def test_what_a_link_shows_is_kept_beside_where_it_leads(text: str) -> None:
    (link,) = written(text).links
    assert (link.url, link.shown, link.source) == ("https://arnazon.top", "https://amazon.co.jp", "html")


@pytest.mark.parametrize(
    "text",
    ["tanaka@example.co.jp", "misaki.tanaka@example.co.jp", "README.md", "ASP.NET", "node.js", "v1.2.3", "3.14", ""],
)
def test_what_only_looks_like_an_address_is_none(text: str) -> None:
    assert written(text).links == ()


@pytest.mark.parametrize("text", [*links.CHECK, *more_links.CHECK])
def test_a_link_a_doubt_about_one_and_a_short_message_with_one_want_a_check(text: str) -> None:
    assert wants_check(text, LURES)


@pytest.mark.parametrize("text", [*links.POLICY, *more_links.POLICY])
def test_a_policy_question_that_names_an_address_stays_one(text: str) -> None:
    assert not wants_check(text, LURES)


def test_no_question_that_people_are_known_to_ask_is_taken_for_a_link() -> None:
    asked = [json.loads(line) for file in GOLDEN for line in file.read_text("utf-8").splitlines()]
    assert len(asked) > 300
    assert [one["text"] for one in asked if wants_check(one["text"], LURES)] == []


def test_a_doubt_about_a_link_is_no_emergency() -> None:
    find = finder().find
    told = [text for text in (*links.CHECK, *more_links.CHECK) if speaks_to_us(text, LURES)]
    assert [text for text in told if find(text, None, "ja").emergency] == []


@pytest.mark.parametrize(
    "text",
    [
        "リンクを押してしまった https://bit.ly/3AbCdEf",
        "SMSのリンクを開いてしまいました。どうすればいいですか https://example-post.net/a",
        "届いたリンクにパスワードを入力してしまいました https://example-acc.net/login",
        "怪しいサイトにログインしちゃった。パスワードを入れた https://example-acc.net",
        "アカウントに不正ログインされました https://example-acc.net",
        "I clicked a link https://bit.ly/3AbCdEf",
    ],
)
def test_what_has_happened_goes_above_the_link(text: str) -> None:
    assert speaks_to_us(text, LURES)
    assert finder().find(text, None, "ja").emergency


def test_whoever_has_pressed_it_already_is_answered_first_and_offered_the_check() -> None:
    assert not wants_check("I typed my password there, is it phishing? https://example-acc.net", LURES)
    assert not wants_check("開いてしまいましたが危険ですか https://bit.ly/3AbCdEf", LURES)


def test_a_mail_and_a_long_text_are_no_short_message() -> None:
    assert not is_short_with_link(f"From: A <a@b.example>\nSubject: 至急\n\n{ADDRESS}")
    assert not is_short_with_link("あ" * 500 + ADDRESS)
    assert is_short_with_link(f"ご確認ください {ADDRESS}")


PIECES = [
    "https://", "hxxp", "[.]", "arnazon.top", "@", "/", "?", "は安全ですか", "<", "|", ">", "xn--", "。", ":", "[", "]",
    "ｈｔｔｐ", "192.0.2.1", "%", "data:text/", "\u202e", "\u0000", "\ud800", " ", "\n", "日本",
]  # fmt: skip


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
def test_no_text_makes_it_fail(text: str) -> None:
    wants_check(text, LURES)
    is_short_with_link(text)
    try:
        mail = read_link(text, LURES)
    except Unreadable:
        return
    report_of(mail, analyse(mail, facts()), destinations_of(mail, facts()))
    marks_of(mail)


@pytest.mark.parametrize(
    "part", ["https://", "a.", "http://a@", "[.]", "<http://a|", "/は", "ｈ", "a<http://b.c", "xn--."]
)
def test_hostile_text_is_looked_at_in_no_time(part: str) -> None:
    text = part * 40_000
    began = time.process_time()
    wants_check(text, LURES)
    is_short_with_link(text)
    assert time.process_time() - began < 2
