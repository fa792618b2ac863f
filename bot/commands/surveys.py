"""`mamori surveys …`: what whoever keeps the machine can have without Slack."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.commands.incidents import answered, written
from bot.config import Settings

REASONS = {
    "surveys.gone": "There is no survey of this reference.",
    "surveys.no_result": "There is no result: it has not begun, or it was called off.",
    "surveys.not_closed": "It is anonymous and still open: its result can be had when it has closed.",
    "kit.no_font": "This computer has no Japanese font (such as Noto Sans CJK): no PDF. Word works.",
}


@click.group()
def surveys() -> None:
    """Surveys."""


@surveys.command("list")
@click.option("--language", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
def listed(language: str) -> None:
    """Print the surveys on record, the newest first; the bot may go on running."""
    from bot.commands.reporting_survey import lines_of

    spoken = sys.stdout.encoding or "utf-8"
    for line in answered(lines_of(Settings.load(), language), REASONS):
        click.echo(line.encode(spoken, "backslashreplace"))


@surveys.command()
@click.argument("reference", metavar="SV-XXXXXXXX")
@click.option("--format", "kind", type=click.Choice(["pdf", "docx", "xlsx", "csv"]), default="pdf", show_default=True)
@click.option("--language", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Without it a name of its own, here.")
def report(reference: str, kind: str, language: str, out: Path | None) -> None:
    """Write the result of a survey as a file; the bot may go on running."""
    from bot.commands.reporting_survey import result_of

    made = answered(result_of(Settings.load(), reference, kind, language), REASONS)
    written(out or Path(made.name), made.data)
