"""How fast the product answers beside a bare Bolt app: `python -m tests.bench.load`."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bot.playground.delivery import Timing
from bot.playground.server import Playground
from tests.bench.texts import questions
from tests.bench.town import Town
from tests.faults.rig import ROOT, Bot, Program, open_playground

PEOPLE = 60


@dataclass(frozen=True)
class Figures:
    """What one app did."""

    name: str
    p50: float
    p99: float
    lost: int
    steady: float
    most: float
    cpu: float

    def line(self) -> str:
        return (
            f"{self.name:8} ack p50 {self.p50:6.1f} ms, p99 {self.p99:6.1f} ms | {self.steady:5.1f} answers/s, "
            f"{self.lost} lost | at most {self.most:5.1f}/s | {self.cpu:5.2f} ms CPU an answer"
        )


def product(slack: Playground, home: Path, *, semantic: bool) -> Program:
    cache = str(ROOT / "data" / "cache")
    return Bot(slack, home, SEMANTIC_SEARCH=str(semantic).lower(), CACHE_DIR=cache)


def echo(slack: Playground, home: Path) -> Program:
    tokens = {"API_URL": slack.api_url, "BOT_TOKEN": slack.bot_token, "APP_TOKEN": slack.app_token}
    return Program(slack, home, "-m", "tests.bench.echo_bot", **tokens)


async def measure(name: str, town: Town, app: Program, rate: float, seconds: float, askers: list[int]) -> Figures:
    """One app under the same two loads as the other."""
    await app.start()
    await town.steady(20, 2)  # the first questions make caches warm
    town.watch.seconds.clear()
    used, asked = app.cpu_seconds(), town.answered()
    lost, took = await town.steady(rate, seconds)
    cpu = 1000 * (app.cpu_seconds() - used) / max(1, town.answered() - asked)
    p50, p99 = town.watch.percentile(50), town.watch.percentile(99)
    most = max([await town.busy(each, seconds / 4) for each in askers])
    await app.stop()
    return Figures(name, p50, p99, lost, (int(rate * seconds) - lost) / took, most, cpu)


async def compare(rate: float, seconds: float, *, semantic: bool) -> tuple[Figures, Figures]:
    """The product and the echo bot, one after the other, on playgrounds of the same kind."""
    texts, figures = questions(), []
    for name in ("mamori", "echo"):
        slack = await open_playground(timing=Timing())
        with TemporaryDirectory() as folder:
            app = product(slack, Path(folder), semantic=semantic) if name == "mamori" else echo(slack, Path(folder))
            town = Town(slack, PEOPLE, texts)
            figures.append(await measure(name, town, app, rate, seconds, [8, 24, PEOPLE]))
        await slack.stop()
    return figures[0], figures[1]


@click.command()
@click.option("--rate", default=60.0, show_default=True, help="Questions a second.")
@click.option("--seconds", default=20.0, show_default=True)
@click.option("--semantic/--words-only", default=True, show_default=True)
def main(rate: float, seconds: float, semantic: bool) -> None:
    """Ask both bots the same questions, first at a steady rate, then as fast as they answer."""
    ours, bare = asyncio.run(compare(rate, seconds, semantic=semantic))
    click.echo(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}")
    click.echo(f"{ours.line()}\n{bare.line()}\nratio of the highest rates: {ours.most / bare.most:.2f}")


if __name__ == "__main__":
    main()
