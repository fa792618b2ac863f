"""The packages for Node are pinned as those for Python are: exact, with hashes, from nowhere in particular."""

from __future__ import annotations

import json

from tests.node.install import HERE


def test_the_packages_are_pinned_with_hashes_and_name_no_registry() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text("utf-8"))
    root, *others = (lock["packages"][path] for path in sorted(lock["packages"]))
    assert root["dependencies"] == json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]
    assert all(version[0].isdigit() for version in root["dependencies"].values())
    assert [one for one in others if not one["integrity"].startswith("sha512-")] == []
    assert [one["resolved"] for one in others if "resolved" in one] == []
    assert "://" not in json.dumps(lock)
