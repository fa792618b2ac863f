"""A small company's knowledge, written out here so that a test can be read without opening the content."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

import pytest

from bot.answers.finder import Finder
from bot.answers.service import AnswerService
from knowledge import documents as doc
from knowledge.bulletins import BulletinContent
from knowledge.incidents import IncidentContent
from knowledge.mail import MailContent
from knowledge.reading import Knowledge, Rule

T = doc.Text


def text(words: str) -> doc.Text:
    return doc.Text(ja=words, en=words)


def clause(clause_id: str, title: str, body: str) -> Rule:
    day = date(2018, 7, 1)
    return Rule(
        clause_id,
        text(title),
        text(body),
        "system_admin",
        day,
        day,
        int(clause_id.split("-", maxsplit=1)[0]),
        text("章"),
    )


def answer(answer_id: str, clause_id: str, *questions: str, **more: object) -> doc.Answer:
    return doc.Answer.model_validate(
        {
            "id": answer_id,
            "topic": "test",
            "verdict": "conditional",
            "title": text(answer_id),
            "lines": {"ja": ["一", "二"], "en": ["one", "two"]},
            "clauses": [clause_id],
            "questions": {"ja": list(questions), "en": [f"{answer_id} question"]},
            **more,
        }
    )


LOST: dict[str, object] = {
    "emergency": {"triggers": {"ja": ["スマホ|携帯 なくし|落とし"], "en": ["lost phone"]}, "unless": ["練習"]}
}
ANSWERS = (
    answer("takeout", "3-2", "パソコンを持ち出したい", "ノートPCを家に持って帰りたい", decision="walk"),
    answer("discard", "3-3.1", "USBメモリを捨てたい", "ハードディスクを廃棄したい"),
    answer("lost", "11-4.1", "スマホをなくしました", **LOST),
)
DECISION = doc.Decision.model_validate(
    {
        "id": "walk",
        "title": text("持ち出し"),
        "source": "test",
        "owner": "system_admin",
        "revised": "2018-07-01",
        "steps": [
            {
                "id": "content",
                "ask": text("中身は？"),
                "options": [
                    {"id": "public", "label": {"ja": "公開", "en": "公開"}},
                    {"id": "secret", "label": {"ja": "極秘", "en": "極秘"}, "next": "medium"},
                ],
            },
            {
                "id": "medium",
                "ask": text("何に？"),
                "options": [
                    {"id": "laptop", "label": {"ja": "PC", "en": "PC"}},
                    {"id": "phone", "label": {"ja": "スマホ", "en": "スマホ"}},
                ],
            },
        ],
        "results": [
            {"when": {"medium": "phone"}, "verdict": "forbidden", "say": text("禁止"), "clauses": ["3-2"]},
            {
                "when": {"content": "secret"},
                "verdict": "conditional",
                "say": text("許可"),
                "permit": "president",
                "clauses": ["3-2"],
            },
            {"verdict": "allowed", "say": text("可"), "clauses": ["3-2"]},
        ],
    }
)


@pytest.fixture(scope="session")
def known() -> Knowledge:
    rules = [clause("3-2", "持ち出し", "許可"), clause("3-3.1", "廃棄", "破壊"), clause("11-4.1", "漏えい", "報告")]
    social = doc.SocialReply(id="thanks", says=doc.Phrases(ja=["ありがとう"], en=["thanks"]), replies=text("どうも"))
    return Knowledge(
        company=doc.Company.model_construct(people=[]),
        chapters=(),
        clauses=MappingProxyType({rule.id: rule for rule in rules}),
        answers=MappingProxyType({one.id: one for one in ANSWERS}),
        only_if={},
        decisions=MappingProxyType({"walk": DECISION}),
        cases=MappingProxyType({}),
        glossary=doc.Glossary(source="test", terms=[]),
        social=(social,),
        elsewhere=MappingProxyType({}),
        doors=MappingProxyType({}),
        guidance=doc.Guidance(source="test", roles=[], rules=[], penalties=[], accidents=[]),
        mail=MailContent.model_construct(),
        incidents=IncidentContent.model_construct(),
        surveys=MappingProxyType({}),
        bulletins=BulletinContent.model_construct(templates={}),
        digest="d" * 64,
    )


@pytest.fixture(scope="session")
def service(known: Knowledge) -> AnswerService:
    return AnswerService(known, Finder.build(known))
