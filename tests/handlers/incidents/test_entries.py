"""Every entry of the timeline reads as a sentence, in both languages, whatever codes it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.incidents.cases import Entry, Kind, State, Via
from handlers.incidents.entries import entry_line
from handlers.incidents.labels import STATES
from handlers.incidents.naming import Naming
from tests.handlers.incidents.records import BOOK, DEADLINE, DUTY, KNOWN, NAMES, entry, words_in

STEP = BOOK.steps[0]
OUTSIDE = "社外への影響：あり"
TITLE = DUTY.title.ja
DATED = f"{TITLE}（{DUTY.deadlines[0].title.ja}）"


def told(one: Entry, language: str = "ja", suffix: str = "") -> str:
    naming = Naming(lambda user: NAMES[language].get(user, user) + suffix, KNOWN.incidents, "loss")
    return entry_line(one, naming, words_in(language))


@pytest.mark.parametrize(
    ("kind", "data", "text", "said"),
    [
        (Kind.REPORTED, {"via": "mail"}, "", "メールの確認から報告がありました。"),
        (
            Kind.TOLD,
            {"person": "U4", "role": "system_admin", "why": "chain"},
            "",
            "鈴木 直樹（システム管理者）に知らせ、確認を依頼しました。",
        ),
        (
            Kind.TOLD,
            {"person": "U5", "role": "president", "why": "deputy"},
            "",
            "代表取締役の代理として高橋 由美に知らせ、確認を依頼しました。",
        ),
        (Kind.LEVEL, {"before": 1, "after": 3}, "名簿だった", "レベルを1から3に引き上げました。（理由：名簿だった）"),
        (Kind.LEVEL, {"before": 3, "after": 2}, "", "レベルを3から2に引き下げました。"),
        (Kind.LEVEL, {"before": 2, "after": 2}, "", "レベルは2のままとしました。"),
        (Kind.LEVEL, {"before": None, "after": 2}, "", "レベルを2としました。"),
        (Kind.STATE, {"before": "closed", "after": "confirmed"}, "再発", "対応を再開しました。（理由：再発）"),
        (Kind.LEAD, {"before": "U4", "after": "U5"}, "", "対応の責任者を鈴木 直樹から高橋 由美に引き継ぎました。"),
        (Kind.NOTE, {}, "通信会社に電話した", "通信会社に電話した"),
        (Kind.MESSAGE, {"author": "U4", "permalink": "https://x"}, "駅にある", "鈴木 直樹の発言：駅にある"),
        (Kind.STEP, {"ref": STEP.id, "text": "", "what": "done"}, "", f"実施：{STEP.text.ja}"),
        (Kind.STEP, {"ref": "", "text": "駅に行く", "what": "skipped"}, "発見", "不要と判断：駅に行く（理由：発見）"),
        (Kind.STEP, {"ref": "", "text": "出向く", "what": "assigned", "person": "U4"}, "", "鈴木 直樹が担当：出向く"),
        (Kind.DUTY, {"duty": DUTY.id, "deadline": DEADLINE, "what": "done"}, "", f"届出・通知済み：{DATED}"),
        (Kind.DUTY, {"duty": DUTY.id, "what": "not_needed"}, "0件", f"届出・通知は不要と判断：{TITLE}（理由：0件）"),
        (Kind.FACTS, {"facts": {"outside": "yes"}}, "", f"わかったこと：\n{OUTSIDE}"),
        (Kind.FACTS, {"outside": "yes"}, "", f"わかったこと：\n{OUTSIDE}"),
        (
            Kind.ACTION,
            {"text": "ケースを配る", "what": "added", "person": "U4", "due": "2026-12-25"},
            "",
            "再発防止策を決定：ケースを配る（担当：鈴木 直樹）（期限：2026年12月25日）",
        ),
        (Kind.ACCESS, {"what": "invited", "person": "U1"}, "", "田中 美咲を関係者に加えました。"),
        (Kind.MERGED, {"other": "I-23456789"}, "", "I-23456789とまとめました。"),
    ],
)  # fmt: skip
def test_an_entry_reads_as_a_sentence(kind: Kind, data: Mapping[str, Any], text: str, said: str) -> None:
    assert told(entry(kind, data, text)) == said
    assert told(entry(kind, data, text), "en")


def test_somebody_who_confirms_for_themselves_is_not_named_twice() -> None:
    assert told(entry(Kind.CONFIRMED, {"person": "U4"}, by="U4")) == "報告を確認しました。"
    assert told(entry(Kind.CONFIRMED, {"person": "U4"}, by=None)) == "鈴木 直樹が報告を確認しました。"


def test_a_door_may_add_an_honorific() -> None:
    said = told(entry(Kind.LEAD, {"before": None, "after": "U5"}), suffix=" さん")
    assert said == "高橋 由美 さんが対応の責任者になりました。"


def test_every_move_between_states_has_its_sentence() -> None:
    said = {
        told(entry(Kind.STATE, {"before": before, "after": after}))
        for before, after in [(State.CONFIRMED, State.CONTAINED), (State.CONTAINED, State.CONFIRMED)]
    }
    back = words_in("ja").say(STATES[State.CONFIRMED])
    assert said == {"封じ込めを終えました。被害はこれ以上広がりません。", f"状態を「{back}」に戻しました。"}
    for before in State:
        for after in State:
            assert told(entry(Kind.STATE, {"before": before.value, "after": after.value})).endswith("。")


def test_every_door_of_a_report_has_its_sentence() -> None:
    assert len({told(entry(Kind.REPORTED, {"via": via.value})) for via in Via}) == len(Via)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", list(Kind))
def test_a_code_of_tomorrow_does_not_stop_the_record(kind: Kind, language: str) -> None:
    odd = dict.fromkeys(("via", "why", "role", "what", "duty", "ref", "before", "after", "due"), "{x}%(y)s")
    for data in ({}, odd, {"person": None, "before": None, "after": None, "due": None}):
        said = told(entry(kind, data, "words {of} a %(person)s"), language)
        assert said
        if kind in (Kind.NOTE, Kind.MESSAGE, Kind.SITUATION, Kind.REVIEW, Kind.LEVEL):
            assert "words {of} a %(person)s" in said
