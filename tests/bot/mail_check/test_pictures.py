"""Links that no text shows: in QR codes and in PDFs; pictures too large to look at are told."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from bot.mail_check.mail import Attachment, Unread
from bot.mail_check.parsing.pictures import MOST_OBJECTS, MOST_PIXELS, hidden_links
from bot.mail_check.parsing.reading import read
from tests.bot.mail_check import bombs
from tests.bot.mail_check.making import file, mail, signs

TARGET = "https://evil.example/login"


def code(text: str, kind: str = "PNG") -> bytes:
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)
    picture, out = Image.fromarray(drawn).convert("RGB"), io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def linking(url: str) -> bytes:
    """A PDF of one page with one link."""
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[4 0 R]>>",
        f"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI({url})>>>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += f"{number} 0 obj{part}endobj\n".encode()
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        body
        + f"xref\n0 5\n0000000000 65535 f \n{rows}trailer<</Size 5/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF".encode()
    )


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("GIF", "a.gif"), ("BMP", "a.bmp")])
def test_a_qr_code_is_read_as_the_link_that_it_is(kind: str, name: str) -> None:
    links, unread = hidden_links([file(name, code(TARGET, kind), f"image/{kind.lower()}")])
    assert [(link.url, link.source) for link in links] == [(TARGET, "qr")]
    assert not unread


def test_a_qr_code_that_leads_nowhere_is_none() -> None:
    assert hidden_links([file("a.png", code("WIFI:S:office;;"), "image/png")]) == ([], set())


def test_a_qr_code_to_a_site_is_a_sign_of_its_own() -> None:
    raw = bombs.with_file("a.png", code(TARGET), "png")
    found = signs(read(raw))
    assert found["Q01_qr_code"] == TARGET
    assert "Q01_qr_code" not in signs(mail(links=[TARGET]))


def test_a_link_in_a_pdf_is_read() -> None:
    links, unread = hidden_links([file("a.pdf", linking(TARGET))])
    assert [(link.url, link.source) for link in links] == [(TARGET, "pdf")]
    assert not unread


@pytest.mark.parametrize("data", [b"%PDF-1.4 nothing", b"%PDF-1.4\n1 0 obj<<", linking(TARGET)[:200]])
def test_a_broken_pdf_is_told_as_unread(data: bytes) -> None:
    links, unread = hidden_links([file("a.pdf", data)])
    assert links == []
    assert unread == {Unread.ATTACHMENT}


def test_a_pdf_of_too_many_objects_is_told_and_not_mended() -> None:
    links, unread = hidden_links([file("a.pdf", linking(TARGET) + b"9 0 obj<<>>endobj " * MOST_OBJECTS)])
    assert (links, unread) == ([], {Unread.ATTACHMENT})


def test_a_picture_with_too_many_pixels_is_told_and_not_unpacked() -> None:
    assert MOST_PIXELS < 10_000 * 10_000
    assert hidden_links([file("a.png", bombs.png(10_000, 10_000), "image/png")]) == ([], {Unread.PICTURE})


def test_a_file_that_only_claims_to_be_a_picture_is_left_alone() -> None:
    assert hidden_links([Attachment("a.png", "image/png", b"not a picture")]) == ([], set())
