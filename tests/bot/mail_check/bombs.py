"""Mails made to hurt the reader: too big, too deep, too many, lying, broken; none of them can do anything if opened."""

from __future__ import annotations

import gzip
import io
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

MB = 1024 * 1024
HEAD = b"From: a@example.com\r\nTo: b@example.co.jp\r\nSubject: test\r\n"
PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"


def with_file(name: str, data: bytes, kind: str = "octet-stream") -> bytes:
    """An ordinary mail with one attachment."""
    mail = MIMEMultipart()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.co.jp", "file"
    mail.attach(MIMEText("see the file", "plain", "utf-8"))
    part = MIMEApplication(data, kind)
    part.add_header("Content-Disposition", "attachment", filename=name)
    mail.attach(part)
    return mail.as_bytes()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def png(width: int, height: int) -> bytes:
    """A PNG of one colour: tiny as a file, huge when unpacked."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" * (1 + width)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def nested(depth: int) -> bytes:
    parts = (f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    return HEAD + "".join(parts).encode() + PLAIN + b"deep\r\n"


def one_boundary(parts: int) -> bytes:
    return HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\nhello\r\n" * parts + b"--x--\r\n"


def nested_messages(depth: int) -> bytes:
    return b"".join(HEAD + b"Content-Type: message/rfc822\r\n\r\n" for _ in range(depth)) + HEAD + PLAIN + b"end"


def quine_zip() -> bytes:
    """Archives within archives: their contents must never be unpacked."""
    data = b"\0" * (4 * MB)
    for level in range(5):
        data = zipped({f"{level}-{n}.zip": data for n in range(10)})
    return data


def tar_gz() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number in range(3000):
            archive.addfile(tarfile.TarInfo(f"{number}.exe"))
    return gzip.compress(out.getvalue() + b"\0" * (50 * MB))


def endless_tar() -> bytes:
    info = tarfile.TarInfo("a.txt")
    info.size = 8 * 1024**3
    return info.tobuf() + b"x" * 4096


def xml_bomb() -> bytes:
    tenfold = ((number, f"&l{number - 1};" * 10) for number in range(1, 12))
    entities = "".join(f'<!ENTITY l{number} "{text}">' for number, text in tenfold)
    body = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "lol">{entities}]><a>&l11;</a>'.encode()
    return zipped({"[Content_Types].xml": body, "word/document.xml": body})


def broken_pdf() -> bytes:
    loop = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999999>>endobj "
    return b"%PDF-1.7\n" + loop + b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Prev 9>>startxref\n9\n%%EOF"


def pdf_pages() -> bytes:
    kids = b" ".join(b"%d 0 R" % n for n in range(3, 20003))
    pages = b"".join(b"%d 0 obj<</Type/Page/Parent 2 0 R>>endobj\n" % n for n in range(3, 20003))
    head = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 20000/Kids[" + kids + b"]>>endobj\n"
    return b"%PDF-1.4\n" + head + pages + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"


def pdf_stream_bomb() -> bytes:
    packed = zlib.compress(b"\0" * (200 * MB), 9)
    image = b"<</Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace/DeviceGray/BitsPerComponent 8"
    image += b"/Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/Resources<</XObject<</I 4 0 R>>>>>>endobj\n"
    head = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    return b"%PDF-1.4\n" + head + page + b"4 0 obj" + image + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"


def broken_ole(seed: int = 7) -> bytes:
    noise = random.Random(seed).randbytes(200_000)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + noise


def ole_loop() -> bytes:
    """A compound file whose chain of sectors leads back to itself."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 44, 1, 1, 0, 4096, 0, 1, 0xFFFFFFFE, 0, 0)
    struct.pack_into("<109I", head, 76, *([0] + [0xFFFFFFFF] * 108))
    return bytes(head) + struct.pack("<128I", *([0xFFFFFFFD, 1] + [1] * 126)) + b"\0" * 512 * 4


def random_bytes() -> bytes:
    return random.Random(3).randbytes(MB)


def many_pictures() -> bytes:
    mail = MIMEMultipart()
    mail["From"] = "a@example.com"
    picture = png(3_500, 3_200)
    for number in range(10):
        part = MIMEApplication(picture, "png")
        part.add_header("Content-Disposition", "attachment", filename=f"{number}.png")
        mail.attach(part)
    return mail.as_bytes()


