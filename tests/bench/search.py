"""Search figures for any number of folders with corpus.jsonl and queries.jsonl, with and without meaning.

Run by hand: python tests/bench/search.py FOLDER... [--copies N]
--copies pads each corpus with N shuffled copies of its passages, to see how time grows with size.
"""

import argparse
import json
import random
import tempfile
from pathlib import Path

from knowledge.measure import Report, measure
from knowledge.vectors import load_encoder


def padded(corpus: Path, copies: int, into: Path) -> Path:
    lines = [json.loads(line) for line in corpus.read_text("utf-8").splitlines()]
    shuffle = random.Random(1)
    with into.open("w", encoding="utf-8") as out:
        for copy in range(copies + 1):
            for line in lines:
                words = list(line["text"]) if copy else line["text"]
                if copy:
                    shuffle.shuffle(words)
                text = "".join(words)
                out.write(json.dumps({"id": f"{line['id']}/{copy}" if copy else line["id"], "text": text}) + "\n")
    return into


def row(folder: Path, way: str, report: Report) -> str:
    figures = report.as_dict()
    return f"{folder.name:<16}{way:<9}" + "  ".join(f"{k}={v}" for k, v in figures.items() if v is not None)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folders", nargs="+", type=Path)
    arguments.add_argument("--copies", type=int, default=0)
    asked = arguments.parse_args()
    for folder in asked.folders:
        with tempfile.TemporaryDirectory() as scratch:
            corpus = padded(folder / "corpus.jsonl", asked.copies, Path(scratch) / "corpus.jsonl")
            for way, encoder in (("words", None), ("meaning", load_encoder())):
                print(row(folder, way, measure(corpus, folder / "queries.jsonl", encoder)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
