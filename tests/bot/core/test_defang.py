"""Addresses that are shown cannot be pressed, and no text can play with the terminal or the screen."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.defang import defang, plain


@pytest.mark.parametrize(
    ("armed", "harmless"),
    [
        ("https://evil.example/a?b=c", "hxxps://evil[.]example/a?b=c"),
        ("HTTP://EVIL.COM:80/", "hxxp://EVIL[.]COM:80/"),
        ("ftp://evil.com", "fxp://evil[.]com"),
        ("https://good.com@evil.com/", "hxxps://good[.]com@evil[.]com/"),
        ("http://203.0.113.7/x", "hxxp://203[.]0[.]113[.]7/x"),
        ("https://a.com/?u=https://b.com/x", "hxxps://a[.]com/?u=hxxps://b[.]com/x"),
        ("amazon ← mail.evil.shop", "amazon ← mail[.]evil[.]shop"),
        ("info@evil.co.jp", "info@evil[.]co[.]jp"),
        ("203.0.113.7", "203[.]0[.]113[.]7"),
        ("「evil.com」です。", "「evil[.]com」です。"),
        ("invoice.pdf.exe", "invoice.pdf.exe"),
        ("e.g. this, v1.2.3", "e.g. this, v1.2.3"),
        ("請求書.pdf", "請求書.pdf"),
        ("[evil.com] evil.com[1] ...evil.com.", "[evil[.]com] evil[.]com[1] ...evil[.]com."),
        ("a.b.c.d.e.f.g.h.i.j.k.evil.com", "a[.]b[.]c[.]d[.]e[.]f[.]g[.]h[.]i[.]j[.]k[.]evil[.]com"),
        ("詳細はevil.comへ、evil.co.jpまで", "詳細はevil[.]comへ、evil[.]co[.]jpまで"),
        ("mail.例え.みんな", "mail[.]例え[.]みんな"),
    ],
)
def test_an_address_is_defanged_and_a_file_name_is_not(armed: str, harmless: str) -> None:
    assert defang(armed) == harmless
    assert defang(harmless) == harmless


@given(st.text())
def test_no_text_keeps_an_address_that_opens(text: str) -> None:
    assert not re.search(r"\bhttps?://", defang(text))


@given(st.text())
def test_what_is_defanged_stays_as_it_is(text: str) -> None:
    assert defang(defang(text)) == defang(text)


@given(st.text(st.characters(codec=None)))
def test_no_text_carries_control_characters_or_halves_of_letters(text: str) -> None:
    shown = plain(text)
    shown.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", shown)
