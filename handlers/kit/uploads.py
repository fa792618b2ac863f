"""Brings a file to Slack: the three calls that it takes, and which refusals waiting does not mend."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.kit.refusals import code_of

_PASSING = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)


async def uploaded(client: AsyncWebClient, name: str, data: bytes, alt_text: str = "") -> str:
    """The bytes as a file that stands in no conversation yet; its id."""
    more = {"alt_txt": alt_text} if alt_text else {}
    asked = await client.files_getUploadURLExternal(filename=name, length=len(data), **more)
    if client.session is None:
        raise OSError("no connections to Slack")
    async with client.session.post(asked["upload_url"], data=data) as answer:
        answer.raise_for_status()
    return str(asked["file_id"])


async def handed_over(
    client: AsyncWebClient, person: str, uploads: Sequence[tuple[str, str]], said: str, thread: str | None = None
) -> None:
    """Puts uploaded files with their titles into somebody's conversation with the bot, or into a thread there.

    `said` is a word on them (mrkdwn: escape it).
    """
    opened = await client.conversations_open(users=person)
    files: list[dict[str, str | None]] = [{"id": file, "title": title} for file, title in uploads]
    await client.files_completeUploadExternal(
        files=files, channel_id=str(opened["channel"]["id"]), initial_comment=said, thread_ts=thread
    )


async def is_handed_over(client: AsyncWebClient, file: str) -> bool:
    """Whether an uploaded file stands in a conversation; one that Slack does not know stands nowhere."""
    try:
        found = (await client.files_info(file=file))["file"]
    except SlackApiError as refusal:
        if code_of(refusal) in {"file_not_found", "file_deleted"}:
            return False
        raise
    return bool(found.get("ims") or found.get("shares"))


def is_final(trouble: Exception) -> bool:
    """Whether Slack refused for a reason that stays: a right that is missing, a plan that is full."""
    if not isinstance(trouble, SlackApiError):
        return False
    return trouble.response.status_code < 429 and code_of(trouble) not in _PASSING
