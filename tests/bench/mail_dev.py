"""How well and how fast mails are told apart: `python -m tests.bench.mail_dev FOLDER [--misses]`.

FOLDER holds a `manifest.tsv` with the columns file, label (`phish`, or anything else for honest mail) and, where there
is one, subset. The mails stay where they are; only figures are printed.
"""

from __future__ import annotations

import csv
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from bot.mail_check.analysis import analyse
from bot.mail_check.facts import Company, Facts
from bot.mail_check.mail import Unreadable
from bot.mail_check.parsing.reading import read
from bot.mail_check.verdict import Judgement, Verdict
from knowledge.loader import load_mail


@dataclass(frozen=True)
class Measured:
    """One mail; CPU time in milliseconds."""

    file: str
    is_phish: bool
    subset: str
    judged: Judgement
    cpu: float


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--misses", is_flag=True, help="Name phish without a sign and honest mails with one.")
def main(folder: Path, misses: bool) -> None:
    """Print the figures of a folder of mails."""
    content, company = load_mail()
    facts = Facts.of(content, Company.of(company))
    measured = [one for row in _rows(folder) if (one := _measure(folder, row, facts))]
    click.echo("\n".join([*_figures(measured), *(_misses(measured) if misses else [])]))


def _rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "manifest.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))


def _measure(folder: Path, row: dict[str, str], facts: Facts) -> Measured | None:
    data = (folder / row["file"]).read_bytes()
    started = time.process_time()
    try:
        judged = analyse(read(data), facts)
    except Unreadable as refusal:
        click.echo(f"{row['file']}: {refusal.args[0]}")
        return None
    took = (time.process_time() - started) * 1000
    is_phish = row["label"] == "phish"
    return Measured(row["file"], is_phish, row.get("subset") or row["label"], judged, took)


def _figures(measured: Sequence[Measured]) -> list[str]:
    bad = [one.judged.score for one in measured if one.is_phish]
    good = sorted((one.judged.score for one in measured if not one.is_phish), reverse=True)
    lines = [
        f"{len(bad)} phish, {len(good)} ham; CPU a mail: median {statistics.median(m.cpu for m in measured):.1f} ms"
    ]
    lines[0] += f", most {max(one.cpu for one in measured):.0f} ms"
    if bad and good:
        wins = sum((b > g) + (b == g) / 2 for b in bad for g in good)
        lines.append(f"AUC {wins / len(bad) / len(good):.4f}")
        for share in (0.01, 0.022, 0.05, 0.07):
            above = good[int(len(good) * share)]
            lines.append(
                f"recall at {share:.1%} false alarms: {sum(b > above for b in bad) / len(bad):.3f} (above {above:g})"
            )
    lines += [
        f"{kind.value:8} phish {_share(measured, kind, phish=True)}  ham {_share(measured, kind, phish=False)}"
        for kind in Verdict
    ]
    return [*lines, *_by_subset(measured)]


def _share(measured: Sequence[Measured], kind: Verdict, *, phish: bool) -> str:
    those = [one.judged.verdict for one in measured if one.is_phish == phish]
    return f"{sum(one is kind for one in those) / max(1, len(those)):6.1%}"


def _by_subset(measured: Sequence[Measured]) -> list[str]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for one in measured:
        counted[one.subset][one.judged.verdict.value] += 1
    return [
        f"{subset:14} {sum(count.values()):4} mails: danger {count['danger']:3}, caution {count['caution']:3},"
        f" no sign {count['no_sign']:3}"
        for subset, count in sorted(counted.items())
    ]


def _misses(measured: Sequence[Measured]) -> list[str]:
    wrong = [one for one in measured if (one.judged.verdict is Verdict.NO_SIGN) == one.is_phish]
    return [
        f"{one.file} {one.judged.score:g} {', '.join(reason.finding.id for reason in one.judged.reasons)}"
        for one in wrong
    ]


if __name__ == "__main__":
    main()
