"""What we ship about incidents keeps what the policy and the law say, in both languages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from bot.core.workdays import WorkDays
from bot.incidents.duties import Need, Situation, applicable
from bot.incidents.letters import FIELDS
from knowledge.documents import Text
from knowledge.incidents import LETTER_FIELDS, Condition, Duty
from tests.kit.content import packaged

KNOWN = packaged()
CONTENT = KNOWN.incidents
KINDS = {one.id: one for one in CONTENT.categories.categories}
DUTIES = {one.id: one for one in CONTENT.jurisdiction.duties}
LETTERS = {name: duty.letter for name, duty in DUTIES.items() if duty.letter}
PPC_ITEMS = ("概要", "項目", "本人の数", "原因", "二次被害", "本人への対応", "公表", "再発防止", "その他")


def dates(duty: Duty) -> list[tuple[str, int, int | None, bool]]:
    return [(one.id, one.days, one.soft_days, one.extends) for one in duty.deadlines]


def test_people_find_what_they_look_for_first_and_in_doubt_still_report() -> None:
    assert list(KINDS)[:4] == ["loss", "missent", "clicked", "virus"]
    assert list(KINDS)[-2:] == ["near-miss", "other"]
    assert {one.number for one in KINDS.values()} <= set(range(1, 7))


def test_every_leak_is_level_two_or_higher_and_of_personal_data_level_three() -> None:
    leaks = [one for one in KINDS.values() if one.kind == "leak"]
    assert {one.id for one in leaks} == {"loss", "missent", "personal-data"}
    assert all(one.floor >= 2 for one in leaks)
    assert (KINDS["personal-data"].presumed, KINDS["personal-data"].floor) == (3, 3)
    assert (KINDS["ransom"].presumed, KINDS["ransom"].floor) == (3, 2)
    assert (KINDS["near-miss"].presumed, KINDS["near-miss"].floor, len(KINDS["near-miss"].facts)) == (0, 0, 3)


def test_every_emergency_leads_to_the_kind_that_a_colleague_would_choose() -> None:
    led = {answer: one.id for one in KINDS.values() for answer in one.answers}
    assert set(led) == {answer.id for answer in KNOWN.answers.values() if answer.emergency}
    for answer, kind in (
        ("emergency-stolen", "loss"),
        ("emergency-fake-support", "clicked"),
        ("emergency-scam-paid", "scam"),
        ("emergency-unauthorised-login", "password"),
        ("emergency-defaced", "unauthorised-access"),
        ("emergency-mynumber-leaked", "personal-data"),
    ):
        assert led[answer] == kind


@pytest.mark.parametrize(
    ("kind", "ja", "en"),
    [
        ("virus", "ネットワークから切り離", "off the network"),
        ("virus", "電源は切らないで", "Do not switch it off"),
        ("clicked", "電源は切らないで", "Do not switch it off"),
        ("ransom", "払わない", "pay anybody"),
        ("ransom", "電源は切らないで", "Do not switch it off"),
        ("loss", "警察", "police"),
        ("missent", "電話", "phone"),
        ("password", "別の端末", "clean device"),
        ("outage", "何度も再起動", "restart again and again"),
        ("personal-data", "自分の判断で連絡しない", "by yourself"),
    ],
)
def test_the_first_response_says_what_matters_most(kind: str, ja: str, en: str) -> None:
    assert any(ja in line for line in KINDS[kind].first.ja)
    assert any(en in line for line in KINDS[kind].first.en)


def test_the_first_response_can_be_taken_in_at_a_glance() -> None:
    for one in KINDS.values():
        assert 3 <= len(one.first.ja) <= 5, one.id
        assert max(map(len, one.first.ja)) <= 80, one.id
        assert max(map(len, one.first.en)) <= 140, one.id


def test_a_real_incident_has_six_to_fourteen_steps_and_ends_in_a_lesson() -> None:
    for name, book in CONTENT.playbooks.items():
        assert name == "near-miss" or 6 <= len(book.steps) <= 14, name
        assert "learn" in {step.phase for step in book.steps}, name


@pytest.mark.parametrize("kind", ["loss", "missent", "personal-data", "ransom", "virus", "outage"])
def test_at_level_three_the_president_announces_the_outcome(kind: str) -> None:
    told = [step for step in CONTENT.playbooks[kind].steps if step.role == "president" and 3 in step.levels]
    assert any("公表" in step.text.ja or "伝える" in step.text.ja for step in told)


def test_whatever_the_policy_restores_has_somebody_who_restores_it() -> None:
    owners = {one.id: one.owner for one in CONTENT.continuity.services}
    assert (owners["power"], owners["people"]) == ("department_head", "department_head")
    assert owners["customers"] == "president"
    assert {owners[name] for name in ("hardware", "software", "network", "line", "hosting")} == {"incident_lead"}
    assert all(one.contacts or one.list_of for one in CONTENT.continuity.services)


@pytest.mark.parametrize("name", ["ppc", "mynumber"])
def test_the_authority_hears_within_five_days_and_in_full_within_thirty_or_sixty(name: str) -> None:
    assert dates(DUTIES[name]) == [
        ("preliminary", 5, 3, False),
        ("final", 60, None, True),
        ("final", 30, None, True),
    ]
    longer, usual = DUTIES[name].deadlines[1:]
    assert longer.when.facts == {"purpose": ["yes"]}
    assert usual.when == Condition()


def test_the_report_to_the_authority_has_its_nine_items() -> None:
    for name in ("ppc", "mynumber"):
        numbered = re.findall(r"^(\d)\. (.+)$", LETTERS[name].ja, re.MULTILINE)
        assert [int(number) for number, _ in numbered] == list(range(1, 10))
        assert all(item in title for item, (_, title) in zip(PPC_ITEMS, numbered, strict=True)), name


def test_the_common_forms_ask_what_they_are_known_to_ask() -> None:
    for item in ("ランサムノート", "拡張子", "類型", "侵入の経路", "IoC", "同意"):
        assert item in LETTERS["common-form"].ja
    assert DUTIES["common-form"].effective_from == date(2025, 10, 1)
    assert "通信の量" in LETTERS["common-form-ddos"].ja


def test_what_a_colleague_wrote_never_reaches_those_outside_who_are_addressed() -> None:
    for name in ("persons", "client", "partners"):
        assert not set(re.findall(r"\{(\w+)\}", LETTERS[name].ja)) & {"text", "facts"}, name


def test_every_letter_says_who_writes_and_under_which_reference() -> None:
    for name, letter in LETTERS.items():
        assert {"company", "lead", "phone", "id", "today"} <= set(re.findall(r"\{(\w+)\}", letter.ja)), name


def test_what_a_letter_may_ask_for_is_what_is_filled_in() -> None:
    assert LETTER_FIELDS == FIELDS


def test_the_police_are_no_place_for_a_complaint_online() -> None:
    why = DUTIES["police"].why
    assert all(word in why.ja for word in ("110番", "被害届にはならず", "土日"))
    assert all(word in why.en for word in ("110", "not a formal complaint", "weekends"))


def needs(category: str, level: int, **facts: str) -> dict[str, Need]:
    """What each duty comes to; every question that is not answered here is open."""
    named = {name.replace("_", "-"): answer for name, answer in facts.items()}
    here = Situation(category, level, named, datetime(2026, 11, 20, 3, tzinfo=UTC))
    return {due.duty.id: due.need for due in applicable(CONTENT.jurisdiction, here, WorkDays("Asia/Tokyo"))}


def needed(category: str, level: int, **facts: str) -> set[str]:
    return {name for name, need in needs(category, level, **facts).items() if need is Need.NEEDED}


LEAKED = {"leaked": "yes", "encrypted": "no", "entrusted": "own", "sensitive": "no", "financial": "no"}
QUIET = {"outside": "no", "confidential": "no", "mynumber": "no", "regulated": "no", "insured": "no", "purpose": "no"}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"personal": "up-to-100"}, False),
        ({"personal": "up-to-1000"}, False),
        ({"personal": "over-1000"}, True),
        ({"personal": "some"}, True),
        ({"personal": "up-to-100", "sensitive": "yes"}, True),
        ({"personal": "up-to-100", "financial": "yes"}, True),
        ({"personal": "up-to-100", "purpose": "yes"}, True),
        ({"personal": "none", "purpose": "yes"}, False),
        ({"personal": "over-1000", "encrypted": "yes"}, False),
        ({"personal": "over-1000", "leaked": "recovered"}, False),
        ({"personal": "over-1000", "entrusted": "client-told"}, False),
        ({"personal": "over-1000", "entrusted": "client"}, True),
    ],
)
def test_the_authority_and_the_persons_are_told_as_the_law_says(facts: dict[str, str], told: bool) -> None:
    found = needed("personal-data", 3, **{**LEAKED, **QUIET, **facts})
    assert ("ppc" in found, "persons" in found) == (told, told)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"mynumber-case": "none"}, False),
        ({"mynumber-case": "over-100"}, True),
        ({"mynumber-case": "public"}, True),
        ({"mynumber-case": "none", "purpose": "yes"}, True),
        ({"mynumber-case": "over-100", "encrypted": "yes"}, False),
        ({"mynumber-case": "over-100", "personal": "none"}, True),
    ],
)
def test_a_leak_of_my_numbers_has_triggers_of_its_own(facts: dict[str, str], told: bool) -> None:
    known = {**LEAKED, **QUIET, "mynumber": "yes", "personal": "up-to-100", **facts}
    assert ("mynumber" in needed("personal-data", 3, **known)) is told


def test_small_matters_ask_nothing_of_the_law() -> None:
    none = {Need.NOT_NEEDED}
    assert set(needs("near-miss", 0).values()) == none
    assert set(needs("outage", 1, personal="none", impact="several").values()) == none
    assert needed("clicked", 1, personal="none") == {"antiphishing"}


def test_ransomware_brings_everybody_who_can_help() -> None:
    found = needed("ransom", 3, **{**LEAKED, **QUIET, "personal": "some", "purpose": "yes", "insured": "yes"})
    assert found == {"ppc", "persons", "insurer", "police", "common-form", "ipa-virus", "ipa-access", "jpcert"}


def test_what_was_not_read_in_an_official_text_says_so() -> None:
    for name in ("ppc", "mynumber", "client", "ministry", "group", "common-form", "common-form-ddos"):
        assert "要確認" in DUTIES[name].notes, name
    assert "法的助言ではありません" in CONTENT.jurisdiction.disclaimer.ja


def test_nobody_is_shown_a_note_to_ourselves() -> None:
    for name, duty in DUTIES.items():
        told = (duty.to, duty.why, duty.law, duty.timing, duty.letter)
        shown = [duty.source, *(words for text in told if text for words in (text.ja, text.en))]
        for note in ("要確認", "to be checked", "blog", "ニュースレター", "BUSINESS LAWYERS", "法律事務所", "id="):
            assert not [words for words in shown if note in words], (name, note)


def test_a_record_states_facts_and_asks_no_questions() -> None:
    for fact in (*CONTENT.levels.facts, *CONTENT.jurisdiction.facts):
        said = [fact.subject.ja, fact.subject.en, *(one.stated.ja for one in fact.options)]
        assert not [words for words in said if words.endswith(("？", "?")) or words in {"はい", "いいえ"}], fact.id


def texts() -> list[Text]:
    """Every sentence of the incidents that stands in both languages."""
    content = CONTENT
    found = [text for one in KINDS.values() for text in (Text(**one.title.model_dump()), one.example)]
    found += [step.text for book in content.playbooks.values() for step in book.steps]
    found += [text for duty in DUTIES.values() for text in (duty.to, duty.why, duty.letter) if text]
    return found + [fact.ask for fact in (*content.levels.facts, *content.jurisdiction.facts)]


def test_each_language_is_written_in_its_own() -> None:
    for text in texts():
        assert re.search(r"[ぁ-んァ-ヶ一-龠]", text.ja), text.ja
        assert not re.search(r"[ぁ-んァ-ヶ]", text.en), text.en
