"""Asks the validator, and turns its problems into the answers that Slack gives."""

from collections.abc import Iterable

from bot.playground.errors import COMMON_ERRORS, SlackError
from bot.playground.methods import Method
from bot.playground.model import Json
from bot.playground.validator import Problem, check_argument, check_message, check_view


def refuse_bad_message(method: Method, payload: Json) -> None:
    _refuse(method, check_message(payload, method.name))


def refuse_bad_view(method: Method, view: Json) -> None:
    _refuse(method, check_view(view))


def refuse_bad_argument(method: Method, name: str, value: object) -> None:
    if value is not None:
        _refuse(method, check_argument(name, value))


def errors_of(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


def _refuse(method: Method, problems: Iterable[Problem]) -> None:
    errors = errors_of(problems)
    if errors:
        allowed = method.errors | COMMON_ERRORS
        code = next((one.code for one in errors if one.code in allowed), "invalid_arguments")
        raise SlackError(code, tuple(map(str, errors)))
