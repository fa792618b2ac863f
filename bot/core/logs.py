"""Logging: one stream for ours and the libraries' lines, structured, with secrets and people's words kept out."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|https://hooks\.slack\.com/\S+|(?<=/response/)\S+|Bearer\s+\S+|(?<=://)[^\s/@]+(?=@)"
)
PRIVATE = frozenset({"text", "body", "payload", "blocks", "note", "comment", "token", "password", "secret"})
NOISY = (
    "slack_bolt", "slack_sdk", "aiohttp.access", "apscheduler", "sqlalchemy.engine", "aiosqlite", "psycopg", "alembic",
    "bm25s",
)  # fmt: skip
UNHANDLED = "Unhandled request"
"""Bolt's warning of a payload without a listener repeats the whole payload."""


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hides tokens wherever they stand, and fields that hold what people wrote."""
    return {key: "[redacted]" if key in PRIVATE else _clean(value) for key, value in event.items()}


def configure(level: int, *, json: bool) -> None:
    """Sets up logging for the process; Bolt and the SDK log whole bodies at DEBUG, so only their warnings pass."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    # On the handler, because some libraries set their own level when they are imported.
    handler.addFilter(_passes)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def _passes(record: logging.LogRecord) -> bool:
    if not record.name.startswith(NOISY):
        return True
    return record.levelno >= logging.WARNING and not record.getMessage().startswith(UNHANDLED)


def without_secrets(text: str) -> str:
    """A text with its tokens and passwords hidden; to be asked before it is cut, for half a secret looks like none."""
    return SECRET.sub("[redacted]", text)


def _clean(value: Any) -> Any:
    return without_secrets(value) if isinstance(value, str) else value
