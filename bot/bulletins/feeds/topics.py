"""The words of a title that tell what it is about, beside the words that every warning has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from bot.bulletins.feeds import phrases

MOST: Final = 3
_TOPIC: Final = re.compile(r"[A-Z][A-Za-z0-9+]*(?:[ -][A-Z][A-Za-z0-9+]*){0,3}|[ァ-ヺー]{4,}")
_ENGLISH: Final = """
    JVN JPCERT CERT CC IPA CISA KEV NVD CVE CVSS CWE Vulnerability Vulnerabilities Security Update Updates Advisory
    Remote Code Execution Privilege Escalation Elevation Bypass Improper Access Control Injection Overflow Use After
    Free Multiple Microsoft Apple Google Adobe SQL OS XSS DoS The In A An And Of
    Denial Service Disclosure Information Race Condition Type Confusion Memory Corruption Out-of-Bounds Write Read
    Use-After-Free Feature Spoofing Authentication Authorization Incorrect Missing Untrusted Data Deserialization Flaw
    Heap Heap-Based Stack-Based Buffer Integer Path Traversal Link Following Null Pointer Zero-Day Products
"""
_JAPANESE: Final = """
    セキュリティ アップデート クロスサイトスクリプティング バッファオーバーフロー サービス リモート コード プログラム
    アクセス ソフトウェア ソフトウエア サーバ サーバー システム メモリ ディレクトリトラバーサル インジェクション
    マイクロソフト
"""
_EVERYWHERE: Final = frozenset((_ENGLISH + _JAPANESE).split())


def line(phrase: str, name: str) -> str:
    """The product line that a longer name tells, up to the words of its weakness; "" when only the name is left."""
    rest = takewhile(lambda word: word not in _EVERYWHERE, phrase[len(name) :].split())
    told = " ".join((name, *rest))
    return told if told != name else ""


def topics(title: str, named: Sequence[str]) -> list[str]:
    """Names in a title, other than `named` ones: what a rule about words can be made of."""
    found = (one for said in _TOPIC.findall(title) for one in _stripped(said, named))
    return list(dict.fromkeys(found))[:MOST]


def _stripped(said: str, named: Sequence[str]) -> list[str]:
    """A name without the words that tell nothing; nothing when one of ours stands in it."""
    if any(phrases.stands(one, said) for one in named):
        return []
    kept = [word for word in said.split() if word not in _EVERYWHERE]
    return [" ".join(kept)] if kept and len(" ".join(kept)) > 1 else []
