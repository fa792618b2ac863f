"""The two ways Slack says no: an error code in an ordinary answer, or "too fast"."""

from dataclasses import dataclass, field
from typing import Any

# Any method may answer these, whatever its own list says.
COMMON_ERRORS = frozenset(
    {
        "account_inactive",
        "fatal_error",
        "internal_error",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_auth",
        "invalid_charset",
        "invalid_form_data",
        "invalid_json",
        "invalid_post_type",
        "json_not_object",
        "missing_post_type",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "token_expired",
        "token_revoked",
        "unknown_method",
    },
)


@dataclass(frozen=True)
class SlackError(Exception):
    """An `ok: false` answer."""

    code: str
    messages: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)


class TooFast(Exception):  # noqa: N818
    """A 429 with the seconds to wait."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


def bad_arguments(*messages: str) -> SlackError:
    return SlackError("invalid_arguments", tuple(f"[ERROR] {text}" for text in messages))


def missing_scope(needed: list[str], granted: list[str]) -> SlackError:
    extra = {"needed": ",".join(needed), "provided": ",".join(granted)}
    return SlackError("missing_scope", extra=extra)
