"""What a block must keep beyond its fields. Called only on well-formed blocks."""

from typing import Any

from .kinds import Rule
from .problems import Found, refuse


def action_ids_differ(block: dict[str, Any], at: str, found: Found) -> None:
    """Slack tells elements of one block apart by their action_id."""
    name = "actions" if block["type"] == "card" else "elements"
    repeated(block.get(name, []), "action_id", f"{at}/{name}", found)


def task_ids_differ(block: dict[str, Any], at: str, found: Found) -> None:
    """The tasks of a plan are updated by their id."""
    repeated(block.get("tasks", []), "task_id", f"{at}/tasks", found)


def repeated(items: list[Any], name: str, at: str, found: Found) -> None:
    """Refuse every item whose id was seen before it."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        value = item.get(name)
        if value in seen:
            refuse(found, f"{at}/{index}/{name}", f"`{name}` already exists: {value}")
        elif value is not None:
            seen.add(value)


def cells_hold(most: int) -> Rule:
    """All cells of a table together hold so many characters."""

    def rule(block: dict[str, Any], at: str, found: Found) -> None:
        if sum(_written(cell) for row in block["rows"] for cell in row) > most:
            refuse(found, f"{at}/rows", f"must be less than {most + 1} characters in all cells")

    return rule


def _written(cell: dict[str, Any]) -> int:
    inner = cell.get("elements")
    return len(str(cell.get("text", ""))) + sum(_written(each) for each in inner or ())


def collapsed_is_collapsible(block: dict[str, Any], at: str, found: Found) -> None:
    """Only what can be opened may start closed."""
    if block.get("default_collapsed") and not block.get("is_collapsible"):
        refuse(found, f"{at}/default_collapsed", "requires is_collapsible")


def header_column_exists(block: dict[str, Any], at: str, found: Found) -> None:
    """The identifying column must be one of the columns."""
    if block.get("row_header_column_index", 0) >= max(map(len, block["rows"])):
        refuse(found, f"{at}/row_header_column_index", "must be the index of a column")
