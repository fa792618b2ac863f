"""Findings become points, points a verdict; every number is content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.mail_check.findings import Finding
from knowledge.mail import Indicator, Scale


class Verdict(StrEnum):
    """What the person is told; "no sign" is never "safe"."""

    DANGER = "danger"
    CAUTION = "caution"
    NO_SIGN = "no_sign"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A finding with what it counts for."""

    finding: Finding
    indicator: Indicator

    @property
    def weight(self) -> float:
        return self.indicator.weight


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, its points, and what it rests on, strongest first."""

    verdict: Verdict
    score: float
    reasons: tuple[Weighed, ...]


def judge(found: Iterable[Finding], indicators: Mapping[str, Indicator], scale: Scale) -> Judgement:
    """Cap each group, add up, and ask for two kinds of evidence or a clear excess of one."""
    reasons = sorted((Weighed(one, indicators[one.id]) for one in found), key=lambda one: (-one.weight, one.finding.id))
    points: dict[str, float] = defaultdict(float)
    for reason in reasons:
        points[reason.indicator.group] += reason.weight
    for group, cap in scale.caps.items():
        points[group] = min(points[group], cap)
    score = round(sum(points.values()), 2)
    kinds = sum(value >= 1 for value in points.values())
    if score >= scale.danger_alone or (score >= scale.danger and kinds >= 2):
        verdict = Verdict.DANGER
    else:
        verdict = Verdict.CAUTION if score >= scale.caution else Verdict.NO_SIGN
    return Judgement(verdict, score, tuple(reasons))
