"""Processor time of an answer, with the packaged content and 100,000 passages: `python -m tests.bench.answer_cpu`."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from random import Random
from statistics import median, quantiles
from typing import Any
from zlib import crc32

import click
import numpy as np

from bot.answers.finder import Finder, passages
from knowledge.loader import PACKAGED, load
from knowledge.reading import Knowledge
from knowledge.search import Index, Passage
from knowledge.vectors import Encoder, Floats, load_encoder
from tests.bench.texts import questions
from tests.faults.rig import ROOT

CACHE = ROOT / "data" / "cache"
WARM_UP = 20


class Imagined:
    """Genuine vectors for what is asked, imagined ones for the filling: a comparison costs the same with any."""

    name = "imagined"

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.asking = False

    def encode(self, texts: Sequence[str]) -> Floats:
        if self.asking:
            return self._encoder.encode(texts)
        width = self._encoder.encode(["width"]).shape[1]
        rows = [np.random.default_rng(crc32(text.encode())).standard_normal(width, np.float32) for text in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], np.float32)


def filled(known: Knowledge, total: int) -> list[Passage]:
    """The content's own passages and as many mixtures of their words as it takes."""
    own, chance = list(passages(known)), Random(7)
    pool = [each.text for each in own]
    more = (f"{chance.choice(pool)} {chance.choice(pool)}"[:120] for _ in range(total - len(own)))
    return [*own, *(Passage(f"filling-{number}", text) for number, text in enumerate(more))]


def milliseconds(find: Callable[[str], Any], texts: Sequence[str]) -> list[float]:
    """Processor time of all threads, question by question."""
    for text in texts[:WARM_UP]:
        find(text)
    spent = []
    for text in texts:
        began = time.process_time()
        find(text)
        spent.append(1000 * (time.process_time() - began))
    return spent


def report(name: str, spent: list[float]) -> None:
    p99 = quantiles(spent, n=100)[98]
    mean = sum(spent) / len(spent)
    click.echo(f"{name:24} mean {mean:5.1f} ms, p50 {median(spent):5.1f} ms, p99 {p99:5.1f} ms of CPU an answer")


@click.command()
@click.option("--asked", default=500, show_default=True, help="How many questions.")
@click.option("--total", default=100_000, show_default=True, help="How many passages in the large index.")
def main(asked: int, total: int) -> None:
    """Ask the finder the same questions over a small and a large index."""
    known, texts, encoder = load(PACKAGED), questions()[:asked], load_encoder()
    small = Finder.build(known, encoder, CACHE)
    report(f"{len(known.answers)} answers", milliseconds(small.find, texts))
    imagined = Imagined(encoder) if encoder else None
    index = Index.build(filled(known, total), imagined)
    if imagined:
        imagined.asking = True
    report(f"{total:,} passages", milliseconds(Finder(known, index).find, texts))


if __name__ == "__main__":
    main()
