"""Node's packages for the check: installed once, outside the tree, as the lock says."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
NODE = shutil.which("node")
NPM = shutil.which("npm")
HAVE_NODE = bool(NODE and NPM)
_PAPERS = ("package.json", "package-lock.json")
_PATIENCE = 90.0  # seconds


class NotInstalledError(Exception):
    """npm could not bring the packages; the words say why."""


def packages() -> Path:
    """The folder with `node_modules` that belongs to the lock of today."""
    lock = b"".join((HERE / name).read_bytes() for name in _PAPERS)
    home = Path(tempfile.gettempdir(), f"mamori-node-{hashlib.sha256(lock).hexdigest()[:16]}")
    if not home.is_dir():
        _install(home)
    return home / "node_modules"


def _install(home: Path) -> None:
    # Whoever comes second finds the folder complete, or loses the race and takes the other's.
    room = Path(tempfile.mkdtemp(prefix="mamori-node-"))
    try:
        for name in _PAPERS:
            shutil.copy(HERE / name, room)
        _npm_ci(room)
        room.rename(home)
    except OSError:
        if not home.is_dir():
            raise
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _npm_ci(room: Path) -> None:
    command = [NPM or "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    settings = os.environ | {"npm_config_fetch_retries": "1", "npm_config_update_notifier": "false"}
    try:
        done = subprocess.run(
            command, cwd=room, env=settings, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotInstalledError(f"npm did not finish in {_PATIENCE:.0f} s") from None
    if done.returncode:
        raise NotInstalledError(f"npm ci failed: {done.stderr.strip()[-600:]}")
