"""Rounds of homes and parts on Ray: what a home knows is kept in the object store, and so are the pieces of bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textnorm.adapters.engines.on_ray.exchange import Pieces, as_rows, need_ray, run
from textnorm.match.partition.coding import kept, restored_from

if TYPE_CHECKING:
    from textnorm.match.partition.headlines.homes import AtHome

__all__ = ["RayRounds", "as_kept", "known_from"]


def as_kept(known: Any) -> Any:
    """What a home knows as a table, which tasks hand on."""
    return as_rows([kept(known)])


def known_from(rows: Any) -> Any:
    """What is in a table of ``as_kept``."""
    return restored_from(rows["data"][0].as_py())


class RayRounds:
    """Homes, and as many parts; ``homes`` refers to what each knows, ``as_kept``."""

    def __init__(self, homes: Pieces) -> None:
        self.known = homes
        self._inbox: Pieces = [[] for _ in homes]

    def at_homes(self, work: AtHome) -> None:
        """Every home works on what it was sent, and sends a piece to every part or home."""
        count = len(self.known)
        self.known, self._inbox = run(_home, self.known, self._inbox, channels=[0, count], settings=[work, count])

    def at_parts(self, work: Callable[[list[bytes]], list[bytes]]) -> None:
        """Every part answers each home."""
        (self._inbox,) = run(_part, self._inbox, channels=[len(self.known)], settings=[work])

    def told(self, tell: Callable[[list[bytes]], Any]) -> list[Any]:
        """A small thing that every part tells of what it was sent, before it answers."""
        (found,) = run(_tell, self._inbox, channels=[0], settings=[tell])
        return [known_from(rows) for rows in need_ray("textnorm.ray").get([piece[0] for piece in found])]


def _home(home: int, tables: list[Any], work: AtHome, count: int) -> Any:
    inbox = [] if tables[1] is None else tables[1]["data"].to_pylist()
    known, pieces = work(home, known_from(tables[0]), inbox)
    sent = [as_rows([piece]) for piece in pieces] or [as_rows([])] * count
    return [[as_kept(known)], sent]


def _part(_part: int, tables: list[Any], work: Callable[[list[bytes]], list[bytes]]) -> Any:
    return [[as_rows([piece]) for piece in work(tables[0]["data"].to_pylist())]]


def _tell(_part: int, tables: list[Any], tell: Callable[[list[bytes]], Any]) -> Any:
    return [[as_kept(tell(tables[0]["data"].to_pylist()))]]
