"""Events and interactions over HTTP: signed, with Slack's retry headers."""

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from bot.playground.delivery import Answer, Parcel, Timing
from bot.playground.faults import Faults
from bot.playground.model import Json
from bot.playground.reading import read_json

# aiohttp counts the redirect that is one too many.
_REDIRECTS = 2 + 1


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The `X-Slack-Signature` of a request."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpCourier:
    """Posts to the app's request URL."""

    def __init__(self, url: str, secret: str, timing: Timing, faults: Faults) -> None:
        self.retries = timing.http_retries
        self._url = url
        self._secret = secret
        self._timing = timing
        self._faults = faults
        self._session: aiohttp.ClientSession | None = None

    async def verify(self) -> bool:
        """Whether the URL echoes Slack's challenge."""
        challenge = "playground-challenge"
        payload: Json = {"type": "url_verification", "challenge": challenge, "token": "playground"}
        answer = await self._tell(Parcel("", "events_api", payload))
        return answer.payload in ({"challenge": challenge}, {"text": challenge})

    async def hand_over(self, parcel: Parcel, _patience: float) -> Answer:
        copies = 2 if self._faults.strike("duplicate", parcel.name) else 1
        answer = (await asyncio.gather(*(self._tell(parcel) for _ in range(copies))))[-1]
        lost = answer.acked and self._faults.strike("drop_ack", parcel.name)
        return Answer(trouble="http_timeout") if lost else answer

    async def _tell(self, parcel: Parcel) -> Answer:
        body, content_type = _encode(parcel)
        headers = {"Content-Type": content_type} | self._signed(body)
        if parcel.attempt:
            headers |= {"X-Slack-Retry-Num": str(parcel.attempt), "X-Slack-Retry-Reason": parcel.reason}
        try:
            return await self._post(body, headers)
        except TimeoutError:
            return Answer(trouble="http_timeout")
        except aiohttp.TooManyRedirects:
            return Answer(trouble="too_many_redirects")
        except aiohttp.ClientSSLError:
            return Answer(trouble="ssl_error")
        except aiohttp.ClientConnectionError:
            return Answer(trouble="connection_failed")
        except (aiohttp.ClientError, UnicodeError):
            return Answer(trouble="unknown_error")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _post(self, body: bytes, headers: dict[str, str]) -> Answer:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(self._timing.ack))
        async with self._session.post(self._url, data=body, headers=headers, max_redirects=_REDIRECTS) as reply:
            final = reply.headers.get("X-Slack-No-Retry") == "1"
            if reply.status // 100 != 2:
                return Answer(trouble="http_error", final=final)
            return Answer(_decode(await reply.text(errors="replace")))

    def _signed(self, body: bytes) -> dict[str, str]:
        # Signed with the real time: the receiver compares it with its own clock.
        now = str(int(time.time()))
        return {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": signature(self._secret, now, body)}


def _encode(parcel: Parcel) -> tuple[bytes, str]:
    if parcel.kind == "events_api":
        return json.dumps(parcel.payload).encode(), "application/json"
    if parcel.kind == "slash_commands":
        fields = {key: str(value) for key, value in parcel.payload.items()}
    else:
        fields = {"payload": json.dumps(parcel.payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _decode(text: str) -> Json | None:
    if not text.strip():
        return None
    try:
        value = read_json(text)
    except ValueError:
        return {"text": text}
    return value if isinstance(value, dict) else {"text": text}
