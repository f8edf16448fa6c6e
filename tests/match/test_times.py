"""Times as feeds, files and people write them."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from textnorm.errors import BadRecord
from textnorm.match.times import moment, parsed

NOON = datetime(2024, 3, 9, 12, 30, tzinfo=UTC).timestamp()
DAY = datetime(2024, 3, 9, tzinfo=UTC).timestamp()

SAME = [
    # RFC 822, as in RSS
    ("Sat, 09 Mar 2024 12:30:00 GMT", NOON),
    ("Sat, 9 Mar 2024 13:30:00 +0100", NOON),
    ("9 Mar 2024 12:30 +0000", NOON),
    ("Sat, 09 Mar 2024 07:30:00 EST", NOON),
    ("Sat, 09 Mar 2024 13:30:00 CET", NOON),
    # ISO 8601, with a zone and without
    ("2024-03-09T12:30:00Z", NOON),
    ("2024-03-09 13:30+01:00", NOON),
    ("2024-03-09 13:30:00 +0100", NOON),
    ("2024-03-09 12:30:00.000000000", NOON),
    ("2024-03-09 12:30 UTC", NOON),
    ("2024-03-09", DAY),
    ("2024/3/9", DAY),
    ("20240309", DAY),
    # German
    ("09.03.2024", DAY),
    ("9.3.24", DAY),
    ("9. März 2024", DAY),
    ("9. MÄRZ 2024", DAY),
    ("09. Mrz. 2024", DAY),
    ("Samstag, 9. März 2024", DAY),
    ("9.3.24 12:30 Uhr", NOON),
    ("09.03.2024, 12.30 Uhr", NOON),
    ("Sa., 09.03.2024 | 12:30", NOON),
    ("09.03.2024 um 12:30:00", NOON),
    ("9. März 2024 13:30 Uhr MEZ", NOON),
    ("9. Maerz 2024, 13:30 MEZ", NOON),
    ("09-Mar-2024 12:30", NOON),
    # English, the month first
    ("March 9, 2024", DAY),
    ("Mar 9th, 2024 12:30 PM", NOON),
    ("Saturday, March 9, 2024 at 1:30 p.m. CET", NOON),
    ("Mar. 9, 2024 12:00 am", DAY),
    ("2024-03-09T13:30:00 CET", NOON),
    ("9\N{NO-BREAK SPACE}März\N{NO-BREAK SPACE}2024", DAY),
    # seconds and smaller units since 1970
    (str(int(NOON)), NOON),
    (str(int(NOON) * 1000), NOON),
    (str(int(NOON) * 1_000_000), NOON),
    (f"{NOON}", NOON),
    (int(NOON), NOON),
    (int(NOON) * 1000, NOON),
    (int(NOON) * 10**9, NOON),
    (date(2024, 3, 9), DAY),
    (datetime(2024, 3, 9, 13, 30, tzinfo=timezone(timedelta(hours=1))), NOON),
]


@pytest.mark.parametrize(("time", "seconds"), SAME, ids=[str(time) for time, _ in SAME])
def test_a_time_is_read_as_it_is_written(time: Any, seconds: float) -> None:
    assert parsed(time) == seconds


MONTHS = [
    *(("Januar", "Jan"), ("Februar", "Feb"), ("März", "Mar"), ("April", "Apr"), ("Mai", "May"), ("Juni", "Jun")),
    *(("Juli", "Jul"), ("August", "Aug"), ("September", "Sep"), ("Oktober", "Oct"), ("November", "Nov")),
    ("Dezember", "Dec"),
]


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_names(month: int) -> None:
    long, english = MONTHS[month - 1]
    wanted = datetime(2023, month, 2, tzinfo=UTC).timestamp()
    assert parsed(f"2. {long} 2023") == parsed(f"2 {english} 2023") == parsed(f"2.{month}.2023") == wanted


@pytest.mark.parametrize("time", [None, "", "  ", float("nan")])
def test_no_time_is_none(time: Any) -> None:
    assert math.isnan(parsed(time))


BAD = [
    "gestern",
    "31.02.2024",
    "2024-13-01",
    "9. Marz-Heft",
    "12:30",
    "9.3.",
    "9.13.2024",
    True,
    [],
    "1.5.2",
    "inf",
    "5/1/2024",
    "May 1, 2024 13:30 pm",
]


@pytest.mark.parametrize("time", BAD, ids=str)
def test_what_is_no_time_is_named(time: Any) -> None:
    with pytest.raises(BadRecord, match=r"times\[3\]="):
        moment(time, 3)
