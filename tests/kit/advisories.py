"""Advisories for tests: the service of the sample company, and small items."""

from __future__ import annotations

from typing import Any

import pytest

from bot.bulletins.feeds.advisories import AdvisoryService
from bot.bulletins.feeds.items import Item
from tests.kit.content import packaged
from tests.kit.database import NOON

TEAM = "T1"


@pytest.fixture
def advisory_service() -> AdvisoryService:
    known = packaged()
    return AdvisoryService(known.bulletins, known.company.products)


def item(source: str, title: str, *cves: str, **more: Any) -> Item:
    """What a source says; the same title is the same entry."""
    about = {"key": title, "link": f"https://example.jp/{source}/{title}", "published": NOON, "cves": cves}
    return Item(**{"source": source, "title": title, **about, **more})
