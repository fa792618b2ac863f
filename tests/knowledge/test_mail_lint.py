"""The lint of `mail/`: what can be found has words and a weight, and every slip is named with file and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.lint import lint
from knowledge.loader import PACKAGED, load_mail
from knowledge.reading import ContentError


def changed(root: Path, file: str, old: str, new: str) -> list[str]:
    """Lints a copy of the packaged content with one place of one file changed."""
    shutil.copytree(PACKAGED, root)
    path = root / "mail" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return [str(problem) for problem in lint(root)]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("indicators.yml", "id: S01_freemail,", "id: S99_freemail,", "indicators.S01_freemail: is missing"),
        ("indicators.yml", "id: S01_freemail,", "id: S99_freemail,", "indicators.S99_freemail: nothing finds this"),
        ("indicators.yml", "id: S01_freemail,", "id: S00_no_from,", "S00_no_from: this id is already used"),
        ("indicators.yml", "weight: 0.5", "weight: 50", "less than or equal to 10"),
        ("indicators.yml", "policy: sender-1", "policy: sender-9", "policy"),
        ("indicators.yml", "group: sender", "group: sendr", "group"),
        ("indicators.yml", "id: P_theme_1,", "id: P_theme_9,", "indicators.P_theme_1: is missing"),
        ("themes.yml", "- id: T_CRED", "- id: T_SECRET", "indicators.T_SECRET: is missing"),
        ("themes.yml", "ja: [パスワードを入力,", "ja: […パスワードを入力,", "one side of its …"),
        ("themes.yml", "ja: [パスワードを入力,", 'ja: ["\\u200b\\u200b",', "nothing is left of it"),
        ("themes.yml", "ja: [パスワードを入力,", "ja: [暗証番号,", "'暗証番号' stands twice"),
        ("brands.yml", "id: rakuten", "id: amazon", "brands.amazon: this id is already used"),
        ("brands.yml", "names: [rakuten", "names: [Amazon", "the name 'amazon' stands twice"),
        ("brands.yml", "domains: [rakuten.co.jp", "domains: [https://rakuten.co.jp", "domains"),
        ("sending.yml", "shorteners: [bit.ly", "shorteners: [bit.ly, bit.ly", "shorteners: bit.ly stands twice"),
        ("sending.yml", "not_freemail: [", "not_freemail: [gmail.com, ", "gmail.com stands in freemail too"),
        ("scale.yml", "caution: 3.5", "caution: 9", "caution must be below danger"),
        ("walk.yml", "id: P_theme_1,", "id: T_CRED,", "must begin with P_"),
        ("walk.yml", "id: P_theme_1,", "id: P_theme_2,", "items.P_theme_2: this id is already used"),
        ("walk.yml", "ja: 届く心当たりがない", f"ja: {'長' * 76}", "at most 75"),
        ("advice.yml", "clauses: [7-4.5]", "clauses: [7-99]", "cites clause 7-99"),
        ("advice.yml", "  typed:", "  tipped:", "deeds"),
    ],
)
def test_a_slip_is_named_with_its_file_and_key(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    problems = changed(tmp_path / "content", file, old, new)
    assert any(told in problem and "mail/" in problem for problem in problems), problems


def test_an_advice_that_nobody_wrote_is_missed(tmp_path: Path) -> None:
    text = (PACKAGED / "mail/advice.yml").read_text("utf-8")
    block = text[text.index("  replied:") :]
    problems = changed(tmp_path / "content", "advice.yml", block, "")
    assert any("deeds.replied: is missing" in problem for problem in problems), problems


def test_the_analysis_refuses_broken_content_too(tmp_path: Path) -> None:
    changed(tmp_path / "content", "indicators.yml", "id: S01_freemail,", "id: S99_freemail,")
    with pytest.raises(ContentError):
        load_mail(tmp_path / "content")
