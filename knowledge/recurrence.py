"""How something repeats, as data: a content file, a form and a row hold the same."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from knowledge.documents import Document

Kind = Literal["weekly", "nth_weekday", "monthly", "yearly", "before_holidays"]
Shift = Literal["none", "before", "after"]
"""Where a day without work goes: it stays, or the working day before or after it is taken."""


class Recurrence(Document):
    """When something happens again. Weekdays count from Monday = 0; times are local to `zone`, or to the company.

    `weekly`: on `weekdays`. `nth_weekday`: the `nth` (-1 is the last) of one weekday each month, or of `month` only;
    none where a month has no fifth. `monthly`: on `day` of each month; a month without that day has it on its last
    one. `yearly`: on `month` and `day`, 29 February on the 28th where there is none. `before_holidays`: so many
    working days (`days_before`) before at least `free_days` days in a row without work. With `in_hours` what comes
    outside the working hours of a working day waits for the next opening.
    """

    kind: Kind
    weekdays: Annotated[tuple[Annotated[int, Field(ge=0, le=6)], ...], Field(max_length=7)] = ()
    nth: Annotated[int, Field(ge=-1, le=5)] = 1
    month: Annotated[int, Field(ge=1, le=12)] | None = None
    day: Annotated[int, Field(ge=1, le=31)] = 1
    free_days: Annotated[int, Field(ge=3, le=9)] = 4
    days_before: Annotated[int, Field(ge=1, le=10)] = 1
    at: time = time(9, 30)
    zone: str | None = None
    shift: Shift = "none"
    in_hours: bool = True

    @field_validator("zone")
    @classmethod
    def _on_the_map(cls, zone: str | None) -> str | None:
        try:
            return None if zone is None else ZoneInfo(zone).key
        except (KeyError, ValueError, OSError):
            raise ValueError("zone: name one as the time zone database does, such as America/New_York") from None

    @model_validator(mode="after")
    def _complete(self) -> Recurrence:
        if self.kind in {"weekly", "nth_weekday"} and not self.weekdays:
            raise ValueError("weekdays: name at least one weekday, 0 is Monday")
        if self.kind == "nth_weekday" and (len(self.weekdays) != 1 or self.nth == 0):
            raise ValueError("nth_weekday: name one weekday, and nth from 1 to 5, or -1 for the last")
        if self.kind == "yearly" and self.month is None:
            raise ValueError("month: a yearly day needs its month")
        return self
