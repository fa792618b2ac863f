"""A .msg file with only what a test says, written as a compound file of plain sectors ([MS-CFB], [MS-OXMSG])."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
UNICODE, BINARY = "001F", "0102"
STORAGE, STREAM, ROOT = 1, 2, 5


@dataclass
class Storage:
    """A folder of streams and folders."""

    streams: dict[str, bytes] = field(default_factory=dict)
    storages: dict[str, Storage] = field(default_factory=dict)

    def text(self, number: int, value: str) -> None:
        self.streams[f"__substg1.0_{number:04X}{UNICODE}"] = value.encode("utf-16-le")

    def binary(self, number: int, value: bytes) -> None:
        self.streams[f"__substg1.0_{number:04X}{BINARY}"] = value


def message(
    texts: dict[int, str], binaries: dict[int, bytes] | None = None, files: dict[str, bytes] | None = None
) -> bytes:
    """A .msg with these properties and attachments."""
    root = Storage({"__properties_version1.0": _properties(32, texts, binaries or {})})
    for number, text in texts.items():
        root.text(number, text)
    for number, data in (binaries or {}).items():
        root.binary(number, data)
    for place, (name, data) in enumerate((files or {}).items()):
        attached = Storage({"__properties_version1.0": _properties(8, {0x3707: name}, {0x3701: data})})
        attached.text(0x3707, name)
        attached.binary(0x3701, data)
        root.storages[f"__attach_version1.0_#{place:08X}"] = attached
    return written(root)


def _properties(header: int, texts: dict[int, str], binaries: dict[int, bytes]) -> bytes:
    rows = [struct.pack("<HHIQ", 0x001F, number, 6, len(text) * 2 + 2) for number, text in texts.items()]
    rows += [struct.pack("<HHIQ", 0x0102, number, 6, len(data)) for number, data in binaries.items()]
    return b"\0" * header + b"".join(rows)


def written(root: Storage) -> bytes:
    """The compound file: header, the table of sectors, the directory, the short streams together, and the long ones."""
    entries: list[list[object]] = [["Root Entry", ROOT, FREE, FREE, b""]]
    _listed(root, 0, entries)
    short, short_chains, short_starts = _chained(
        [_data(one) if len(_data(one)) < CUTOFF else b"" for one in entries], MINI
    )
    entries[0][4] = short
    long = [_data(one) if len(_data(one)) >= CUTOFF else b"" for one in entries]
    directory_size = -(-len(entries) * 128 // SECTOR) * SECTOR
    table = struct.pack(f"<{len(short_chains)}I", *short_chains)
    body, chains, starts = _chained([b"\0" * directory_size, table, short, *long[1:]], SECTOR, first=1)
    assert len(chains) < SECTOR // 4
    places = [starts[2], *(long or brief for long, brief in zip(starts[3:], short_starts[1:], strict=True))]
    raw = b"".join(_entry(one, END if at is None else at) for one, at in zip(entries, places, strict=True))
    sectors = struct.pack("<128I", FAT, *chains, *([FREE] * (127 - len(chains))))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<9I", 0, 1, 1, 0, CUTOFF, starts[1] or END, 1, END, 0) + struct.pack("<I", 0) + b"\xff" * 432
    return head + sectors + raw.ljust(directory_size, b"\0") + body[directory_size:]


def _chained(streams: list[bytes], unit: int, first: int = 0) -> tuple[bytes, list[int], list[int | None]]:
    """Streams cut into units: all of them, what follows each unit, and where each stream begins."""
    body, chains, starts = b"", list[int](), list[int | None]()
    for stream in streams:
        count = -(-len(stream) // unit)
        at = first + len(chains)
        starts.append(at if count else None)
        chains += [*range(at + 1, at + count), END] if count else []
        body += stream.ljust(count * unit, b"\0")
    return body, chains, starts


def _data(entry: list[object]) -> bytes:
    data = entry[4]
    assert isinstance(data, bytes)
    return data


def _listed(storage: Storage, at: int, entries: list[list[object]]) -> None:
    """The directory's tree, degenerate: each entry's right neighbour is the next one."""
    named: list[tuple[str, Storage | bytes]] = [*storage.streams.items(), *storage.storages.items()]
    named.sort(key=lambda one: (len(one[0]), one[0].upper()))
    before = None
    for name, thing in named:
        here = len(entries)
        entries.append(
            [name, STREAM, FREE, FREE, thing] if isinstance(thing, bytes) else [name, STORAGE, FREE, FREE, b""]
        )
        entries[at if before is None else before][3 if before is None else 2] = here
        before = here
        if isinstance(thing, Storage):
            _listed(thing, here, entries)


def _entry(entry: list[object], start: int) -> bytes:
    name, kind, right, child, _ = entry
    raw = str(name).encode("utf-16-le") + b"\0\0"
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, len(_data(entry)))
