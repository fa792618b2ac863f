"""Small structures that methods take besides messages and views."""

from .elements import OFFERED
from .kinds import Kind, Many, Shape, Str
from .problems import Found, Problem, as_arguments

PROMPT = Shape({"title": Str(), "message": Str()}, ("title", "message"))
ARGUMENTS: dict[str, Kind] = {
    "loading_messages": Many(Str(50), 10),
    "prompts": Many(PROMPT, 4),
    "title": Str(200, 0),
    "username": Str(200, 0),
    **OFFERED,
}


def check_argument(name: str, value: object) -> list[Problem]:
    """Everything Slack would say about one argument of a method."""
    found: Found = []
    ARGUMENTS[name].check(value, f"/{name}", found)
    return as_arguments(found)
