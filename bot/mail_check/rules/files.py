"""What is attached: names, first bytes and lists of contents; nothing is unpacked or opened."""

from __future__ import annotations

import io
import re
import struct
import tarfile
import zipfile
from collections.abc import Iterator

import olefile
import puremagic

from bot.mail_check.domains import within
from bot.mail_check.findings import Finding, Look
from bot.mail_check.folding import fold
from bot.mail_check.mail import Attachment

MOST_NAMES = 2_000
EXECUTABLE = frozenset(
    {
        "exe", "scr", "cpl", "com", "pif", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "wsf",
        "wsh", "hta", "msi", "msp", "msix", "appx", "jar", "reg", "inf", "dll", "ocx", "sys", "gadget", "scf",
        "chm", "application", "xll", "ade", "adp", "mde", "sct", "ws", "msc", "apk", "dmg", "pkg", "app",
        "command",
    },
)  # fmt: skip
SHORTCUT = frozenset({"lnk", "url", "website", "desktop", "pif", "library-ms", "search-ms", "settingcontent-ms"})
DISK = frozenset({"iso", "img", "vhd", "vhdx", "one", "onepkg", "udf", "cab", "wim"})
MARKUP = frozenset({"html", "htm", "shtml", "xhtml", "mht", "mhtml", "svg", "xht", "hta"})
MACRO = frozenset({"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppam", "sldm", "xlsb"})
ARCHIVE = frozenset({"zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz", "lzh", "lha", "ace", "arj", "cab"})
DOCUMENT = frozenset(
    {"pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "csv", "rtf", "jpg", "jpeg", "png", "gif", "zip"}
)
_RTL = re.compile("[\u202e\u202d\u2066-\u2069\u200f]")
_KEY = re.compile(
    r"(?:パスワード|暗証番号|解凍pw|解凍キー|\bpassword|\bpw)(?:は|is)?[はを\s]{0,3}[:=「『」』\s]{1,4}[a-z0-9!-/@_-]{3,30}"
)
_SPACES = re.compile(r"[\s\u3000\u00a0]{5,}\.?[a-z0-9]{1,10}$", re.IGNORECASE)
_PDF_ACTION = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFile|OpenAction\s{0,20}<<[^>]{0,300}/(?:JavaScript|Launch))\b"
)
_PDF_LINK = re.compile(rb"/URI\s{0,20}[(<]")
_PDF_READ = 8 * 1024 * 1024
"""Bytes of a PDF in which actions are looked for."""
# What the first bytes must be for an extension that promises it.
_MAGIC: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF",),
    "png": (b"\x89PNG",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF8",),
    "docx": (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"),
    "xlsx": (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"),
    "pptx": (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"),
    "zip": (b"PK\x03\x04", b"PK\x05\x06"),
    "doc": (b"\xd0\xcf\x11\xe0", b"{\\rtf", b"PK\x03\x04", b"<html", b"<?xml"),
    "xls": (b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"\x09\x08", b"<html", b"<?xml"),
}


def files(look: Look) -> Iterator[Finding]:
    """Everything about the attachments; each sign is named once, with the file that shows it."""
    named = [one for one in look.mail.attachments if not (one.inline and one.content_type.startswith("image/"))]
    if named:
        yield Finding("A01_attachment", _shown(named[0].name or named[0].content_type))
    seen: set[str] = set()
    for attachment in look.mail.attachments:
        for name, evidence in _signs(look, attachment):
            if name not in seen:
                seen.add(name)
                yield Finding(name, evidence)


def _signs(look: Look, file: Attachment) -> Iterator[tuple[str, str]]:
    shown = _shown(file.name)
    yield from _name_signs(file, shown)
    if file.data[:2] == b"MZ" or file.data[:4] == b"\x7fELF":
        yield "A02_executable", shown
    if file.data[:4] == b"L\x00\x00\x00":
        yield "A03_lnk", shown
    if file.extension in MARKUP or (file.content_type in {"text/html", "image/svg+xml"} and file.name):
        yield "A07_html_att", shown
    if file.extension in MACRO or _has_macro(file.data):
        yield ("A08b_macro_inside" if look.is_at_home and look.facts.is_ours(look.host) else "A08_macro"), shown
    yield from _archive_signs(look, file, shown)
    if (wrong := _disguised(file)) and file.data:
        yield "A12_type_mismatch", f"{shown} ({wrong})"
    if file.data[:1024].lstrip()[:4] == b"%PDF":
        yield from _pdf_signs(file.data[:_PDF_READ], shown)
    if (file.extension == "ics" or file.content_type == "text/calendar") and not look.facts.is_ours(look.host):
        yield "A16_ics", shown or "text/calendar"


def _pdf_signs(pdf: bytes, shown: str) -> Iterator[tuple[str, str]]:
    if _PDF_ACTION.search(pdf):
        yield "A15_pdf_active", shown
    if _PDF_LINK.search(pdf):
        yield "A15b_pdf_link", shown


def _name_signs(file: Attachment, shown: str) -> Iterator[tuple[str, str]]:
    if file.extension in EXECUTABLE:
        yield "A02_executable", shown
    if file.extension in SHORTCUT:
        yield "A03_lnk", shown
    if file.extension in DISK:
        yield "A10_disk_onenote", shown
    parts = [part.strip().lower() for part in file.name.rsplit(".", 2)]
    hidden = parts[-1] in EXECUTABLE | SHORTCUT | MARKUP | DISK
    if len(parts) == 3 and parts[1] in DOCUMENT and hidden:
        yield "A04_double_ext", shown
    if _SPACES.search(file.name):
        yield "A05_many_spaces", shown
    if _RTL.search(file.name):
        yield "A06_rlo", shown


def _archive_signs(look: Look, file: Attachment, shown: str) -> Iterator[tuple[str, str]]:
    names, encrypted = _listed(file.data)
    if encrypted and (key := _KEY.search(fold(look.mail.text[:10_000]))):
        yield "A09b_key_in_mail", f"{shown} ({key.group()[:40]})"
    if encrypted:
        yield ("A09_encrypted_zip_freemail" if within(look.host, look.facts.freemail) else "A09_encrypted_zip"), shown
    if file.extension in {"docx", "xlsx", "pptx", "docm", "xlsm", "pptm"}:
        return
    bad = next((one for one in names if _extension(one) in EXECUTABLE | SHORTCUT | DISK or _RTL.search(one)), "")
    if bad:
        yield "A11_archive_exec", f"{shown} > {_shown(bad)}"


def _listed(data: bytes) -> tuple[list[str], bool]:
    """The names inside an archive and whether it is locked; only its directory is read."""
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                inside = archive.infolist()[:MOST_NAMES]
        except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError, RecursionError):
            return [], False
        return [one.filename for one in inside], any(one.flag_bits & 1 for one in inside)
    if data[257:262] == b"ustar":
        try:
            with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
                return [one.name for _, one in zip(range(MOST_NAMES), archive, strict=False)], False
        except (tarfile.TarError, ValueError, OSError):
            return [], False
    locked = data[:6] == b"7z\xbc\xaf\x27\x1c" and b"\x06\xf1\x07\x01" in data[-4096:]
    return [], locked


def _has_macro(data: bytes) -> bool:
    if data[:2] == b"PK":
        return any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in _listed(data)[0])
    if data[:8] != b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return False
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return any("vba" in part.lower() or part.lower() == "macros" for path in ole.listdir() for part in path)
    except (OSError, ValueError, IndexError, TypeError, struct.error, RecursionError):
        return False


def _disguised(file: Attachment) -> str:
    """What the bytes are when they are not what the extension says."""
    expected = _MAGIC.get(file.extension)
    if not expected or not file.data or file.data.lstrip()[:8].startswith(expected):
        return ""
    try:
        return str(puremagic.from_string(file.data[:4096])).lstrip(".") or "?"
    except (puremagic.PureError, ValueError, IndexError):
        return "?"


def _extension(name: str) -> str:
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def _shown(name: str) -> str:
    return _RTL.sub("[RLO]", name)[:80]
