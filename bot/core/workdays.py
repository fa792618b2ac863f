"""The company's working days: weekends, Japanese holidays and the days around New Year are none."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import jpholiday

YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})
CLOSING = time(17, 30)


class WorkDays:
    """Counts working days in the company's time zone."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and (day.month, day.day) not in YEAR_END and not jpholiday.is_holiday(day)

    def end_after(self, moment: datetime, days: int) -> datetime:
        """The closing time of the n-th working day after the day of `moment`."""
        day = moment.astimezone(self._zone).date()
        while days > 0:
            day += timedelta(days=1)
            days -= self.works(day)
        return datetime.combine(day, CLOSING, self._zone)
