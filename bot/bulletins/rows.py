"""Bulletins and what repeats as rows: content and audience are kept as JSON."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, Table

from bot.bulletins.cases import Audience, Bulletin, Content, Series

CONTENT: Final = TypeAdapter(Content)
AUDIENCE: Final = TypeAdapter(Audience)


def row_of(record: Bulletin | Series) -> dict[str, Any]:
    """What is written."""
    row = {one.name: getattr(record, one.name) for one in fields(record)}
    row["content"] = CONTENT.dump_python(record.content, mode="json")
    row["audience"] = AUDIENCE.dump_python(record.audience, mode="json")
    if isinstance(record, Series):
        row["rule"] = dict(record.rule)
    return row


def values_of(row: RowMapping, table: Table) -> dict[str, Any]:
    """What was read, by the names of the columns."""
    values = {column.name: row[column.name] for column in table.columns}
    values["content"] = CONTENT.validate_python(values["content"])
    values["audience"] = AUDIENCE.validate_python(values["audience"])
    return values
