"""Processor time of charts, result sheet and spreadsheets: `python -m tests.bench.surveys_papers`."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module

import click

from handlers.surveys.papers.charts import heat, line, radar
from handlers.surveys.papers.sheet import result_page, to_docx, to_pdf
from handlers.surveys.papers.tables import to_csv, to_xlsx
from tests.handlers.surveys.results import SPOKEN, charts, heat_map, line_chart, radar_chart, result_sheet, workbook


def measured(name: str, work: Callable[[], object], times: int = 4) -> None:
    """The first run by itself, because nothing is warm then, and the least of the rest."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        work()
        spent.append(1000 * (time.process_time() - began))
    click.echo(f"{name:34} first {spent[0]:6.0f} ms, then {min(spent[1:]):6.0f} ms of CPU")


@click.command()
@click.option("--language", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
@click.option("--departments", type=click.IntRange(1, 12), default=12, show_default=True)
def main(language: str, departments: int) -> None:
    """Everything that a survey of 25 items leaves on paper."""
    said = SPOKEN[language]
    measured("import of matplotlib", lambda: import_module("matplotlib.figure"))
    measured("radar", lambda: radar(radar_chart(said)))
    measured("line", lambda: line(line_chart(said)))
    measured("heat map", lambda: heat(heat_map(said, departments)))
    page = result_page(result_sheet(language, departments, charts(said, departments)))
    measured("result sheet, PDF", lambda: to_pdf(page))
    measured("result sheet, Word", lambda: to_docx(page))
    book = workbook(language, departments)
    measured("spreadsheet, XLSX", lambda: to_xlsx(book))
    measured("spreadsheet, CSV", lambda: to_csv(book.sheets[1]))


if __name__ == "__main__":
    main()
