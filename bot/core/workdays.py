"""The company's working days: weekends, Japanese holidays and the days around New Year are none."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import jpholiday

YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})
OPENING, CLOSING = time(9), time(17, 30)
LAST_SECOND = time(23, 59, 59)
is_holiday = lru_cache(4096)(jpholiday.is_holiday)
"""Remembered: a calendar of some years asks for every day of them, again and again."""


class WorkDays:
    """Counts working days in the company's time zone."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and (day.month, day.day) not in YEAR_END and not is_holiday(day)

    def day_of(self, moment: datetime) -> date:
        """The day of a moment, as the company's calendar shows it."""
        return moment.astimezone(self._zone).date()

    def end_of(self, day: date) -> datetime:
        """The last second of a day, a moment in UTC."""
        return datetime.combine(day, LAST_SECOND, self._zone).astimezone(UTC)

    def opening(self, day: date) -> datetime:
        """When the company opens on a day, a moment in UTC."""
        return datetime.combine(day, OPENING, self._zone).astimezone(UTC)

    def next_working_day(self, day: date) -> date:
        """The day itself when it is a working day, else the first one after it."""
        while not self.works(day):
            day += timedelta(days=1)
        return day

    def working_day_before(self, day: date) -> date:
        """The last working day before a day."""
        day -= timedelta(days=1)
        while not self.works(day):
            day -= timedelta(days=1)
        return day

    def end_after(self, moment: datetime, days: int) -> datetime:
        """The closing time of the n-th working day after the day of `moment`."""
        day = moment.astimezone(self._zone).date()
        while days > 0:
            day += timedelta(days=1)
            days -= self.works(day)
        return datetime.combine(day, CLOSING, self._zone)

    def morning_after(self, moment: datetime, days: int) -> datetime:
        """The opening time of the n-th working day after the day of `moment`."""
        return datetime.combine(self.end_after(moment, days).date(), OPENING, self._zone)

    def after(self, moment: datetime, work: timedelta) -> datetime:
        """The moment after so much working time: nights, weekends and holidays do not count."""
        day = moment.astimezone(self._zone).date()
        while True:
            start = max(moment, datetime.combine(day, OPENING, self._zone))
            left = datetime.combine(day, CLOSING, self._zone) - start
            if self.works(day) and left >= work:
                return start + work
            if self.works(day):
                work -= max(left, timedelta(0))
            day += timedelta(days=1)
