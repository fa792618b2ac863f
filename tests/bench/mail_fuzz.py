"""Mails changed at random until something breaks: `python -m tests.bench.mail_fuzz MINUTES [--seed N]`.

Mutations of our own mails go through the killable child, as on the desk. Printed at the end: how many were answered,
refused and cut off, and the longest time; a mail that was
cut off or made anything raise is written to the current folder.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from pathlib import Path

import click

from bot.core.errors import ServiceError
from bot.mail_check.worker import Analyst
from knowledge.loader import PACKAGED
from tests.bot.mail_check import bombs
from tests.bot.mail_check.outlook import message

JUNK = [
    b"\0",
    b"\r\n\r\n",
    b"--x\r\n",
    b"=?utf-8?B?",
    b"\xff\xfe",
    b"<" * 50,
    b"(" * 200,
    b"\x1b$B",
    b"http://",
    b"\xe2\x80\xae",
]
NOT_MUTATED = 3_000_000
"""Bytes; larger bombs are tried in the tests, here they would only eat the time."""


@click.command()
@click.argument("minutes", type=float)
@click.option("--seed", type=int, default=1)
def main(minutes: float, seed: int) -> None:
    """Run for so many minutes."""
    asyncio.run(_fuzz(minutes * 60, random.Random(seed)))


async def _fuzz(seconds: float, chance: random.Random) -> None:
    analyst, count, longest = Analyst(PACKAGED), Counter[str](), 0.0
    seeds = _seeds()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        mail = _mutated(chance.choice(seeds), chance)
        started = time.monotonic()
        try:
            await (
                analyst.check_file(mail)
                if chance.random() < 0.9
                else analyst.check_text(mail.decode("utf-8", "replace"))
            )
            count["answered"] += 1
        except ServiceError as refusal:
            count[refusal.code] += 1
            if refusal.code in {"mail_too_hard", "mail_not_readable"}:
                _keep(f"{refusal.code}-{sum(count.values())}", mail)
        except Exception:
            _keep("crash", mail)
            raise
        longest = max(longest, time.monotonic() - started)
    await analyst.stop()
    click.echo(f"{sum(count.values())} mails, the longest {longest:.2f} s: {dict(count)}")


def _keep(name: str, mail: bytes) -> None:
    Path(f"fuzz-{name}.eml").write_bytes(mail)


def _seeds() -> list[bytes]:
    japanese = Path(__file__).parents[1] / "bot/mail_check/japanese"
    own = [path.read_bytes() for path in sorted(japanese.rglob("*.eml"))]
    made = [make() for name, make in bombs.BOMBS.items() if "25 MB" not in name and "zip bomb" not in name]
    outlook = message({0x007D: "From: a@b.example\r\n\r\n", 0x1000: "text"}, {0x1013: b"<p>html</p>"}, {"a.exe": b"MZ"})
    return [*own, *own, outlook, *(one for one in made if len(one) < NOT_MUTATED)]


def _mutated(mail: bytes, chance: random.Random) -> bytes:
    data = bytearray(mail)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data) + 1)
        span = min(len(data) - at, int(chance.expovariate(1 / 200)))
        match chance.randrange(6):
            case 0:
                data[at : at + span] = b""
            case 1:
                data[at:at] = chance.choice(JUNK) * chance.randint(1, 20)
            case 2:
                data[at:at] = data[at : at + span] * chance.randint(1, 50)
            case 3:
                data[at : at + span] = chance.randbytes(span)
            case 4:
                other = chance.randrange(len(data) + 1)
                data[at:at] = data[other : other + span]
            case _:
                data[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(data[: 2 * NOT_MUTATED])


if __name__ == "__main__":
    main()
