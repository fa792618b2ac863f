"""What the worst feeds cost: seconds of CPU and megabytes on top, each read in a process of its own.

python -m tests.bench.feeds
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from bot.bulletins.feeds.fetching import LARGEST
from bot.bulletins.feeds.reading import Unreadable, read

RSS, END = b"<rss version='2.0'><channel>", b"</channel></rss>"
RDF = b'<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="urn:r" xmlns:sec="http://jvn.jp/rss/mod_sec/">'
JVN = b'<item rdf:about="h%d"><title>CVE-2026-1000</title></item>'
KEV = b'{"cveID":"CVE-2026-%d"}'
JSON = b'{"catalogVersion": "1", "vulnerabilities": ['


def full(head: bytes, part: bytes, tail: bytes) -> bytes:
    """As much of it as a feed may hold."""
    return head + part * ((LARGEST - len(head) - len(tail)) // len(part)) + tail


def item(tag: bytes, text: bytes) -> bytes:
    return full(RSS + b"<item><title>t</title><" + tag + b">", text, b"</" + tag + b"></item>" + END)


CASES = {
    "elements": lambda: full(RSS, b"<a/>", END),
    "a deep nest": lambda: full(b"<rss>", b"<a>", b""),
    "24,000 entries": lambda: RSS + b"<item><title>CVE-2026-1000</title><guid>%d</guid></item>" * 24000 + END,
    "40,000 entries of JVN": lambda: RDF + b"".join(map(JVN.__mod__, range(40000))) + b"</rdf:RDF>",
    "90,000 references": lambda: (
        RDF + b'<item rdf:about="x">' + b'<sec:references id="CVE-2026-0001"/>' * 90000 + b"</item></rdf:RDF>"
    ),
    "a title": lambda: item(b"title", b"A"),
    "a title of marks": lambda: item(b"title", b"&lt;"),
    "a text of tags": lambda: item(b"description", b"&lt;p&gt;"),
    "a text of signs": lambda: item(b"description", b"&amp;"),
    "a date": lambda: item(b"pubDate", b"Mon, "),
    "a tag": lambda: full(b"<", b"a", b">"),
    "an attribute": lambda: full(RSS + b"<item a='", b"x", b"'/>" + END),
    "attributes": lambda: RSS + b"<item " + b" ".join(b"a%d='1'" % n for n in range(400000)) + b"/>" + END,
    "namespaces": lambda: RSS + b"".join(b"<n%d:a xmlns:n%d='urn:%d'/>" % (n, n, n) for n in range(90000)) + END,
    "comments": lambda: full(RSS, b"<!---->", END),
    "instructions": lambda: full(RSS, b"<?a?>", END),
    "JSON: a deep nest": lambda: b"[" * LARGEST,
    "JSON: objects": lambda: full(JSON, b"{},", b"{}]}"),
    "JSON: 99,000 entries": lambda: JSON + b",".join(map(KEV.__mod__, range(1000, 100000))) + b"]}",
    "JSON: a number": lambda: full(JSON, b"9", b"]}"),
    "JSON: numbers": lambda: full(JSON, b"1.5,", b"0]}"),
    "JSON: a text": lambda: full(JSON + b'{"cveID":"CVE-2026-1000","vulnerabilityName":"', b"\\u202e", b'"}]}'),
}  # fmt: skip


def measure(name: str) -> str:
    data = CASES[name]()
    memory, began = getrusage(RUSAGE_SELF).ru_maxrss, time.process_time()
    try:
        found = f"{len(read(data, None, 'bench').items)} items"
    except Unreadable as refusal:
        found = refusal.code
    seconds, more = time.process_time() - began, (getrusage(RUSAGE_SELF).ru_maxrss - memory) / 1024
    return f"{name:24} {len(data) / 1e6:4.1f} MB {seconds:6.2f} s {more:5.0f} MB  {found}"


if __name__ == "__main__":
    if sys.argv[1:]:
        print(measure(sys.argv[1]))  # noqa: T201
    for name in CASES if not sys.argv[1:] else ():
        subprocess.run([sys.executable, "-m", "tests.bench.feeds", name], check=True, cwd=Path(__file__).parents[2])
