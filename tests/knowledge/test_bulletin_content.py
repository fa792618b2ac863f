"""What we ship as bulletins: a year that comes when the policy says, words that are whole, sources that are polite."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from itertools import takewhile
from pathlib import Path

import pytest

from bot.bulletins.recurrence import fires
from bot.core.workdays import WorkDays
from knowledge.bulletins_variables import OF_THE_BULLETIN, filled, named, variables
from knowledge.lint import lint
from knowledge.loader import PACKAGED, load

KNOWN = load()
BULLETINS = KNOWN.bulletins
ENTRIES = {entry.id: entry for entry in BULLETINS.calendar.entries}
DAYS = WorkDays("Asia/Tokyo")
MONTHLY = {"monthly-digest", "monthly-updates", "log-check"}
EVERY_JANUARY = re.compile(r"毎年1月")
REGULARLY = {"2-4", "2-5", "3-4.1", "8-2", "10-1.4", "11-5.3"}
"""What the policy wants done every year or regularly, without naming a month."""


def times(entry: str, year: int) -> list[datetime]:
    """When an entry comes in a year."""
    start, end = (datetime(one, 1, 1, tzinfo=UTC) for one in (year, year + 1))
    return list(takewhile(lambda moment: moment < end, fires(ENTRIES[entry].rule, "Asia/Tokyo", DAYS).after(start)))


@pytest.mark.parametrize("year", [2027, 2028])
def test_a_year_brings_each_entry_as_often_as_it_should_and_only_on_working_days(year: int) -> None:
    for name in ENTRIES:
        found = times(name, year)
        assert all(DAYS.works(DAYS.day_of(moment)) for moment in found), name
        if name != "long-holidays":
            assert len(found) == (12 if name in MONTHLY else 1), name


@pytest.mark.parametrize(
    ("year", "days"), [(2027, ["04-28", "12-27"]), (2028, ["05-01", "12-27"]), (2029, ["05-01", "12-27"])]
)
def test_the_word_before_holidays_leaves_two_days_for_it(year: int, days: list[str]) -> None:
    assert [f"{DAYS.day_of(moment):%m-%d}" for moment in times("long-holidays", year)] == days


def test_nobody_gets_more_than_two_of_them_on_one_day() -> None:
    days = Counter(DAYS.day_of(moment) for name in ENTRIES if not ENTRIES[name].roles for moment in times(name, 2027))
    assert max(days.values()) <= 2


def test_what_the_policy_wants_every_january_comes_in_january() -> None:
    wanted = {rule.id for rule in KNOWN.clauses.values() if EVERY_JANUARY.search(rule.text.ja)}
    assert wanted == {"1-2", "4-5.1.5"}
    january = [entry for entry in ENTRIES.values() if entry.rule.kind == "yearly" and entry.rule.month == 1]
    assert wanted <= {clause for entry in january for clause in entry.clauses}


def test_what_the_policy_wants_regularly_has_its_day() -> None:
    assert {clause for entry in ENTRIES.values() for clause in entry.clauses} >= REGULARLY


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_variable_of_a_template_has_its_value(language: str) -> None:
    values = variables(KNOWN.company, language)
    for template in BULLETINS.templates.values():
        for text in (template.title, template.body, *template.actions):
            assert {*named(filled(text.say(language), values))} <= {*OF_THE_BULLETIN}, template.id


def test_the_right_answer_is_not_always_in_the_same_place() -> None:
    right = Counter(one.question.right for one in BULLETINS.templates.values() if one.question)
    assert len(right) > 1


def test_a_foreign_source_counts_only_for_our_products_and_the_api_s_are_off() -> None:
    sources = {source.id: source for source in BULLETINS.feeds.sources}
    assert [name for name, source in sources.items() if source.only_products] == ["kev", "nvd"]
    assert [name for name, source in sources.items() if not source.on] == ["myjvn", "nvd"]


def test_every_product_of_the_company_has_a_word_in_japanese_or_its_product_id() -> None:
    interests = {one.id: one for one in BULLETINS.interests.interests if one.kind == "product"}
    assert set(interests) == {product.id for product in KNOWN.company.products}
    assert all(one.cpes for one in interests.values())


@pytest.mark.parametrize("manual", ["content.md", "content.en.md"])
def test_the_examples_of_the_manual_work(tmp_path: Path, manual: str) -> None:
    shutil.copytree(PACKAGED, tmp_path / "rules")
    part = re.split(r"^## ", (PACKAGED.parents[1] / "docs" / manual).read_text("utf-8"), flags=re.MULTILINE)[11]
    examples = re.findall(r"```yaml\n(.*?)```", part, re.DOTALL)
    names = ["templates/survey-scam", "calendar", "feeds", "../company", "interests"]
    for name, example in zip(names, examples, strict=True):
        with (tmp_path / f"rules/bulletins/{name}.yml").open("a", encoding="utf-8") as file:
            file.write(example)
    assert lint(tmp_path / "rules", date(2026, 11, 21)) == []
