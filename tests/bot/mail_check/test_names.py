"""Phrases found in text, and names that are made to be taken for others."""

from __future__ import annotations

import pytest

from bot.mail_check.impostors import RealName, RealNames
from bot.mail_check.phrases import Phrases

NAMES = RealNames(
    {
        "rakuten": RealName("rakuten.co.jp", called=True),
        "smbc": RealName("smbc.co.jp", called=True),
        "eki-net": RealName("eki-net.com", called=False),
        "minatokogyo": RealName("minatokogyo.co.jp", called=True, ours=True),
    },
    frozenset({"login", "card", "jp"}),
)


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("act now", "please act now, or", "act now"),
        ("act now", "the contract nowhere", ""),
        ("act", "the exact fact", ""),
        ("act", "exact, act", "act"),
        ("account…suspended", "your account has been suspended", "account has been suspended"),
        ("account…suspended", "your account " + "x" * 41 + " suspended", ""),
        ("account…suspended", "your account is suspendedly", ""),
        ("パスワードを入力", "idとパスワードを入力してください", "パスワードを入力"),
        ("24時間以内", "本日24時間以内に", "24時間以内"),
    ],
)
def test_a_phrase_is_found_as_a_reader_would(phrase: str, text: str, found: str) -> None:
    assert Phrases([phrase]).search(text) == found


def test_the_longest_phrase_is_the_evidence() -> None:
    assert Phrases(["verify", "verify your account"]).search("please verify your account") == "verify your account"


@pytest.mark.parametrize(
    ("name", "real"),
    [
        ("rakuten", ""),
        ("rakutan", "rakuten.co.jp"),
        ("rakutanu", ""),
        ("xakuten", ""),
        ("rakuten-login", "rakuten.co.jp"),
        ("rakutenlogin", "rakuten.co.jp"),
        ("loginrakuten", "rakuten.co.jp"),
        ("rakuten-nagano", ""),
        ("rakutengarten", ""),
        ("smbc-card", "smbc.co.jp"),
        ("smba", ""),
        ("eki-net-login", ""),
        ("minatokogyo-shop", "minatokogyo.co.jp"),
        ("minatokogyosales", "minatokogyo.co.jp"),
        ("rninatokogyo", "minatokogyo.co.jp"),
        ("minatokogio", "minatokogyo.co.jp"),
        ("minat0kogy0", "minatokogyo.co.jp"),
        ("yokohama", ""),
    ],
)
def test_an_imitation_is_told_from_a_name_of_its_own(name: str, real: str) -> None:
    assert NAMES.imitated(name) == real
