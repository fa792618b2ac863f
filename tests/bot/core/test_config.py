"""Settings: every problem at once, no secret shown."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from bot.config import Settings, SettingsError
from bot.core.logs import redact, without_secrets


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_SIGNING_SECRET",
        "DATABASE_URL",
        "CONTENT",
        "AUDIT_KEY",
        "PROXY",
    ):
        monkeypatch.delenv(f"MAMORI_{name}", raising=False)


def test_nothing_needs_to_be_set_to_look_around() -> None:
    settings = Settings.load()
    assert settings.database == "sqlite:///data/mamori.db"
    assert settings.cache == Path("data/cache")
    assert settings.zone.key == "Asia/Tokyo"
    assert settings.log_level_number == logging.INFO
    assert settings.timing.quiet.total_seconds() == 60


def test_every_problem_is_named_at_once_and_no_secret_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "SLACK_BOT_TOKEN": "hunter2-bot",
        "SLACK_APP_TOKEN": "hunter2-app",
        "SLACK_API_URL": "slack.com",
        "PORT": "eighty",
        "TIMEZONE": "Tokio",
        "CONTENT": "nowhere",
        "DATABASE_URL": "mysql://root:hunter2@db/x",
        "AUDIT_KEY": "hunter2",
        "PROXY": "socks5://mamori:hunter2@proxy.example:1080",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(f"MAMORI_{name}", value)
    with pytest.raises(SettingsError) as error:
        Settings.load()
    named = {line.split(":")[0] for line in error.value.problems}
    assert named == {f"MAMORI_{name}" for name in wrong}
    assert "must start with xoxb-" in str(error.value)
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    "address", ["proxy:8080", "https://proxy:8080", "http://proxy", "http://p:99999", "http://p:1/x"]
)
def test_a_proxy_is_a_host_and_a_port(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("MAMORI_PROXY", "http://mamori:hunter2@proxy.example.co.jp:8080")
    settings = Settings.load()
    assert settings.proxy_url == "http://mamori:hunter2@proxy.example.co.jp:8080"
    assert "hunter2" not in repr(settings)
    monkeypatch.setenv("MAMORI_PROXY", address)
    with pytest.raises(SettingsError, match="MAMORI_PROXY: must look like"):
        Settings.load()


def test_slack_needs_a_bot_token_and_a_way_in(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.load(for_slack=True)
    assert [line.split(":")[0] for line in error.value.problems] == [
        "MAMORI_SLACK_BOT_TOKEN",
        "MAMORI_SLACK_APP_TOKEN",
    ]
    monkeypatch.setenv("MAMORI_SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("MAMORI_SLACK_SIGNING_SECRET", "s")
    assert not Settings.load(for_slack=True).socket_mode
    monkeypatch.setenv("MAMORI_SLACK_APP_TOKEN", "xapp-1")
    assert Settings.load(for_slack=True).socket_mode


def test_a_slip_in_a_name_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAMORI_DATABSE_URL", "postgresql://db/x")
    with pytest.raises(SettingsError, match="MAMORI_DATABSE_URL: is not a setting; did you mean MAMORI_DATABASE_URL"):
        Settings.load()


def test_tokens_and_passwords_hide_in_every_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAMORI_SLACK_BOT_TOKEN", "xoxb-hunter2")
    monkeypatch.setenv("MAMORI_DATABASE_URL", "postgresql://u:hunter2@db/x")
    monkeypatch.setenv("MAMORI_AUDIT_KEY", "hunter2-hunter2-hunter2")
    settings = Settings.load()
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump()}"


def test_shared_databases_need_a_shared_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAMORI_DATABASE_URL", "postgresql://db/x")
    with pytest.raises(SettingsError, match="MAMORI_AUDIT_KEY"):
        Settings.load()


def test_a_lease_outlives_a_request() -> None:
    with pytest.raises(SettingsError, match="MAMORI_LEASE_SECONDS"):
        Settings.load(lease_seconds=10)


def test_the_audit_key_is_made_once_and_readable_by_us_alone(tmp_path: Path) -> None:
    settings = Settings.load(data_dir=tmp_path / "data")
    key = settings.audit_secret()
    file = tmp_path / "data" / "audit.key"
    assert len(key) == 64
    assert settings.audit_secret() == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["audit.key"]


def test_a_given_audit_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    settings = Settings.load(data_dir=tmp_path / "data", audit_key="a key of our own, long")
    assert settings.audit_secret() == b"a key of our own, long"
    assert not (tmp_path / "data").exists()


def test_the_password_of_a_proxy_never_reaches_the_log() -> None:
    said = redact(None, "warning", {"error": "403, message='Forbidden', url='http://mamori:hunter2@proxy:8080'"})
    assert "hunter2" not in str(said)
    assert "proxy:8080" in str(said)


def test_what_is_kept_of_a_failed_call_holds_no_secret_even_when_it_is_cut() -> None:
    trouble = "403, message='Forbidden', url='http://mamori:hunter2@proxy:8080', token xoxb-1-2-abc"
    kept = without_secrets(trouble)
    assert all(secret not in kept[:length] for length in range(len(kept)) for secret in ("hunt", "xoxb-1"))
    assert "proxy:8080" in kept
