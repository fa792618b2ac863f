"""What people ask in the benches: the content's own phrasings, and the lists of golden questions."""

from __future__ import annotations

import json
from random import Random

from knowledge.loader import PACKAGED, load
from tests.faults.rig import ROOT


def questions(seed: int = 1) -> list[str]:
    """Every phrasing of the packaged content and every golden question, in a fixed shuffle."""
    known = load(PACKAGED)
    phrases = [text for each in known.answers.values() for text in (*each.questions.ja, *each.questions.en)]
    lines = [
        line for file in sorted(ROOT.glob("tests/**/golden*.jsonl")) for line in file.read_text("utf-8").split("\n")
    ]
    found = sorted({*phrases, *(json.loads(line)["text"] for line in lines if line)})
    Random(seed).shuffle(found)
    return found
