"""The four ways in which a service says no: a code and facts, never a sentence."""

from __future__ import annotations


class ServiceError(Exception):
    """What a service could not do; one table at the doors turns the code into words."""

    def __init__(self, code: str, field: str | None = None, **data: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.data = data


class Refused(ServiceError):  # noqa: N818 - the word of the house
    """The request is understood and against a rule, or does not fit the state of things."""


class NotAllowed(ServiceError):  # noqa: N818 - the word of the house
    """The person lacks the permission."""


class NotFound(ServiceError):  # noqa: N818 - the word of the house
    """The thing named does not exist, or no longer."""


class Unavailable(ServiceError):  # noqa: N818 - the word of the house
    """Something that we rest on is away for now; asking again later helps."""
