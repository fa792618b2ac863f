"""The process that touches untrusted bytes: `python -m bot.mail_check.child CONTENT`; killed when it takes too long.

It reads a kind (one byte, `f` file, `t` text or `l` link), a length (four bytes, big-endian) and that many bytes from
its input, and writes a length and a JSON report, or `{"error": code}`. It opens no file but the content and talks to
nobody.
"""

from __future__ import annotations

import json
import logging
import mmap
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from bot.mail_check.analysis import analyse
from bot.mail_check.destinations import destinations_of
from bot.mail_check.facts import Company, Facts
from bot.mail_check.frames import FILE, HEADER, LENGTH, LINK
from bot.mail_check.mail import Mail, Unreadable
from bot.mail_check.parsing.pasted import read_pasted
from bot.mail_check.parsing.reading import read
from bot.mail_check.recognise_link import read_link
from bot.mail_check.report import REPORT, report_of
from knowledge.loader import load_mail

_MEMORY_IN_USE = Path("/proc/self/statm")
MEMORY = 190 * 1024 * 1024
"""Bytes that the process may allocate; the libraries' code comes on top."""
TIRED = 130 * 1024 * 1024
"""Bytes still in use after an answer, from which a fresh process takes over."""


def check(kind: bytes, data: bytes, facts: Facts) -> bytes:
    """One mail, analysed; whatever goes wrong in it becomes an error code."""
    try:
        mail = _read(kind, data, facts)
        return REPORT.dump_json(report_of(mail, analyse(mail, facts), destinations_of(mail, facts)))
    except Unreadable as refusal:
        return _error(str(refusal.args[0]))
    except MemoryError:
        return _error("too_large")
    except RecursionError:
        return _error("too_deep")
    except Exception as bug:  # noqa: BLE001 - a mail must never take the desk down, and its text must not reach a log
        return _error("not_readable", type(bug).__name__)


def _read(kind: bytes, data: bytes, facts: Facts) -> Mail:
    if kind == FILE:
        return read(data)
    text = data.decode("utf-8", "replace")
    return read_link(text, facts.lures) if kind == LINK else read_pasted(text)


def serve(source: BinaryIO, sink: BinaryIO, facts: Facts) -> None:
    """Answer until the input ends."""
    while len(head := source.read(HEADER.size)) == HEADER.size:
        kind, length = HEADER.unpack(head)
        answer = check(kind, source.read(length), facts)
        sink.write(LENGTH.pack(len(answer)) + answer)
        sink.flush()
        if _is_tired():
            return


def _is_tired() -> bool:
    """Whether a hard mail has left the memory full of holes."""
    with suppress(OSError, ValueError, IndexError):  # not on every system
        return int(_MEMORY_IN_USE.read_text().split()[1]) * mmap.PAGESIZE > TIRED
    return False


def limit_memory() -> None:
    """Where the system can: more than this is refused to the process by the kernel."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415  not on every system

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _error(code: str, detail: str = "") -> bytes:
    return json.dumps({"error": code, "detail": detail}).encode()


if __name__ == "__main__":
    limit_memory()
    logging.disable()  # the libraries would print pieces of the mail
    content, company = load_mail(Path(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer, Facts.of(content, Company.of(company)))
