"""`mamori incidents …`: what whoever keeps the machine can have without Slack."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Coroutine, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.config import Settings

if TYPE_CHECKING:
    from bot.commands.listing_incidents import Register
    from handlers.kit.words import Words

T = TypeVar("T")
DAY = click.DateTime(["%Y-%m-%d"])

REASONS = {
    "incidents.gone": "There is no incident of this reference.",
    "kit.no_font": "This computer has no Japanese font (such as Noto Sans CJK): no PDF. Word works.",
}


@click.group()
def incidents() -> None:
    """Incidents."""


@incidents.command()
@click.argument("reference", metavar="I-XXXXXXXX")
@click.option("--format", "kind", type=click.Choice(["docx", "pdf"]), default="docx", show_default=True)
@click.option("--language", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Without it a name of its own, here.")
def report(reference: str, kind: str, language: str, out: Path | None) -> None:
    """Write the report of an incident as a Word file or a PDF; the bot may go on running."""
    from bot.commands.reporting_incident import report_of

    made = answered(report_of(Settings.load(), reference, kind, language))
    written(out or Path(made.name), made.data)


@incidents.command("list")
@click.option("--from", "since", type=DAY, help="The first day of the reports.")
@click.option("--to", "until", type=DAY, help="The last day of the reports.")
@click.option("--language", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
def listed(since: datetime | None, until: datetime | None, language: str) -> None:
    """Print the incidents on record, the open ones first; the bot may go on running."""
    register, words = _register(since, until, language)
    spoken = sys.stdout.encoding or "utf-8"
    for line in register.as_lines(words):
        click.echo(line.encode(spoken, "backslashreplace"))


@incidents.command("csv")
@click.option("--from", "since", type=DAY, help="The first day of the reports.")
@click.option("--to", "until", type=DAY, help="The last day of the reports.")
@click.option("--language", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("incidents.csv"), show_default=True
)
def spreadsheet(since: datetime | None, until: datetime | None, language: str, out: Path) -> None:
    """Write the incidents on record as a file for a spreadsheet (CSV); the bot may go on running."""
    register, words = _register(since, until, language)
    written(out, register.as_csv(words))


def _register(since: datetime | None, until: datetime | None, language: str) -> tuple[Register, Words]:
    from bot.commands.listing_incidents import Days, register_of, words_of

    settings = Settings.load()
    days = Days(since.date() if since else None, until.date() if until else None)
    return answered(register_of(settings, days, language)), words_of(settings, language)


def written(path: Path, data: bytes) -> None:
    """Somebody's data is in it: for nobody else's eyes on this machine."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    click.echo(f"Written: {path}")


def answered(asked: Coroutine[Any, Any, T], reasons: Mapping[str, str] = REASONS) -> T:
    """What was asked for, or a sentence instead of a traceback."""
    from sqlalchemy.exc import DBAPIError

    from bot.core.errors import ServiceError

    try:
        return asyncio.run(asked)
    except ServiceError as refusal:
        raise click.ClickException(reasons.get(refusal.code, refusal.code)) from None
    except FileNotFoundError as gone:
        hint = "Start Mamori once, or name its data (for the demo: MAMORI_DATA_DIR=data/demo)."
        raise click.ClickException(f"There is no database {gone} yet. {hint}") from None
    except DBAPIError as trouble:
        raise click.ClickException(f"The database cannot be read: {trouble.orig}. Try: mamori db upgrade") from None
