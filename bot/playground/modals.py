"""Open modals and home tabs, per person."""

import secrets

from bot.playground.clock import Clock
from bot.playground.errors import SlackError
from bot.playground.ids import new_id
from bot.playground.model import Json, View
from bot.playground.shapes import view_json
from bot.playground.stream import Stream
from bot.playground.workspace import Workspace

DEEPEST = 3


class Modals:
    """The stack of modals that each person has open, and their home tab."""

    def __init__(self, space: Workspace, stream: Stream) -> None:
        self._space = space
        self._stream = stream
        self._stacks: dict[str, list[View]] = {}

    def stack(self, user: str) -> list[View]:
        return self._stacks.setdefault(user, [])

    def find(self, view_id: str) -> View | None:
        homes = self._space.homes.values()
        return next((view for view in (*self._all(), *homes) if view.id == view_id), None)

    def with_external_id(self, external_id: str) -> View | None:
        views = (*self._all(), *self._space.homes.values())
        return next((view for view in views if external_id and view.external_id == external_id), None)

    def open(self, user: str, body: Json) -> View:
        self._refuse_taken(body)
        view = View(new_id("V"), user, body, _hash(self._space.clock))
        self._stacks[user] = [view]
        self._show("view_open", view)
        return view

    def push(self, user: str, body: Json) -> View:
        stack = self.stack(user)
        if not stack:
            raise SlackError("invalid_trigger_id")
        if len(stack) >= DEEPEST:
            raise SlackError("push_limit_reached")
        self._refuse_taken(body)
        top = stack[-1]
        root = top.root or top.id
        view = View(new_id("V"), user, body, _hash(self._space.clock), root=root, previous=top.id)
        stack.append(view)
        self._show("view_push", view)
        return view

    def update(self, view: View, body: Json, expected_hash: str = "") -> View:
        if expected_hash and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        if body.get("external_id") != view.body.get("external_id"):
            self._refuse_taken(body)
        view.body, view.hash = body, _hash(self._space.clock)
        self._show("home" if view.kind == "home" else "view_update", view)
        return view

    def publish(self, user: str, body: Json, expected_hash: str = "") -> View:
        home = self._space.homes.get(user)
        if home is not None:
            return self.update(home, body, expected_hash)
        self._refuse_taken(body)
        home = self._space.homes[user] = View(new_id("V"), user, body, _hash(self._space.clock))
        self._show("home", home)
        return home

    def close(self, user: str, view_id: str) -> None:
        """Take one modal off, and what lies upon it."""
        stack = self.stack(user)
        place = next((at for at, view in enumerate(stack) if view.id == view_id), len(stack))
        del stack[place:]
        self._stream.push([user], {"type": "view_close", "view_id": view_id, "clear": not stack})

    def clear(self, user: str) -> None:
        top = self.stack(user)[-1].id if self.stack(user) else None
        self._stacks[user] = []
        self._stream.push([user], {"type": "view_close", "view_id": top, "clear": True})

    def forget(self) -> None:
        self._stacks.clear()

    def _all(self) -> list[View]:
        return [view for stack in self._stacks.values() for view in stack]

    def _refuse_taken(self, body: Json) -> None:
        if self.with_external_id(str(body.get("external_id") or "")):
            raise SlackError("duplicate_external_id")

    def _show(self, kind: str, view: View) -> None:
        self._stream.push([view.user], {"type": kind, "view": view_json(self._space, view)})


def _hash(clock: Clock) -> str:
    return f"{int(clock.now())}.{secrets.token_urlsafe(6)}"
