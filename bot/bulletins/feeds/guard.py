"""Nobody makes us call inside: the address that is really dialled is judged, whatever name or redirect led to it.

Behind a proxy it is the proxy that dials. Then the name is judged, and the addresses that we can find for it; what
only the proxy knows, the proxy must refuse.
"""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final

from yarl import URL

from bot.core.defang import is_ip, is_registrable

NAT64: Final = IPv6Network("64:ff9b::/96")
WORLD: Final = IPv6Network("2000::/3")
NOT_THE_WORLD: Final = tuple(
    ip_network(each)
    for each in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
"""Special uses, 6to4 and its relays, Teredo, examples: Python's own list differs from release to release."""

INDOORS: Final = (".local", ".localhost", ".internal", ".intranet", ".private", ".corp", ".lan", ".home", ".home.arpa")
"""Ends of names that networks give to their own machines."""
LOOKUP_SECONDS: Final = 2.0
"""Behind a proxy there is often nobody who would look up a name from outside: that must not cost the whole time."""


class Forbidden(OSError):  # noqa: N818 - the word of the house
    """An address that is not for us."""


class Guard:
    """Lets through what is public; `allow` names addresses and ports that tests may reach besides."""

    def __init__(self, allow: frozenset[tuple[str, int]] = frozenset()) -> None:
        self._allow = allow
        self.refused = False
        """Whether an address was refused: the connector reports that among other failures."""

    def check(self, url: URL) -> None:
        """Whether we go there at all: https at its usual port, without a name and password. Raises Forbidden."""
        known = (url.host, url.port) in self._allow
        if url.user is not None or url.password is not None or not url.host:
            raise Forbidden(url.scheme)
        if not known and (url.scheme != "https" or url.port != 443):
            raise Forbidden(url.scheme)

    async def check_name(self, url: URL) -> None:
        """Whether a proxy may be asked to go there: a name of the world, as far as we can know. Raises Forbidden."""
        host = (url.host or "").rstrip(".").lower()
        if (url.host, url.port) in self._allow:
            return
        if not _is_number(host) and (is_ip(host) or not is_registrable(host) or f".{host}".endswith(INDOORS)):
            raise Forbidden(host)
        if not all(is_public(one) for one in await _addresses(host)):
            raise Forbidden(host)

    def socket(self, address: tuple[Any, ...]) -> socket.socket:
        """A socket for an address that was looked up; the last word before it is dialled. Raises Forbidden."""
        family, kind, protocol, _, (host, port, *_) = address
        if (host, port) not in self._allow and not is_public(str(host)):
            self.refused = True
            raise Forbidden(host)
        return socket.socket(family, kind, protocol)


def is_public(host: str) -> bool:
    """Whether an address belongs to the public internet, also behind the ways to write one address as another."""
    address = ip_address(host.partition("%")[0])
    if isinstance(address, IPv6Address):
        address = _inside(address) or address
    world = address in WORLD if isinstance(address, IPv6Address) else address.is_global and not address.is_multicast
    return world and not any(address in each for each in NOT_THE_WORLD)


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that is really meant: mapped, or behind the translator of a network without IPv4."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped


def _is_number(host: str) -> bool:
    try:
        return bool(ip_address(host.partition("%")[0]))
    except ValueError:
        return False


async def _addresses(host: str) -> list[str]:
    """What our own network says of a name; nothing where it does not know."""
    if _is_number(host):
        return [host]
    try:
        found = asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)
        return [str(one[4][0]) for one in await asyncio.wait_for(found, LOOKUP_SECONDS)]
    except (OSError, TimeoutError, UnicodeError):
        return []
