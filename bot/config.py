"""Settings: read once from the environment, frozen, every problem named at once and in plain words."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.core.db import database_url
from bot.core.leases import Timing

PREFIX: Final = "MAMORI_"


class SettingsError(Exception):
    """The settings cannot be used; the message has one line per problem."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(("The settings need attention:", *(f"  - {line}" for line in self.problems))))


def _token(prefix: str, where: str) -> Callable[[SecretStr | None], SecretStr | None]:
    def check(value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(prefix):
            raise ValueError(f"must start with {prefix} (Slack shows it under {where})")
        return value

    return check


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is not the name of a time zone, such as Asia/Tokyo") from None
    return name


def _existing_folder(path: Path | None) -> Path | None:
    if path and not path.is_dir():
        raise ValueError(f"there is no folder {path}")
    return path


def _known_database(url: SecretStr) -> SecretStr:
    try:
        database_url(url.get_secret_value())
    except Exception:  # noqa: BLE001 - whatever the parser says may repeat the password
        raise ValueError("must look like sqlite:///data/mamori.db or postgresql://user:password@host/name") from None
    return url


def _long_enough(key: SecretStr | None) -> SecretStr | None:
    if key and len(key.get_secret_value()) < 16:
        raise ValueError("must have at least 16 characters (openssl rand -hex 32 makes a good one)")
    return key


def _web_address(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise ValueError("must start with https:// or http://")
    return url.rstrip("/") + "/"


def _on_this_machine(url: str | None) -> str | None:
    """Another clock may move ours, so it must be one that only this machine can reach."""
    if url and not (urlsplit(url).scheme == "http" and urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}):
        raise ValueError("must be a playground on this machine, such as http://127.0.0.1:8800/api/admin/clock")
    return url


def _proxy_address(address: SecretStr | None) -> SecretStr | None:
    """Nothing of it is repeated in the message: it may hold a password."""
    try:
        parts = urlsplit(address.get_secret_value()) if address else None
        wrong = parts and (parts.scheme != "http" or not parts.hostname or not parts.port or parts.path.strip("/"))
    except ValueError:
        wrong = True
    if wrong:
        raise ValueError("must look like http://proxy.example.co.jp:8080 or http://user:password@host:port")
    return address


BotToken = Annotated[SecretStr | None, AfterValidator(_token("xoxb-", "OAuth & Permissions"))]
AppToken = Annotated[SecretStr | None, AfterValidator(_token("xapp-", "Basic Information, App-Level Tokens"))]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_known_database)]
Proxy = Annotated[SecretStr | None, AfterValidator(_proxy_address)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Folder = Annotated[Path | None, AfterValidator(_existing_folder)]
AuditKey = Annotated[SecretStr | None, AfterValidator(_long_enough)]
ClockAddress = Annotated[str | None, AfterValidator(_on_this_machine)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


class Settings(BaseSettings):
    """Everything that may differ between two installations; each field is the variable MAMORI_<FIELD>."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    slack_bot_token: BotToken = None
    slack_app_token: AppToken = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: WebAddress = "https://slack.com/api/"
    proxy: Proxy = None

    content: Folder = None
    data_dir: Path = Path("data")
    database_url: DatabaseUrl | None = None
    cache_dir: Path | None = None
    audit_key: AuditKey = None
    semantic_search: bool = True
    feeds: bool = True

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    timezone: Zone = "Asia/Tokyo"
    clock_url: ClockAddress = None
    log_level: Level = "INFO"
    log_format: Literal["text", "json"] = "text"

    send_timeout_seconds: Annotated[float, Field(gt=0)] = 15
    lease_seconds: Annotated[float, Field(gt=0)] = 30
    reconcile_margin_seconds: Annotated[float, Field(ge=0)] = 45

    @classmethod
    def load(cls, *, for_slack: bool = False, **values: Any) -> Self:
        """Read the settings; `for_slack` also asks for the tokens. Raises SettingsError."""
        try:
            settings = cls(**values)
        except ValidationError as error:
            raise SettingsError([*_plain(error), *_slips(cls)]) from None
        problems = [*_slips(cls), *settings._contradictions(), *(settings._missing_tokens() if for_slack else ())]
        if problems:
            raise SettingsError(problems)
        return settings

    @property
    def database(self) -> str:
        """Return the database's URL, a file in the data folder unless told otherwise."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'mamori.db'}"

    @property
    def proxy_url(self) -> str | None:
        """The proxy through which everything goes out, with its password if it has one."""
        return self.proxy.get_secret_value() if self.proxy else None

    @property
    def cache(self) -> Path:
        return self.cache_dir or self.data_dir / "cache"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def timing(self) -> Timing:
        seconds = (self.send_timeout_seconds, self.lease_seconds, self.reconcile_margin_seconds)
        return Timing(*(timedelta(seconds=each) for each in seconds))

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is reached over a socket; otherwise Slack reaches us over signed HTTP."""
        return self.slack_app_token is not None

    @property
    def log_level_number(self) -> int:
        return logging.getLevelNamesMapping()[self.log_level]

    def audit_secret(self) -> bytes:
        """Return the key of the audit chain; made once and kept in the data folder when none was given."""
        if self.audit_key:
            return self.audit_key.get_secret_value().encode()
        return _kept_secret(self.data_dir / "audit.key")

    def _contradictions(self) -> Iterable[str]:
        if self.send_timeout_seconds >= self.lease_seconds:
            yield "MAMORI_LEASE_SECONDS: must be longer than MAMORI_SEND_TIMEOUT_SECONDS"
        if database_url(self.database).get_backend_name() == "postgresql" and not self.audit_key:
            yield (
                "MAMORI_AUDIT_KEY: several processes may share PostgreSQL, so give all of them the same key "
                "(openssl rand -hex 32 makes a good one)"
            )

    def _missing_tokens(self) -> Iterable[str]:
        if not self.slack_bot_token:
            yield "MAMORI_SLACK_BOT_TOKEN: is missing (Slack shows it under OAuth & Permissions, it starts with xoxb-)"
        if not (self.slack_app_token or self.slack_signing_secret):
            yield (
                "MAMORI_SLACK_APP_TOKEN: is missing (for Socket Mode, it starts with xapp-); "
                "for HTTP give MAMORI_SLACK_SIGNING_SECRET instead"
            )


def _plain(error: ValidationError) -> Iterable[str]:
    for problem in error.errors(include_input=False, include_url=False):
        name = "_".join(str(part) for part in problem["loc"][:1]).upper()
        yield f"{PREFIX}{name}: {problem['msg'].removeprefix('Value error, ')}"


def _slips(settings: type[BaseSettings]) -> Iterable[str]:
    """Name variables that are one typing slip away from a setting: they would be passed over in silence."""
    known = {PREFIX + name.upper() for name in settings.model_fields}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known and (near := get_close_matches(name, known, 1, 0.9)):
            yield f"{name}: is not a setting; did you mean {near[0]}?"


def _kept_secret(file: Path) -> bytes:
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        # Written aside and then linked: no crash and no second process can leave half a key, or another one.
        with NamedTemporaryFile(dir=file.parent) as fresh:
            fresh.write(secrets.token_hex(32).encode())
            fresh.flush()
            with suppress(FileExistsError):
                os.link(fresh.name, file)
    return file.read_bytes()
