"""Rows as a file for a spreadsheet: read as UTF-8 everywhere, and nothing that a cell could run."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

_RUNS = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
"""How a formula begins, also in full width, as Japanese spreadsheets read it; blanks before it do not help."""
BOM = "\ufeff"
"""Without it spreadsheets take the file for Shift_JIS."""


def csv_file(header: Sequence[str], rows: Iterable[Iterable[str]]) -> bytes:
    """The whole file."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([inert(cell) for cell in header])
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return (BOM + out.getvalue()).encode()


def inert(text: str) -> str:
    """A cell that a spreadsheet shows instead of running it."""
    return f"'{text}" if _RUNS.match(text.lstrip(" \u3000")) else text
