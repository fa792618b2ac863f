"""A playground in this process, and the genuine bot in a process of its own that may be killed."""

from __future__ import annotations

import asyncio
import ctypes
import os
import shutil
import signal
import sys
from asyncio.subprocess import Process
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from sqlalchemy import NullPool, create_engine, text

from bot.playground.cast import sample_workspace
from bot.playground.delivery import Timing
from bot.playground.limits import Pace
from bot.playground.server import Playground, start
from knowledge.loader import PACKAGED
from tests.kit.patience import until

ROOT = Path(__file__).parents[2]
# More stubborn than Slack: what is not acknowledged comes again until it is, so that every question must end answered.
STUBBORN = Timing(ack=2.0, warning=0.1, socket_retries=(0.0,) * 40)
NOT_OURS = ("MAMORI_", "PYTHONDONTWRITEBYTECODE")
"""Variables of this process that the program does without: an installed one is compiled once, not at every start."""
QUICK = {
    "SEMANTIC_SEARCH": "false",
    "SEND_TIMEOUT_SECONDS": "1",
    "LEASE_SECONDS": "1.5",
    "RECONCILE_MARGIN_SECONDS": "6",
}


@cache
def _few_words() -> TemporaryDirectory[str]:
    """The packaged content with few phrasings: a bot that dies often reads it in half the time."""
    folder = TemporaryDirectory(prefix="mamori-content-")
    content = Path(folder.name, "content")
    shutil.copytree(PACKAGED, content)
    for file in (content / "answers").glob("*.yml"):
        read = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
        for answer in read["answers"]:
            for language, phrasings in answer["questions"].items():
                del phrasings[5 if language == "ja" else 3 :]
        file.write_text(yaml.dump(read, allow_unicode=True, Dumper=yaml.CSafeDumper, sort_keys=False), "utf-8")
    return folder


def quick() -> dict[str, str]:
    """Settings of a bot that starts soon and waits for nothing long."""
    folder = Path(_few_words().name)
    return QUICK | {"CONTENT": str(folder / "content"), "CACHE_DIR": str(folder / "cache")}


async def open_playground(pace: Pace | None = None, timing: Timing = STUBBORN) -> Playground:
    """A playground with the product's own manifest; without a pace it has no rate limits."""
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))
    return await start(workspace=sample_workspace(manifest), pace=pace or Pace(enabled=False), timing=timing)


def _die_with_the_tests() -> None:
    """A run that is killed leaves no bot behind, where the system can promise that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Program:
    """A Slack app in a process of its own, connected to the playground."""

    def __init__(self, slack: Playground, home: Path, *command: str, **variables: str) -> None:
        self.slack = slack
        self.home = home
        self._command = command
        self._variables = variables
        self._process: Process | None = None

    @property
    def process(self) -> Process:
        if self._process is None:
            raise RuntimeError("the program was never started")
        return self._process

    async def start(self) -> None:
        """Starts it and waits until it listens to Slack."""
        with (self.home / "log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self._command,
                cwd=self.home,
                env=self._environment(),
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_the_tests,
            )
        await until(lambda: bool(self.slack.slack.sockets.count) or self.process.returncode is not None)
        if self.process.returncode is not None:
            raise RuntimeError((self.home / "log").read_text("utf-8")[-3000:])

    async def kill(self) -> None:
        """Ends it between two instructions, as a power cut would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Asks it to end; its exit code."""
        return await self._end(signal.SIGTERM)

    def cpu_seconds(self) -> float:
        """The processor time that it has used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def _end(self, how: signal.Signals) -> int:
        if self.process.returncode is None:
            self.process.send_signal(how)
        code = await self.process.wait()
        await until(lambda: not self.slack.slack.sockets.count)
        return code

    def _environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}
        paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        return ours | {"PYTHONPATH": paths} | self._variables


class Bot(Program):
    """The product: `python -m bot run`."""

    def __init__(self, slack: Playground, home: Path, database: str = "", **settings: str) -> None:
        self.database = database or f"sqlite:///{home / 'mamori.db'}"
        settings |= {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "DATA_DIR": str(home),
            "DATABASE_URL": self.database,
            "AUDIT_KEY": "a key for tests only",
            "PORT": "0",
            "LOG_LEVEL": "WARNING",
        }
        super().__init__(slack, home, "-m", "bot", "run", **{f"MAMORI_{name}": each for name, each in settings.items()})

    @property
    def sync_url(self) -> str:
        return self.database.replace("postgresql:", "postgresql+psycopg:")

    def messages(self) -> Counter[str]:
        """How many of its messages are in which state, seen from outside."""
        engine = create_engine(self.sync_url, poolclass=NullPool)
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT state, count(*) FROM outbox GROUP BY state")).all()
        return Counter({str(row.state): int(row[1]) for row in rows})

    async def at_rest(self) -> None:
        """Waits until it has nothing left to say and nothing left to look up."""
        await until(lambda: set(self.messages()) == {"sent"})
