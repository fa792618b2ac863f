"""The command line: `mamori` = `python -m bot`."""

from __future__ import annotations

import asyncio
import gc
import json
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from bot.commands.bulletins import bulletins
from bot.commands.incidents import incidents
from bot.commands.surveys import surveys
from bot.config import Settings, SettingsError

MANIFEST = Path(__file__).parent.parent / "manifest.yml"
FEW_COLLECTIONS = (50_000, 20, 20)
"""Python looks for garbage after every 700 new objects; of the hundred thousands that a start makes, none is."""


class Friendly(click.Group):
    """Turns what a person can mend into a sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        from bot.core.lockfile import DatabaseInUseError
        from knowledge.reading import ContentError

        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise click.ClickException(str(error)) from None
        except ContentError as error:
            raise click.ClickException(f"The content needs mending:\n{error}") from None
        except DatabaseInUseError as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=Friendly, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="mamori")
def main() -> None:
    """Mamori (守り): a deterministic, cited, offline security desk for Slack."""
    gc.set_threshold(*FEW_COLLECTIONS)


@main.command()
@click.option("--port", type=int, help="Where the page lives; without it 8800, or a free one when that is taken.")
def demo(port: int | None) -> None:
    """Start everything on this machine: a local Slack with a chat page, and the bot in it."""
    from bot.demo import run_demo

    _logging(Settings.load(), quiet=True)
    asyncio.run(run_demo(port, MANIFEST))


@main.command()
def run() -> None:
    """Start the bot on a real workspace: Socket Mode with an app token, else signed HTTP."""
    settings = Settings.load(for_slack=True)
    _logging(settings)
    from bot.core.migrate import upgrade

    upgrade(settings.database)
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    from aiohttp import ClientError
    from slack_sdk.errors import SlackApiError

    from bot import wiring
    from bot.following import clock_for
    from handlers.kit.refusals import code_of

    async with wiring.session_for(settings) as session, clock_for(settings) as clock:
        house = wiring.build(settings, session, clock)
        try:
            running = await wiring.Running.start(house)
        except SlackApiError as error:
            await house.services.database.stop()
            refused = code_of(error) or f"HTTP {error.response.status_code}"
            raise click.ClickException(f"Slack refused the start: {refused}. Check the tokens and scopes.") from None
        except (ClientError, TimeoutError) as error:
            await house.services.database.stop()
            what = getattr(error, "status", type(error).__name__)  # its own words may hold the proxy's password
            raise click.ClickException(f"Slack cannot be reached: {what}. Check the network and the proxy.") from None
        gc.freeze()  # all that is there now stays: no later collection walks through it while people wait
        await wiring.until_told_to_stop()
        await running.stop()


@main.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@click.option("--batch", type=click.Path(exists=True, dir_okay=False, path_type=Path), help='Lines of {"id","text"}.')
def ask(question: str | None, as_json: bool, batch: Path | None) -> None:
    """Answer a question, or a file of questions, without Slack."""
    if (question is None) == (batch is None):
        raise click.UsageError('give a question in quotes, or --batch FILE.jsonl with lines of {"id","text"}')
    settings = Settings.load()
    _logging(settings, quiet=True)
    from bot.commands.asking import Asking

    asking = Asking.build(settings)
    for line in _lines(batch) if batch else [{"id": None, "text": question}]:
        answer = asking.ask(str(line["text"]), line.get("id"))
        click.echo(json.dumps(answer, ensure_ascii=False) if as_json or batch else asking.in_words(answer))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
            found["text"]
        except (ValueError, KeyError, TypeError):
            raise click.ClickException(f'{path.name}, line {number}: not a JSON object with "id" and "text"') from None
        yield found


@main.group()
def mail() -> None:
    """Suspicious mails."""


@mail.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE… | -")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line instead of text.")
@click.option("--lang", type=click.Choice(["ja", "en"]), help="Without it the language of the terminal.")
def mail_check(files: tuple[str, ...], as_json: bool, lang: str | None) -> None:
    """Analyse .eml and .msg files, or what is pasted into the standard input (-): a mail, a short message, a link."""
    if files.count("-") > 1:
        raise click.UsageError("the standard input (-) can be read once only")
    settings = Settings.load()
    _logging(settings, quiet=True)
    from bot.commands.mailing import Mailing, language_of_terminal

    mailing, language = Mailing.build(settings), lang or language_of_terminal()

    async def told() -> None:
        stdin = sys.stdin.buffer.read() if "-" in files else b""
        async for line in mailing.check_all(files, stdin):
            if as_json:  # always UTF-8; half a character of a file's name goes as JSON's own escape
                click.echo(json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace"))
            else:
                spoken = sys.stdout.encoding or "utf-8"
                click.echo(mailing.in_words(line, language).encode(spoken, "backslashreplace"))

    asyncio.run(told())


@main.command()
def check() -> None:
    """Check content, templates, routes and payloads, and start once without Slack."""
    settings = Settings.load()
    _logging(settings, quiet=True)
    from bot.checking.check import check_all

    started = time.perf_counter()
    problems = asyncio.run(check_all(settings, MANIFEST))
    for problem in problems:
        click.echo(problem)
    if problems:
        raise click.ClickException(f"{len(problems)} problem(s)")
    click.echo(f"All is well ({time.perf_counter() - started:.1f} s).")


@main.command()
@click.option("--port", type=int, help="Without it 8800, or a free one when that is taken.")
@click.option("--state", type=click.Path(dir_okay=False, path_type=Path), help="A file that keeps the conversations.")
@click.option(
    "--manifest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=MANIFEST,
    help="The app manifest (YAML or JSON) of your own bot; without it Mamori's.",
)
def playground(port: int | None, state: Path | None, manifest: Path) -> None:
    """Start the local Slack alone and print the tokens for a bot."""
    from bot.demo import run_playground

    asyncio.run(run_playground(port, manifest, state))


main.add_command(bulletins)
main.add_command(incidents)
main.add_command(surveys)


@main.group()
def content() -> None:
    """The knowledge: the company's policy, answers and decisions."""


