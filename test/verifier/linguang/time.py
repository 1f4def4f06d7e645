"""Instants, quarter-hours and days of the documents: always UTC, `2026-03-01T10:15:00Z`; as texts they sort by time."""

import datetime

from .problem import Refused

QUARTER = 900


def seconds(instant):
    """Seconds since 1970. @raise Refused DAY_INVALID for a day that no calendar has"""
    try:
        return int(datetime.datetime.strptime(instant, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc).timestamp())
    except ValueError:
        raise Refused("DAY_INVALID", instant) from None


def slot(instant):
    """Number of the quarter-hour that begins at an instant. @raise Refused SLOT_INVALID"""
    try:
        at = seconds(instant)
    except Refused:
        raise Refused("SLOT_INVALID", instant) from None
    if at % QUARTER:
        raise Refused("SLOT_INVALID", instant)
    return at // QUARTER


def instant_of(number):
    """When a quarter-hour begins."""
    at = datetime.datetime.fromtimestamp(number * QUARTER, datetime.timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
