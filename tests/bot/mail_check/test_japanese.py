"""Sixty Japanese phishing mails and sixty honest ones of our own, in the styles that the warning pages describe."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from bot.mail_check.analysis import analyse
from bot.mail_check.facts import Company, Facts
from bot.mail_check.parsing.reading import read
from bot.mail_check.verdict import Verdict
from knowledge.loader import load_mail

FOLDER = Path(__file__).with_name("japanese")


@lru_cache(maxsize=1)
def verdicts() -> dict[str, list[Verdict]]:
    content, company = load_mail()
    facts = Facts.of(content, Company.of(company))
    found: dict[str, list[Verdict]] = {}
    with (FOLDER / "manifest.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            judged = analyse(read((FOLDER / row["file"]).read_bytes()), facts)
            found.setdefault(row["label"], []).append(judged.verdict)
    return found


def share(label: str, *wanted: Verdict) -> float:
    those = verdicts()[label]
    return sum(one in wanted for one in those) / len(those)


def test_there_are_sixty_of_each() -> None:
    assert {label: len(those) for label, those in verdicts().items()} == {"phish": 60, "honest": 60}


def test_nine_in_ten_phishing_mails_are_danger_or_caution() -> None:
    assert share("phish", Verdict.DANGER, Verdict.CAUTION) >= 0.9


def test_at_most_one_honest_mail_in_twenty_is_flagged() -> None:
    assert share("honest", Verdict.DANGER, Verdict.CAUTION) <= 0.05


def test_no_honest_mail_is_called_dangerous() -> None:
    assert share("honest", Verdict.DANGER) == 0
