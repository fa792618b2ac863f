"""How many made-up examples a property is tried with: some by day, always the same; many by night, always new ones.

A night is `MAMORI_TEST_NIGHT=1 make test`.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

NIGHT = bool(os.environ.get("MAMORI_TEST_NIGHT"))
BY_DAY, BY_NIGHT = 50, 1000


def examples(by_day: int) -> settings:
    """For a property whose examples cost more, or tell more, than those of others."""
    return settings(max_examples=by_day * (BY_NIGHT // BY_DAY) if NIGHT else by_day)


def use_profile() -> None:
    """No example has to be quick: how busy the machine is tells nothing about the product."""
    calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("day", calm, max_examples=BY_DAY, derandomize=True)
    settings.register_profile("night", calm, max_examples=BY_NIGHT)
    settings.load_profile("night" if NIGHT else "day")
