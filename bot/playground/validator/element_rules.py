"""What an element must keep beyond the lengths of its fields. Called only on well-formed elements."""

from typing import Any

from .problems import Found, refuse


def initial_is_offered(element: dict[str, Any], at: str, found: Found) -> None:
    """A preset choice must be one of the choices, to the letter."""
    offered = _offered(element)
    presets = [("initial_option", element["initial_option"])] if "initial_option" in element else []
    presets += [(f"initial_options/{i}", each) for i, each in enumerate(element.get("initial_options", []))]
    for name, preset in presets:
        if preset not in offered:
            refuse(found, f"{at}/{name}", "must be one of the provided options")


def _offered(element: dict[str, Any]) -> list[object]:
    grouped = [each for group in element.get("option_groups", []) for each in group["options"]]
    return [*element.get("options", []), *grouped]


def lengths_in_order(element: dict[str, Any], at: str, found: Found) -> None:
    """A field cannot ask for more than it takes."""
    if element.get("min_length", 0) > element.get("max_length", 3000):
        refuse(found, f"{at}/min_length", "must be less than or equal to max_length")


def lines_in_order(element: dict[str, Any], at: str, found: Found) -> None:
    """The smallest height cannot be above the largest."""
    if element.get("min_lines", 1) > element.get("max_lines", 100):
        refuse(found, f"{at}/min_lines", "must be less than or equal to max_lines")


def numbers_in_order(element: dict[str, Any], at: str, found: Found) -> None:
    """Bounds arrive as strings; both must be there to be compared."""
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and high is not None and float(low) > float(high):
        refuse(found, f"{at}/min_value", "must be less than or equal to max_value")