BOMBS: dict[str, Callable[[], bytes]] = {
    "a mail of 25 MB": lambda: with_file("video.mp4", random.Random(1).randbytes(18 * MB)),
    "25 MB of text": lambda: HEAD + PLAIN + b"hello world https://a.example/b " * (25 * MB // 32),
    "25 MB of HTML": lambda: HEAD + HTML + b"<p>hello <a href='http://a.example/'>b</a></p>" * (25 * MB // 48),
    "25 MB without a line break": lambda: HEAD + PLAIN + b"x" * (25 * MB),
    "25 MB of empty lines": lambda: HEAD + PLAIN + b"\r\n" * (12 * MB),
    "20,000 recipients": lambda: b"To: " + b", ".join(b"n%d@example.co.jp" % n for n in range(20_000)) + b"\r\n" + HEAD,
    "20,000 recipients over many lines": lambda: (
        b"To: "
        + b",\r\n ".join(b'"N, %d" <n%d@example.co.jp>' % (n, n) for n in range(20_000))
        + b"\r\n"
        + HEAD
        + PLAIN
    ),
    "20,000 To headers": lambda: b"".join(b"To: n%d@example.co.jp\r\n" % n for n in range(20_000)) + HEAD + PLAIN,
    "3,000 nested parts": lambda: nested(3_000),
    "3,000 nested mails": lambda: nested_messages(3_000),
    "300 nested parts": lambda: nested(300),
    "50,000 parts side by side": lambda: one_boundary(50_000),
    "100,000 nested tags": lambda: HEAD + HTML + b"<div>" * 100_000 + b"x" + b"</div>" * 100_000,
    "100,000 nested links": lambda: HEAD + HTML + b'<a href="http://a.example/">' * 100_000 + b"x",
    "100,000 nested tables": lambda: HEAD + HTML + b"<table><tr><td>" * 100_000,
    "a megabyte of open tags": lambda: HEAD + HTML + b"<" * MB,
    "a megabyte of attributes": lambda: HEAD + HTML + b"<a " + b"x='1' " * 150_000 + b">y</a>",
    "a zip bomb": lambda: with_file("a.zip", zipped({"a.bin": b"\0" * (200 * MB)})),
    "archives within archives": lambda: with_file("a.zip", quine_zip()),
    "60,000 names in an archive": lambda: with_file("a.zip", zipped({f"{n}.txt": b"" for n in range(60_000)})),
    "a gzipped tar bomb": lambda: with_file("a.tar.gz", tar_gz()),
    "a tar that promises eight gigabytes": lambda: with_file("a.tar", endless_tar()),
    "an XML bomb in a document": lambda: with_file("a.docx", xml_bomb()),
    "a picture of 100 megapixels": lambda: with_file("a.png", png(10_000, 10_000), "png"),
    "a picture of 11 megapixels, ten times": many_pictures,
    "a broken PDF": lambda: with_file("a.pdf", broken_pdf(), "pdf"),
    "a PDF of 20,000 pages": lambda: with_file("a.pdf", pdf_pages(), "pdf"),
    "a PDF with a bomb for a picture": lambda: with_file("a.pdf", pdf_stream_bomb(), "pdf"),
    "a PDF of brackets": lambda: with_file("a.pdf", b"%PDF-1.4\n1 0 obj " + b"[" * MB, "pdf"),
    "a PDF of open actions": lambda: with_file("a.pdf", b"%PDF-1.4\n" + b"/OpenAction <<" * 500_000, "pdf"),
    "a broken OLE file": lambda: with_file("a.doc", broken_ole()),
    "a looping OLE file": lambda: with_file("a.doc", ole_loop()),
    "a broken .msg": broken_ole,
    "a looping .msg": ole_loop,
    "random bytes": random_bytes,
    "a charset that does not exist": lambda: HEAD + b"Content-Type: text/plain; charset=klingon-8\r\n\r\n\xff\xfe\x80",
    "a charset that is none": lambda: HEAD + b"Content-Type: text/plain; charset=zlib_codec\r\n\r\n\xff\xfe\x80",
    "a charset with a null": lambda: HEAD + b"Content-Type: text/plain; charset=utf\x008\r\n\r\n\xff",
    "UTF-16 that is Latin": lambda: HEAD + b"Content-Type: text/plain; charset=utf-16\r\n\r\nhello there\xff",
    "UTF-7": lambda: HEAD + b"Content-Type: text/html; charset=utf-7\r\n\r\n+ADw-script+AD4-" * 1000,
    "ISO-2022-JP that never ends": lambda: HEAD + b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B" * 9999,
    "punycode as charset": lambda: HEAD + b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a" * 300_000,
    "raw 8-bit headers": lambda: (
        "From: 田中 <a@example.com>\r\nSubject: ".encode("cp932") + b"\x82\xa0" * 50_000 + b"\r\n\r\n"
    ),
    "a header of 5 MB": lambda: b"Subject: " + b"x " * (5 * MB // 2) + b"\r\n" + HEAD,
    "a million folded lines": lambda: b"Subject: a\r\n" + b" b\r\n" * 500_000 + b"\r\n",
    "a megabyte of encoded words": lambda: b"Subject: " + b"=?utf-8?B?44GC?= " * 60_000 + b"\r\n" + HEAD,
    "half-open encoded words": lambda: b"Subject: " + b"=?utf-8?B?" * 100_000 + b"\r\n" + HEAD,
    "a megabyte of quotes in From": lambda: b'From: "' + b'\\"' * 500_000 + b"\r\n" + HEAD,
    "brackets in From": lambda: b"From: " + b"(" * 100_000 + b"\r\n" + HEAD + PLAIN,
    "at signs in From": lambda: b"From: " + b"a@" * 100_000 + b"\r\n" + HEAD + PLAIN,
    "200,000 headers": lambda: b"".join(b"X-%d: y\r\n" % n for n in range(200_000)) + HEAD + PLAIN,
    "null bytes": lambda: HEAD.replace(b"test", b"te\0st\0") + PLAIN + b"\0" * 100_000 + b"http://a\0.example/",
    "lone surrogates": lambda: HEAD + HTML + b"&#xD800;&#xDFFF;" * 1000 + b"\xed\xa0\x80" * 1000,
    "endless base64": lambda: HEAD + b"Content-Transfer-Encoding: base64\r\n" + PLAIN + b"A" * (10 * MB),
    "broken base64": lambda: HEAD + b"Content-Transfer-Encoding: base64\r\n" + PLAIN + b"A=B=C" * 100_000,
    "uuencode": lambda: HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n" + PLAIN + b"begin 644 a\nM" + b"!" * MB,
    "quoted-printable of equals": lambda: HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n" + PLAIN + b"=" * MB,
    "a boundary that is a prefix": lambda: (
        HEAD + b'Content-Type: multipart/mixed; boundary="a"\r\n\r\n' + b"--a\r\n--aa\r\n--aaa\r\n" * 20_000
    ),
    "an empty boundary": lambda: HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n' + b"--\r\n" * 20_000,
    "a boundary of a megabyte": lambda: (
        HEAD + b'Content-Type: multipart/mixed; boundary="' + b"x" * MB + b'"\r\n\r\n--' + b"x" * MB + b"\r\n\r\na"
    ),
    "10,000 parameters": lambda: (
        HEAD + b"Content-Type: text/plain" + b"".join(b"; name*%d=a" % n for n in range(10_000)) + b"\r\n\r\nx"
    ),
    "a name of a megabyte of spaces": lambda: with_file("a" + " " * MB + ".exe", b"MZ"),
    "300 names of spaces": lambda: (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        + b"".join(b'--x\r\nContent-Type: a/b; name="' + b" " * 15_000 + b'x"\r\n\r\ny\r\n' for _ in range(300))
    ),
    "a megabyte of one link": lambda: HEAD + PLAIN + b"http://" + b"a.b-" * (MB // 4),
    "50,000 links": lambda: HEAD + PLAIN + b"".join(b"http://h%d.example/a " % n for n in range(50_000)),
    "links of codes": lambda: (
        HEAD + PLAIN + b"".join(b"http://h%d.example/" % n + b"a1-" * 1300 + b" " for n in range(500))
    ),
    "links within links": lambda: HEAD + PLAIN + (b"http://h.example/?u=" * 190 + b" ") * 250,
    "slashes in links": lambda: HEAD + PLAIN + (b"http://h.example" + b"/9" * 1900 + b" ") * 500,
    "encoded links": lambda: HEAD + PLAIN + (b"http://h.example/" + b"%2525" * 790 + b" ") * 250,
    "dashes": lambda: HEAD + PLAIN + b"-" * MB,
    "quoted lines": lambda: HEAD + PLAIN + (b">" * 500 + b"\r\n") * 2000,
    "years": lambda: HEAD + PLAIN + ("年" * 120 + "：\r\n").encode() * 2500,
    "mail addresses at the end": lambda: HEAD + PLAIN + b"a." * 400 + b"@" + b"a." * 400,
    "a megabyte of one Latin word in Cyrillic": lambda: HEAD + PLAIN + ("aа" * (MB // 3)).encode(),
    "combining marks": lambda: HEAD + PLAIN + ("a" + "\u0301" * 300_000).encode(),
    "a megabyte of styles": lambda: HEAD + HTML + b'<p style="' + b"display " * 120_000 + b'">x',
}
