"""Times and spans of time, as people write them, in seconds."""

from __future__ import annotations

from textnorm.errors import BadRecord, UnknownOption
from textnorm.values import is_missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["moment", "seconds"]

_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800}


def seconds(within: str | float) -> float:
    """A span of time in seconds: a number, or ``3d``, ``12h``, ``30min``, ``2w``.

    >>> seconds("3d"), seconds("12h"), seconds(60)
    (259200.0, 43200.0, 60.0)
    """
    if isinstance(within, (int, float)):
        if not within >= 0:
            raise UnknownOption(f"within={within!r}: must be 0 seconds or more")
        return float(within)
    if not isinstance(within, str):
        raise UnknownOption(f"within={within!r}: write seconds, or a number and a unit, such as '3d'")
    number = within.strip().rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = within.strip()[len(number) :]
    try:
        return seconds(float(number) * _UNITS[unit])
    except (KeyError, ValueError):
        raise UnknownOption(f"within={within!r}: write a number and one of {', '.join(_UNITS)}, such as '3d'") from None


def moment(time: Any, place: int) -> float:
    """A time as seconds since 1970; NaN for none.

    >>> moment("1970-01-02", 0), moment(5, 0), moment("", 0)
    (86400.0, 5.0, nan)
    """
    if is_missing(time) or time == "":
        return float("nan")
    if hasattr(time, "dtype"):  # a number or a time of numpy
        time = (time.astype("datetime64[us]") if time.dtype.kind == "M" else time).item()
        if time is None:
            return float("nan")
    if isinstance(time, (int, float)):
        return float(time)
    from datetime import date, datetime

    try:
        if isinstance(time, str):
            time = datetime.fromisoformat(time)
        if isinstance(time, date) and not isinstance(time, datetime):
            time = datetime(time.year, time.month, time.day)
        if time.tzinfo is None:
            return float((time - datetime(1970, 1, 1)).total_seconds())
        return float(time.timestamp())
    except (ValueError, AttributeError, TypeError):
        raise BadRecord(f"times[{place}]={time!r}: expected a date, an ISO string or seconds") from None
