"""The building inspector: every sentence exists in both languages."""

from __future__ import annotations

import re
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from handlers.kit.words import HANDLERS, LANGUAGES, LOCALE, Speech

METHODS = [("**.py", "python"), ("**.j2", "jinja2")]
OPTIONS = {"**.j2": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}}
KEYWORDS = {"say": (1,), "N_": None, "_": None, "gettext": None}
PLACE = re.compile(r"\{\w+\}|%\(\w+\)s")


def _said() -> set[str]:
    found = extract_from_dir(HANDLERS, METHODS, OPTIONS, KEYWORDS)
    return {str(message) for _, _, message, _, _ in found if message}


def _catalog() -> Catalog:
    with (LOCALE / "ja/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, "ja")


def test_every_sentence_is_translated() -> None:
    catalog = _catalog()
    assert [said for said in sorted(_said()) if not (catalog.get(said) and catalog[said].string)] == []


def test_no_translation_is_without_its_sentence() -> None:
    said = _said()
    assert [message.id for message in _catalog() if message.id and message.id not in said] == []


def test_translations_keep_the_places_to_fill() -> None:
    for message in _catalog():
        if message.id:
            assert set(PLACE.findall(str(message.id))) == set(PLACE.findall(str(message.string))), message.id


def test_the_compiled_catalog_is_the_one_that_people_edit() -> None:
    fresh = BytesIO()
    write_mo(fresh, _catalog())
    fresh.seek(0)
    with (LOCALE / "ja/LC_MESSAGES/messages.mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}
    assert compiled == {message.id: message.string for message in read_mo(fresh) if message.id}, "run: make words"


def test_every_template_renders_in_every_language() -> None:
    values = {
        "verdict": "v", "title": "t", "lines": ["a", "b"], "clause": "c", "emergency": False,
        "role": "r", "names": "n", "id": "H-1",
        "turn": None,
        "subject": "s", "reasons": [], "grave": False, "who": "w", "decided": "", "status": "x", "by": "b",
        "code": "harmless", "sender": "a", "sender_name": "n", "links": [], "link": True, "corrected": True,
    }  # fmt: skip
    templates = sorted(path.relative_to(HANDLERS).as_posix() for path in HANDLERS.glob("**/*.j2"))
    assert templates
    for language in LANGUAGES:
        for template in templates:
            assert Speech("Asia/Tokyo").in_(language).text(template, **values)
