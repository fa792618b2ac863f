"""How well the search does on a corpus and its questions: hits, refusals, time and memory."""

import json
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.search import Hit, Index, Passage
from knowledge.vectors import Encoder

_RANKS = 10


@dataclass(frozen=True)
class Report:
    """What was measured; a share is None where no question asks for it."""

    passages: int
    queries: int
    recall_at_1: float | None
    recall_at_5: float | None
    mrr_at_10: float | None
    auroc: float | None
    p50_ms: float
    p99_ms: float
    build_seconds: float
    peak_memory_mb: float
    dense: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def as_text(self) -> str:
        """One figure a line."""
        return "\n".join(f"{name:<16}{_shown(value)}" for name, value in self.as_dict().items())


@dataclass(frozen=True)
class _Asked:
    """A question's rank of its first right answer (None: not among the hits), and its cost."""

    in_scope: bool
    rank: int | None
    confidence: float
    ms: float


def measure(corpus: Path, queries: Path, encoder: Encoder | None = None) -> Report:
    """Builds the index over a corpus of `{id, text, title?}` lines and asks it `{id, text, relevant, oos?}`."""
    passages = [Passage(str(line["id"]), _document(line)) for line in _lines(corpus)]
    started = time.process_time()
    index = Index.build(passages, encoder)
    seconds = time.process_time() - started
    asked = [_ask(index, line) for line in _lines(queries)]
    ranks = [each.rank for each in asked if each.in_scope]
    return Report(
        passages=len(passages),
        queries=len(asked),
        recall_at_1=_recall(ranks, 1),
        recall_at_5=_recall(ranks, 5),
        mrr_at_10=_mean([1 / rank if rank else 0.0 for rank in ranks]),
        auroc=auroc(_confidences(asked, in_scope=True), _confidences(asked, in_scope=False)),
        p50_ms=_percentile(asked, 50),
        p99_ms=_percentile(asked, 99),
        build_seconds=round(seconds, 2),
        peak_memory_mb=_peak_memory_mb(),
        dense=encoder is not None,
    )


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """The chance that a question in scope gets more confidence than one out of scope; ties count half."""
    if not inside or not outside:
        return None
    ordered = np.sort(np.array(outside))
    below, upto = np.searchsorted(ordered, inside, "left"), np.searchsorted(ordered, inside, "right")
    return float(np.mean((below + upto) / 2) / len(outside))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _document(line: dict[str, Any]) -> str:
    title, text = str(line.get("title") or ""), str(line["text"])
    return text if text.startswith(title) else f"{title}\n{text}"


def _ask(index: Index, line: dict[str, Any]) -> _Asked:
    started = time.process_time()
    hits = index.search(str(line["text"]), _RANKS)
    ms = (time.process_time() - started) * 1000
    relevant = {str(each) for each in line.get("relevant", [])}
    in_scope = not line.get("oos") and bool(relevant)
    return _Asked(in_scope, _rank(hits, relevant), hits[0].confidence if hits else 0.0, ms)


def _rank(hits: Sequence[Hit], relevant: set[str]) -> int | None:
    return next((place for place, hit in enumerate(hits, 1) if hit.entry in relevant), None)


def _recall(ranks: Sequence[int | None], upto: int) -> float | None:
    return _mean([float(rank is not None and rank <= upto) for rank in ranks])


def _confidences(asked: Sequence[_Asked], *, in_scope: bool) -> list[float]:
    return [each.confidence for each in asked if each.in_scope == in_scope]


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _percentile(asked: Sequence[_Asked], share: float) -> float:
    return round(float(np.percentile([each.ms for each in asked] or [0.0], share)), 2)


def _peak_memory_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024**2 if sys.platform == "darwin" else 1024), 1)


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)
