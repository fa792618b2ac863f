"""What a person puts into a file_input: sent on as Slack's own file objects, refused as Slack's client does."""

from typing import Any

from bot.playground.file_shapes import file_json
from bot.playground.file_types import ending
from bot.playground.model import Json, User
from bot.playground.workspace import Workspace

MOST = 10

_TOO_MANY = {"ja-JP": "ファイルは {} 件までです。", "en-US": "Please choose at most {} files."}
_WRONG = {
    "ja-JP": "「{}」は選べません。{} のファイルを選んでください。",
    "en-US": "“{}” cannot be used here. Please choose {}.",
}


def with_real_files(space: Workspace, user: User, values: Json) -> Json:
    """The state with the workspace's file objects in place of what the page says about them."""
    return {
        block: {action: _real(space, user, value) for action, value in actions.items()}
        for block, actions in values.items()
    }


def entrust(space: Workspace, values: Json) -> None:
    """From now on the app may read the files of this submission."""
    for value in (value for actions in values.values() for value in actions.values()):
        for one in value.get("files") or ():
            if file := space.files.find(one["id"]):
                file.entrusted = True


def complaint(user: User, element: Json, files: list[Json]) -> str:
    """Why the client does not send these files, or nothing."""
    if len(files) > (most := element.get("max_files", MOST)):
        return _say(_TOO_MANY, user).format(most)
    allowed = [str(one).lower().removeprefix(".") for one in element.get("filetypes") or ()]
    for file in files:
        if allowed and not {ending(file["name"]), file["filetype"]} & set(allowed):
            return _say(_WRONG, user).format(file["name"], ", ".join(f".{one}" for one in allowed))
    return ""


def _real(space: Workspace, user: User, value: Any) -> Any:
    if not isinstance(value, dict) or value.get("type") != "file_input":
        return value
    dropped = (space.files.dropped_by(user.id, str(one.get("id"))) for one in value.get("files") or ())
    return value | {"files": [file_json(space, file) for file in dropped if file is not None]}


def _say(words: dict[str, str], user: User) -> str:
    return words.get(user.locale, words["en-US"])
