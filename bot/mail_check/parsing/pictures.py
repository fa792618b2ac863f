"""Links that no text shows: QR codes in pictures, and what a PDF carries."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress

import pypdf
import zxingcpp
from PIL import Image
from pypdf.errors import PyPdfError

from bot.mail_check.mail import Attachment, Link, Unread

MOST_PIXELS = 12_000_000
MOST_PICTURES = 10
MOST_PAGES = 5
LARGEST_PDF = 10 * 1024 * 1024
MOST_OBJECTS = 3_000
"""Of a PDF; a broken one with more takes the library minutes to mend."""
_PICTURES = {"PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"}
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    MemoryError,
    RecursionError,
    OverflowError,
)


def hidden_links(attachments: Iterable[Attachment]) -> tuple[list[Link], set[Unread]]:
    """What QR codes and PDF annotations lead to, and what could not be read."""
    links: list[Link] = []
    unread: set[Unread] = set()
    for file in list(attachments)[:MOST_PICTURES]:
        if file.data[:1024].lstrip()[:4] == b"%PDF":
            links += _in_pdf(file.data, unread)
        elif file.content_type.startswith("image/") or file.extension in {"png", "jpg", "jpeg", "gif", "bmp", "webp"}:
            links += _codes(file.data, unread)
    return links, unread


def _codes(data: bytes, unread: set[Unread]) -> list[Link]:
    """The addresses in a picture's QR codes; one with more pixels than a screen photo is not unpacked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of bombs; the size is checked before a pixel is read
        try:
            with Image.open(io.BytesIO(data), formats=sorted(_PICTURES)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    unread.add(Unread.PICTURE)
                    return []
                found = zxingcpp.read_barcodes(picture.convert("L"))
        except (*_BROKEN, Image.DecompressionBombError):
            return []
    return [Link(code.text.strip()[:2000], "", "qr") for code in found if "://" in code.text]


def _in_pdf(data: bytes, unread: set[Unread]) -> list[Link]:
    if len(data) > LARGEST_PDF or data.count(b" obj") > MOST_OBJECTS:
        unread.add(Unread.ATTACHMENT)
        return []
    try:
        return list(_pdf_links(pypdf.PdfReader(io.BytesIO(data), strict=False), unread))
    except (*_BROKEN, PyPdfError):
        unread.add(Unread.ATTACHMENT)
        return []


def _pdf_links(document: pypdf.PdfReader, unread: set[Unread]) -> Iterator[Link]:
    if document.is_encrypted:
        unread.add(Unread.ATTACHMENT)
        return
    for page in document.pages[:MOST_PAGES]:
        for annotation in page.annotations or ():
            action = annotation.get_object().get("/A")
            target = action.get_object().get("/URI") if action is not None else None
            if target:
                yield Link(str(target)[:2000], "", "pdf")
        with suppress(*_BROKEN, PyPdfError, NotImplementedError):
            for image in page.images[:MOST_PICTURES]:
                yield from _codes(image.data, unread)
