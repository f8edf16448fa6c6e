"""Times and spans of time, as people write them, in seconds."""

from __future__ import annotations

import re

from textnorm.errors import BadRecord, UnknownOption
from textnorm.values import is_missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DAY", "EXPECTED", "days_apart", "moment", "moments", "parsed", "seconds"]

DAY = 86_400.0

EXPECTED = (
    "expected a date, such as 2024-07-19T14:05+02:00, Fri, 19 Jul 2024 14:05:00 +0200, 19.07.2024 14:05 Uhr or "
    "19. Juli 2024, an ISO string or seconds"
)

_LATEST = 1e11  # seconds: the year 5138
_ZONES = {
    **dict.fromkeys(("MEZ", "CET"), "+0100"),
    **dict.fromkeys(("MESZ", "CEST"), "+0200"),
    **dict.fromkeys(("UTC", "GMT", "Z"), "+0000"),
}
# German and English names, by their first three letters; ä counts as a.
_MONTHS = (
    *("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"),
    *("jan", "feb", "mrz", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
)
_NAMES = (
    "januar|jänner|jaenner|january|jan|februar|feber|february|feb|märz|maerz|march|mär|mrz|mar|april|apr|mai|may|juni|june|jun|"
    "juli|july|jul|august|aug|september|sept|sep|oktober|october|okt|oct|november|nov|dezember|december|dez|dec"
)
_CLOCK_ZONES = "MES?Z|CES?T|UTC|GMT"
_GERMAN = re.compile(
    r"(?:[^\W\d]{2,10}\.?,? )?(?:(?:den|der|am|vom) )?"  # the day of the week
    rf"(?P<day>\d\d?)(?:\. ?(?P<month>\d\d?)\. ?|(?:\.? |-)(?P<name>{_NAMES})(?:\.?,? |-))(?P<year>\d{{4}}|\d\d)"
    r"(?:,? ?(?:um |[|–-] ?|/ ?)?(?P<clock>\d\d?[:.]\d\d(?::\d\d)?)(?: ?(?:Uhr|h))?)?"
    rf"(?: (?P<zone>{_CLOCK_ZONES}))?(?P<half>)",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    rf"(?:[^\W\d]{{3,9}}\.?,? )?(?P<name>{_NAMES})\.? (?P<day>\d\d?)(?:st|nd|rd|th)?,? (?P<year>\d{{4}})(?P<month>)"
    r"(?:,? (?:at |[|–-] )?(?P<clock>\d\d?:\d\d(?::\d\d)?)(?: ?(?P<half>[ap])\.?m\.?)?)?"
    rf"(?: (?P<zone>{_CLOCK_ZONES}))?",
    re.IGNORECASE,
)

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
    """A time as seconds since 1970; NaN for none. ``place`` is the position that the error names.

    >>> moment("1970-01-02", 0), moment(5, 0), moment("", 0)
    (86400.0, 5.0, nan)
    """
    try:
        return parsed(time)
    except (ValueError, OverflowError, TypeError):
        raise BadRecord(f"times[{place}]={time!r}: {EXPECTED}") from None


def moments(times: Iterable[Any]) -> NDArray[np.float64]:
    """Times as seconds since 1970; NaN for none. Raises ``BadRecord`` with the position of what is no time.

    >>> moments(["1970-01-02", None]).tolist()
    [86400.0, nan]
    """
    import numpy as np

    return np.array([moment(time, place) for place, time in enumerate(times)], dtype=np.float64)


def days_apart(seconds: float) -> tuple[str, ...]:
    """What a pair of texts says of the time between them, if that is evidence.

    >>> days_apart(4 * DAY), days_apart(DAY), days_apart(float("nan"))
    (('4 days apart',), (), ())
    """
    days = seconds / DAY
    return (f"{days:,.0f} days apart",) if days >= 2.0 else ()


def parsed(time: Any) -> float:
    """A time as seconds since 1970; NaN for none. Raises ``ValueError`` for what is no time.

    Dates and times of Python, numpy and pandas; numbers are seconds, or milliseconds (microseconds, nanoseconds) where
    seconds would be after the year 5000, as text as well. Texts are ISO 8601, RFC 822 (as in RSS), German, or English
    with the name of the month. What has no zone counts as UTC.

    >>> parsed("Fri, 19 Jul 2024 14:05:00 +0200") == parsed("2024-07-19T12:05:00Z") == parsed("1721390700000")
    True
    >>> parsed("19.7.24 14:05 Uhr") == parsed("19. Juli 2024, 14.05 Uhr") == parsed("2024-07-19 14:05")
    True
    """
    if is_missing(time):
        return float("nan")
    if hasattr(time, "dtype"):  # a number or a time of numpy
        time = (time.astype("datetime64[us]") if time.dtype.kind == "M" else time).item()
        if time is None:
            return float("nan")
    if isinstance(time, bool):
        raise ValueError("a truth value is no time")
    if isinstance(time, (int, float)):
        return _since_1970(time)
    from datetime import date, datetime

    if isinstance(time, str):
        if not time.strip():
            return float("nan")
        time = _read(time)
        if isinstance(time, float):
            return time
    if isinstance(time, date) and not isinstance(time, datetime):
        time = datetime(time.year, time.month, time.day)
    if not isinstance(time, datetime):
        raise ValueError("neither a date nor a number")
    if time.tzinfo is None:
        return float((time - datetime(1970, 1, 1)).total_seconds())
    return float(time.timestamp())


def _since_1970(number: float) -> float:
    """A number as seconds: what would be after the year 5000 is in a smaller unit."""
    value = float(number)
    if value in (float("inf"), float("-inf")):
        raise ValueError("infinite")
    for _ in range(3):
        if abs(value) < _LATEST:
            break
        value /= 1000
    return value


def _read(text: str) -> Any:
    """A time that is written out: a ``datetime``, or a ``float`` of seconds. Raises ``ValueError``."""
    from datetime import datetime

    text = " ".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").split())
    if re.fullmatch(r"[+-]?\d+(?:\.\d*)?", text) and not re.fullmatch(r"(?:19|20)\d\d(?:0\d|1[012])[0-3]\d", text):
        return _since_1970(float(text))
    iso = re.fullmatch(
        r"(\d{4})[-/](\d\d?)[-/](\d\d?)(?:[T ,]+(\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?))?"
        rf"\s?(Z|{_CLOCK_ZONES}|[+-]\d\d:?(?:\d\d)?)?",
        text,
        re.IGNORECASE,
    )
    if iso:
        year, month, day, clock, zone = iso.groups()
        clock = (clock or "00:00").replace(",", ".")
        clock = f"0{clock}" if clock[1] == ":" else clock
        offset = _ZONES.get((zone or "").upper(), zone or "")
        return datetime.fromisoformat(f"{year}-{int(month):02}-{int(day):02}T{clock}{offset}")
    written = _GERMAN.fullmatch(text) or _ENGLISH.fullmatch(text)
    if written:
        return _written(written)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        from email.utils import parsedate_to_datetime

        zone_name = text.rpartition(" ")[2].upper()
        if zone_name in _ZONES:
            text = f"{text.rpartition(' ')[0]} {_ZONES[zone_name]}"
        return parsedate_to_datetime(text)


def _written(found: re.Match[str]) -> Any:
    from datetime import datetime

    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 2000 if year < 69 else 1900
    if found["month"]:
        month = int(found["month"])
    else:
        month = _MONTHS.index(found["name"].casefold().replace("ä", "a").replace("ae", "a")[:3]) % 12 + 1
    hour, minute, second = [*map(int, re.findall(r"\d+", found["clock"] or "")), 0, 0, 0][:3]
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of a clock of twelve")
        hour = hour % 12 + 12 * (found["half"] in "pP")
    zone = _ZONES.get((found["zone"] or "").upper())
    time = datetime(year, month, int(found["day"]), hour, minute, second)
    return datetime.fromisoformat(f"{time.isoformat()}{zone[:3]}:{zone[3:]}") if zone else time
