"""Variables are put in by plain replacement: nothing that people type is ever run or filled in twice."""

from __future__ import annotations

import pytest

from knowledge.bulletins_variables import blanks, filled, named, strays, variables
from knowledge.loader import load

COMPANY = load().company
VALUES = {"company": "みどり精機", "do_by": "{company}", "link": r"https://example.jp/\1"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("{company}から", "みどり精機から"),
        ("{company}{company}", "みどり精機みどり精機"),
        ("{nobody}", "{nobody}"),
        ("{do_by}まで", "{company}まで"),
        ("{link}", r"https://example.jp/\1"),
        ("{{company}}", "{みどり精機}"),
        ("{{ 7 * 7 }} {% raw %} %(company)s ${company!r}", "{{ 7 * 7 }} {% raw %} %(company)s ${company!r}"),
        ("{company.__class__} {0} {Company} { company }", "{company.__class__} {0} {Company} { company }"),
    ],
)
def test_only_a_known_name_in_braces_is_replaced_and_only_once(typed: str, read: str) -> None:
    assert filled(typed, VALUES) == read


def test_the_company_s_file_says_whom_to_call_in_the_reader_s_language() -> None:
    ja, en = variables(COMPANY, "ja"), variables(COMPANY, "en")
    assert (ja["security_lead"], en["security_lead"]) == ("高橋 由美", "Yumi Takahashi")
    assert ja["incident_desk_phone"] == en["incident_desk_phone"] == "00-0000-0000"
    assert (ja["incident_desk_hours"], en["incident_desk_hours"]) == (
        "夜間・休日も受け付けます",
        "Also at night and on holidays",
    )
    assert ja.keys() == en.keys()


def test_what_the_company_s_file_leaves_out_has_no_variable_and_a_shared_role_names_everybody() -> None:
    people = [one.model_copy(update={"roles": ["president"]}) for one in COMPANY.people[:2]]
    values = variables(COMPANY.model_copy(update={"people": people, "contacts": []}), "ja")
    assert values == {"company": "あおば製作所株式会社", "president": "田中 美咲、エマ・クラーク"}


def test_slips_and_blanks_are_found() -> None:
    assert named("{company}と{do_by}と{company}") == ["company", "do_by"]
    assert list(strays("{company} {Company} {do by} } {")) == ["{Company}", "{do by}", "}", "{"]
    assert blanks("件名は〔件名〕、〔件名〕、〔日〕") == ["〔件名〕", "〔日〕"]
