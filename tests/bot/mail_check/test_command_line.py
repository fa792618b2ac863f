"""`mamori mail check`: one line per file, whatever the file is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.mail_check.parsing.charsets import decode
from tests.bot.mail_check import bombs

ROOT = Path(__file__).parents[3]
KEYS = ["file", "verdict", "score", "indicators", "error", "ms"]
PHISH = (
    "From: Amazon <info@evil-login.top>\r\nTo: tanaka@example.co.jp\r\nSubject: Your account\r\n\r\n"
    "Your account has been suspended. Click here: https://evil-login.top/a\r\n"
)


def check(*arguments: str, stdin: bytes = b"", lang: str = "C.UTF-8") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": lang, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "bot", "mail", "check", *arguments]
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, env=environment, check=False)


def lines(*arguments: str, stdin: bytes = b"") -> list[dict[str, Any]]:
    done = check(*arguments, "--json", stdin=stdin)
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


@pytest.fixture
def phish(tmp_path: Path) -> Path:
    path = tmp_path / "phish.eml"
    path.write_bytes(PHISH.encode())
    return path


def test_every_file_has_its_line_in_its_place(tmp_path: Path, phish: Path) -> None:
    broken = {"empty.eml": b"", "noise.eml": b"\x89PNG\r\n\0", "deep.eml": bombs.nested(3_000)}
    for name, data in broken.items():
        (tmp_path / name).write_bytes(data)
    files = [
        str(phish),
        str(tmp_path / "nowhere.eml"),
        str(tmp_path),
        *(str(tmp_path / name) for name in broken),
        str(phish),
    ]
    found = lines(*files)
    assert [line["file"] for line in found] == files
    assert all(list(line) == KEYS for line in found)
    errors = ["file_unreadable", "file_unreadable", "mail_empty", "mail_not_a_mail", "mail_too_deep"]
    assert [line["error"] for line in found] == [None, *errors, None]
    assert [line["verdict"] for line in found] == ["danger", None, None, None, None, None, "danger"]
    assert found[0]["indicators"] == found[-1]["indicators"]


def test_a_line_is_what_the_contract_says(phish: Path) -> None:
    (line,) = lines(str(phish))
    assert line["verdict"] == "danger"
    assert isinstance(line["score"], float)
    assert isinstance(line["ms"], float)
    first = line["indicators"][0]
    assert list(first) == ["id", "weight", "evidence"]
    weights = [one["weight"] for one in line["indicators"]]
    assert weights == sorted(weights, reverse=True)


def test_nothing_that_is_printed_can_be_clicked(phish: Path) -> None:
    told = check(str(phish)).stdout + check(str(phish), "--json").stdout
    assert b"evil-login[.]top" in told
    assert b"evil-login.top" not in told
    assert b"https://" not in told


def test_people_read_it_in_the_language_of_their_terminal(phish: Path) -> None:
    assert "danger" in check(str(phish), lang="C.UTF-8").stdout.decode()
    assert "危険" in check(str(phish), lang="ja_JP.UTF-8").stdout.decode()
    assert "危険" in check(str(phish), "--lang", "ja").stdout.decode()
    assert "could not be opened" in check("nowhere.eml").stdout.decode()


def test_the_standard_input_takes_a_file_or_words(phish: Path) -> None:
    (file,) = lines("-", stdin=phish.read_bytes())
    assert file["verdict"] == "danger"
    (words,) = lines("-", stdin="差出人: Amazon <a@evil-login.top>\n件名: 重要\n\nアカウントを停止しました".encode())
    assert "S03_brand_display" in {one["id"] for one in words["indicators"]}
    (nothing,) = lines("-")
    assert nothing["error"] == "mail_empty"


@pytest.mark.parametrize("arguments", [(), ("-", "-"), ("--langue", "ja", "a.eml")])
def test_a_wrong_use_is_told_as_one(arguments: tuple[str, ...]) -> None:
    done = check(*arguments)
    assert done.returncode == 2
    assert b"Usage" in done.stderr


def test_words_in_an_old_charset_are_read() -> None:
    (line,) = lines("-", stdin="アカウントを停止しました。パスワードを入力してください".encode("cp932"))
    assert {"T_SUSP", "T_CRED"} <= {one["id"] for one in line["indicators"]}
    assert decode("停止".encode("cp932")) == "停止"


@pytest.mark.skipif(os.name == "nt", reason="names are characters there")
def test_a_name_that_is_no_text_has_its_line_all_the_same(tmp_path: Path, phish: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.eml"
    Path(os.fsdecode(path)).write_bytes(phish.read_bytes())
    found = lines(os.fsdecode(path), str(phish))
    assert [os.fsencode(line["file"]) for line in found] == [path, os.fsencode(phish)]
    assert b"caf\\udce9.eml: " in check(os.fsdecode(path)).stdout


@pytest.mark.parametrize(
    "text", ["hxxps://arnazon-login[.]top/verify", "is this safe? arnazon-login.top", "arnazon-login.top"]
)
def test_a_link_alone_is_enough_on_the_standard_input(text: str) -> None:
    (line,) = lines("-", stdin=text.encode())
    assert line["verdict"] == "danger"
    assert "arnazon-login[.]top" in json.dumps(line["indicators"])
