"""One bulletin to a thousand channels and two thousand people at Slack's own pace: `python -m tests.bench.broadcast`.

Power cuts at seeded moments from the first message on, three refusals and half an answer lost in ten calls; the
settings are those of every company, the quiet period of a minute included. Nothing is sped up: it takes ten minutes
and more; with a hundred cuts the bot starts every five seconds, so the machine should have nothing else to do.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import click

from bot.playground.limits import Pace
from tests.kit.broadcast import DROPPED, LIMITED, Arrived, Broadcast
from tests.kit.patience import until

SPREAD = 0.85
"""The last cut comes when so much of the least time has passed."""
AS_SHIPPED = {"SEND_TIMEOUT_SECONDS": "15", "LEASE_SECONDS": "30", "RECONCILE_MARGIN_SECONDS": "45"}


def floor(messages: int, pace: Pace) -> float:
    """The least time in which Slack takes so many posts, whoever sends them."""
    return max(0, messages - pace.workspace_burst) / pace.workspace_per_second


async def measure(channels: int, people: int, cuts: int, seed: int) -> tuple[float, Arrived]:
    """The least time, and what became of the broadcast."""
    pace, chance = Pace(), Random(seed)
    with TemporaryDirectory() as folder:
        broadcast = await Broadcast.prepared(Path(folder), channels, people, pace, **AS_SHIPPED)
        least = floor(broadcast.expected, pace)
        broadcast.arm(LIMITED, LIMITED, LIMITED, DROPPED)
        try:
            await broadcast.bot.start()
            await until(lambda: bool(broadcast.heard()))  # whom it reaches is asked at a pace of its own
            return least, await broadcast.runs([chance.uniform(0, SPREAD * least) for _ in range(cuts)])
        finally:
            click.echo(f"calls: {dict(broadcast.slack.slack.log.counts)}")
            await broadcast.close()


@click.command()
@click.option("--channels", default=1000, show_default=True)
@click.option("--people", default=2000, show_default=True)
@click.option("--cuts", default=100, show_default=True, help="Power cuts.")
@click.option("--seed", default=20260401, show_default=True)
def main(channels: int, people: int, cuts: int, seed: int) -> None:
    """Prints the least time that Slack's pace allows, the real time, their ratio, and what was lost or came twice."""
    least, arrived = asyncio.run(measure(channels, people, cuts, seed))
    click.echo(
        f"{channels} channels, {people} people, {cuts} power cuts: at least {least:.0f} s, "
        f"took {arrived.seconds:.0f} s, ratio {arrived.seconds / least:.2f}; lost {arrived.lost}, twice {arrived.twice}"
    )


if __name__ == "__main__":
    main()
