"""A record of an incident with something of everything, for what is written of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.incidents.cases import (
    Dossier,
    DutyState,
    Earlier,
    Entry,
    Incident,
    Kind,
    Notice,
    Origin,
    Outcome,
    Reason,
    State,
    Step,
    Via,
)
from handlers.incidents.papers.document import DocumentView
from handlers.kit.words import Speech, Words
from tests.kit.content import packaged

START = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
DAY = 60 * 24
MADE = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
KNOWN = packaged()
NAMES = {
    "ja": {"U1": "田中 美咲", "U4": "鈴木 直樹", "U5": "高橋 由美", "U6": "渡辺 修"},
    "en": {"U1": "Misaki Tanaka", "U4": "Naoki Suzuki", "U5": "Yumi Takahashi", "U6": "Osamu Watanabe"},
}
DUTY = next(duty for duty in KNOWN.incidents.jurisdiction.duties if duty.deadlines)
DEADLINE = DUTY.deadlines[0].id
LINK = "https://aoba.slack.example/archives/C0777/p1763631000000200"
BOOK = KNOWN.incidents.playbooks["loss"]


def words_in(language: str) -> Words:
    return Speech("Asia/Tokyo").in_(language)


def view(language: str) -> DocumentView:
    company = KNOWN.company.name.say(language)
    return DocumentView(company, lambda user: NAMES[language].get(user, user), KNOWN.incidents, MADE)


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def entry(kind: Kind, data: Mapping[str, Any] | None = None, text: str = "", **more: Any) -> Entry:
    at = more.pop("at", START)
    return Entry(more.pop("id", 1), "I-7F3KQ2XA", kind, at, at, text=text, data=data or {}, **more)


def bare(**more: Any) -> Incident:
    """An incident that was reported a moment ago."""
    values: dict[str, Any] = {
        "id": "I-7F3KQ2XA",
        "team": "T1",
        "category": "loss",
        "state": State.REPORTED,
        "level": 2,
        "reasons": (Reason("category", "loss", level=2),),
        "title": "帰りの電車に会社のスマートフォンを置き忘れました",
        "text": "帰りの電車に会社のスマートフォンを置き忘れました。\n駅に電話しましたが、まだ届いていません。",
        "language": "ja",
        "via": Via.HOME,
        "reported_at": START,
        "reporter": "U1",
        "noticed_at": START - timedelta(minutes=20),
    }
    return Incident(**(values | more))


def grave() -> Incident:
    """The same incident, closed and reviewed."""
    return bare(
        state=State.CLOSED,
        level=3,
        reasons=(Reason("fact", "personal", "up-to-100", 3), Reason("person", "U5", level=3)),
        facts={"personal": "up-to-100", "confidential": "unsure", "outside": "yes"},
        where="しなの鉄道 長野行き、2両目",
        happened_at=START - timedelta(minutes=65),
        origin=Origin(
            LINK,
            ("写真.jpg",),
            "M-2345ABCD",
            "スマホがない",
        ),
        lead="U5",
        outcome=Outcome(
            "網棚に置いたまま降りた。端末の画面ロックは6桁の番号だけだった。",
            "遠隔で消去したため、見られた形跡はない。顧客12名の連絡先が端末に入っていた。",
            "社外へ持ち出す端末に、ひも付きケースと生体認証を必須にする。",
        ),
        confirmed_at=after(4),
        contained_at=after(22),
        recovered_at=after(60 * 26),
        closed_at=after(DAY * 6),
        review_due=after(DAY * 9),
        reviewed_at=after(DAY * 8),
        lesson="報告が早く、15分以内に消去できた。連絡先の控えを紙でも持つ。",
    )


def _timeline() -> tuple[Entry, ...]:
    told: list[tuple[Kind, str | None, Mapping[str, Any], str]] = [
        (Kind.REPORTED, "U1", {"via": "home"}, ""),
        (Kind.TOLD, None, {"person": "U4", "role": "system_admin", "why": "chain"}, ""),
        (Kind.TOLD, None, {"person": "U6", "role": "president", "why": "inform"}, ""),
        (Kind.CONFIRMED, "U4", {"person": "U4"}, ""),
        (Kind.STATE, "U5", {"before": "reported", "after": "confirmed"}, ""),
        (Kind.LEAD, "U5", {"before": None, "after": "U5"}, ""),
        (Kind.ROOM, None, {"channel": "C0777"}, ""),
        (Kind.STEP, "U4", {"ref": BOOK.steps[0].id, "text": "", "what": "done", "person": "U4"}, ""),
        (Kind.FACTS, "U5", {"facts": {"personal": "up-to-100"}}, ""),
        (Kind.LEVEL, "U5", {"before": 2, "after": 3}, "顧客12名の連絡先が入っていたため"),
        (Kind.NOTE, "U4", {}, "通信会社に回線の停止を依頼。受付番号 A-1029。"),
        (Kind.MESSAGE, "U4", {"permalink": LINK, "author": "U4"}, "位置情報は長野駅です。"),
        (Kind.SITUATION, "U5", {}, "遠隔での消去が完了。端末は未発見。"),
        (Kind.STATE, "U5", {"before": "confirmed", "after": "contained"}, "消去を確認"),
        (Kind.DUTY, "U5", {"duty": DUTY.id, "deadline": DEADLINE, "what": "done"}, "受理番号 123"),
        (Kind.ACTION, "U5", {"text": "ひも付きケースを配る", "what": "added", "person": "U4", "due": "2026-12-25"}, ""),
        (Kind.STATE, "U5", {"before": "contained", "after": "closed"}, ""),
        (Kind.REVIEW, "U5", {}, "報告が早かった。"),
    ]  # fmt: skip
    entries = [
        entry(kind, data, text, id=number, by=by, at=after(number * 3.0))
        for number, (kind, by, data, text) in enumerate(told)
    ]
    note = next(at for at, one in enumerate(entries) if one.kind is Kind.NOTE)
    corrected = (Earlier("受付番号 A-1092", after(40), "U4"),)
    entries[note] = entry(Kind.NOTE, {}, entries[note].text, id=note, by="U4", at=entries[note].at, earlier=corrected)
    return tuple(entries)


def full(**more: Any) -> Dossier:
    """Something of everything; `more` changes the incident."""
    incident = Incident(**(vars(grave()) | more))
    of, first = incident.id, BOOK.steps[0]
    return Dossier(
        incident,
        _timeline(),
        (
            Notice(1, of, "U4", "system_admin", "chain", after(0), "k1", after(4)),
            Notice(2, of, "U6", "president", "inform", after(0), "k2"),
            Notice(3, of, "U5", "incident_lead", "deputy", after(6), "k3", None, "U6"),
        ),
        (
            Step(1, of, "playbook", first.id, "", first.role, "U4", after(15), START, first.phase, after(12), "U4"),
            Step(2, of, "added", "", "駅に連絡する", "system_admin", None, after(30), START, skipped="消去したため"),
            Step(3, of, "added", "", "回線の停止を通信会社に依頼する", "system_admin", "U4", None, START),
            Step(4, of, "action", "", "ひも付きケースを配る", "system_admin", "U4", after(DAY * 30), START),
        ),
        (
            DutyState(1, of, DUTY.id, DEADLINE, after(3 * DAY), after(4 * DAY), "done", "受理番号 123", "U5", MADE),
            DutyState(2, of, DUTY.id, "", None, None, "open"),
        ),
    )  # fmt: skip


def just_reported(**more: Any) -> Dossier:
    return Dossier(bare(**more), (), (), (), ())
