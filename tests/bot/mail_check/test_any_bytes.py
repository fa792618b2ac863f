"""Properties of reading: nothing but a refusal ever comes out, and the same bytes are the same mail."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.mail_check.analysis import analyse
from bot.mail_check.domains import site_of
from bot.mail_check.folding import fold
from bot.mail_check.mail import Link, Mail, Unreadable
from bot.mail_check.parsing.charsets import decode
from bot.mail_check.parsing.headers import addresses, text_of
from bot.mail_check.parsing.pasted import read_pasted
from bot.mail_check.parsing.reading import read
from bot.mail_check.phrases import Phrases
from bot.mail_check.targets import target_of
from tests.bot.mail_check.making import facts, mail, signs
from tests.kit.examples import examples

pieces = st.sampled_from(
    [
        *(
            b"From: ",
            b"Subject: ",
            b"\r\n",
            b"\r\n\r\n",
            b"=?utf-8?B?",
            b"?=",
            b"--x",
            b"\x1b$B",
            b"\x82\xa0",
            b"@",
            b"\0",
        ),
        *(b"Content-Type: multipart/mixed; boundary=x", b"Content-Type: text/html", b"<div style='display:none'>"),
        *(
            b"Content-Transfer-Encoding: base64\r\n",
            b"Content-Disposition: attachment; filename=a.exe",
            b"MZ",
            b"\xff\xfe",
        ),
        *(b"%PDF-1.4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"<a href='http://a.example'>"),
    ],
)
soup = st.lists(st.one_of(pieces, st.binary(max_size=12)), max_size=40).map(b"".join)
text = st.text(st.characters(codec=None), max_size=200)
quick = examples(100)


def read_or_not(data: bytes) -> Mail | None:
    try:
        return read(data)
    except Unreadable:
        return None


@quick
@given(soup)
def test_any_bytes_are_a_mail_or_a_refusal_and_always_the_same(data: bytes) -> None:
    first = read_or_not(data)
    assert first == read_or_not(data)
    if first is not None:
        assert analyse(first, facts()) == analyse(first, facts())


@quick
@given(text)
def test_any_pasted_text_is_read_or_refused(pasted: str) -> None:
    try:
        found = read_pasted(pasted)
    except Unreadable:
        return
    analyse(found, facts())


@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_bytes_of_any_charset_are_text(data: bytes, charset: str) -> None:
    assert isinstance(decode(data, charset), str)


@quick
@given(text)
def test_any_header_is_text_and_any_address_has_a_domain_or_is_told_as_broken(value: str) -> None:
    assert isinstance(text_of(value), str)
    assert all(isinstance(one.domain, str) for one in addresses(value))


@given(text)
def test_folding_twice_is_folding_once(value: str) -> None:
    assert fold(fold(value)) == fold(value)


@given(text)
def test_any_link_leads_somewhere_or_nowhere(url: str) -> None:
    for link in (Link(url), Link(f"http://{url}"), Link(f"https://a.example/?u=http://{url}", url, "html")):
        target = target_of(link)
        assert target is None or target.site == site_of(target.host)
        signs(mail(links=[link]))


@given(
    st.lists(st.text("abcあ。 …", min_size=1, max_size=8).filter(lambda one: all(map(str.strip, one.split("…"))))), text
)
def test_a_phrase_is_found_exactly_when_it_stands_there(phrases: list[str], value: str) -> None:
    found = Phrases(phrases).search(fold(value))
    assert found in fold(value)
    assert not found or any(found.startswith(fold(phrase).split("...")[0].strip()) for phrase in phrases)