@content.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def lint(folder: Path | None) -> None:
    """Name file, key and problem of everything that needs mending."""
    from knowledge.lint import lint as problems_of
    from knowledge.loader import PACKAGED

    root = folder or Settings.load().content or PACKAGED
    problems = problems_of(root)
    for problem in problems:
        click.echo(problem)
    errors = [problem for problem in problems if not problem.warning]
    if errors:
        raise click.ClickException(f"{len(errors)} error(s) in {root.name}/")
    click.echo(f"{root.name}/ is fine" + (f", {len(problems)} warning(s)" if problems else "") + ".")


@content.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Copy the sample company to FOLDER, as the start of your own content."""
    from knowledge.loader import PACKAGED

    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty; nothing was written")
    shutil.copytree(PACKAGED, folder, dirs_exist_ok=True)
    own = folder.resolve()  # the variable must hold from any folder
    click.echo(f"Copied. Edit {own}/company.yml first, then set MAMORI_CONTENT={own}")


@main.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the database to the shape this version needs."""
    from bot.core.migrate import revisions
    from bot.core.migrate import upgrade as bring_up

    url = Settings.load().database
    bring_up(url)
    click.echo(f"The database is at revision {revisions(url)[0]}.")


@main.group()
def audit() -> None:
    """The sealed log of who decided what."""


@audit.command()
def verify() -> None:
    """Walk the chain from its first row and name the first one that does not fit."""
    from bot.core.audit import Broken
    from bot.core.audit import verify as first_flaw
    from bot.core.db import Database

    settings = Settings.load()

    async def walked() -> Broken | None:
        database = Database(settings.database)
        await database.start()
        try:
            async with database.read() as connection:
                return await first_flaw(connection, settings.audit_secret())
        finally:
            await database.stop()

    flaw = asyncio.run(walked())
    if flaw:
        raise click.ClickException(f"the audit log is broken at row {flaw.seq} of {flaw.team}: {flaw.reason}")
    click.echo("The audit log is whole.")


@main.group()
def bench() -> None:
    """Measurements that anybody can repeat."""


@bench.command()
@click.option("--corpus", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--queries", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def search(corpus: Path, queries: Path, as_json: bool) -> None:
    """Build the same index over any corpus and print how well and how fast it finds."""
    from knowledge.measure import measure
    from knowledge.vectors import load_encoder

    report = measure(corpus, queries, load_encoder() if Settings.load().semantic_search else None)
    click.echo(json.dumps(report.as_dict(), ensure_ascii=False) if as_json else report.as_text())


@bench.command()
@click.option("--questions", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--misses", is_flag=True, help="Name every question that was not answered as expected.")
def golden(questions: Path, misses: bool) -> None:
    """Ask a list of questions with known clauses and print how many were answered rightly."""
    from bot.commands.asking import Asking

    settings = Settings.load()
    _logging(settings, quiet=True)
    click.echo(Asking.build(settings).golden(list(_lines(questions)), misses=misses))


def _logging(settings: Settings, *, quiet: bool = False) -> None:
    import logging

    from bot.core.logs import configure

    level = max(settings.log_level_number, logging.WARNING) if quiet else settings.log_level_number
    configure(level, json=settings.log_format == "json")


if __name__ == "__main__":
    sys.exit(main())
