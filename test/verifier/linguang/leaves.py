"""The tree behind a certificate's disclosures, made anew from settlement lines (docs/reference/credential.md, "Showing a part")."""

import datetime
import hashlib
import hmac

from .jcs import canonical
from .merkle import leaf_hash, root_of_hashes
from .time import QUARTER, instant_of

_METRICS = (("matched", "matchedWh"), ("solar", "solarWh"), ("local", "localWh"), ("localSolar", "localSolarWh"))
_STEPS = [*range(0, 10_000, 500), 9_999]


def intervals_of(lines, start, end):
    """One leaf for each quarter-hour of a period. @param lines pairs of a line and whether it is certified; no closing lines"""
    by_slot = {}
    for line, certified in lines:
        by_slot.setdefault(line["slot"], []).append((line, certified))
    return [_interval(at, by_slot.get(at, [])) for at in range(start, end)]


def _interval(at, lines):
    consumed = unknown = 0
    allocations = []
    for line, certified in sorted(lines, key=lambda one: one[0]["point"]):
        consumed += line["imported"] or 0
        unknown += line["imported"] is None
        for kind, trades in (("own", line["ownReceived"]), ("trade", line["bought"])) if certified else ():
            for trade in trades:
                if trade["certifiable"] and trade["source"]:
                    allocations.append(
                        {
                            "deviceId": trade["plant"],
                            "source": trade["source"],
                            "local": trade["zone"] == line["zone"],
                            "quantityWh": trade["certifiable"],
                            "tradeId": f"{kind}-{trade['trade']}",
                        }
                    )
    return {
        "kind": "interval",
        "start": instant_of(at),
        "end": instant_of(at + 1),
        "consumedWh": consumed,
        "matchedWh": sum(one["quantityWh"] for one in allocations),
        "unknownReadings": unknown,
        "allocations": allocations,
    }


def sums_of(intervals):
    """In no quarter-hour more is matched than was used."""

    def energy(fits):
        return sum(a["quantityWh"] for one in intervals for a in one["allocations"] if fits(a))

    return {
        "consumedWh": sum(one["consumedWh"] for one in intervals),
        "matchedWh": sum(min(one["matchedWh"], one["consumedWh"]) for one in intervals),
        "solarWh": energy(lambda a: a["source"] == "solar"),
        "localWh": energy(lambda a: a["local"]),
        "localSolarWh": energy(lambda a: a["local"] and a["source"] == "solar"),
        "unknownReadings": sum(one["unknownReadings"] for one in intervals),
    }


def leaves_of(intervals, start, end, offset_minutes):
    """All leaves of a period: intervals, then sums of hours, days, months, the period, then statements on those but hours."""
    sums = []
    for span in ("hour", "day", "month", "period"):
        for first, last in _buckets(span, start, end, offset_minutes * 60 // QUARTER):
            found = sums_of(intervals[first - start : last - start])
            sums.append({"kind": "sum", "span": span, "start": instant_of(first), "end": instant_of(last), **found})
    return [*intervals, *sums, *(leaf for one in sums if one["span"] != "hour" for leaf in _statements(one))]


def _buckets(span, start, end, offset):
    """Hours, days, months of the local zone that lie wholly in the period."""
    if span == "period":
        return [(start, end)]
    starts = sorted({_bucket_start(span, at + offset) for at in range(start, end + 1)})
    edges = [(first - offset, last - offset) for first, last in zip(starts, starts[1:])]
    return [(first, last) for first, last in edges if first >= start and last <= end]


def _bucket_start(span, local):
    if span != "month":
        length = {"hour": 4, "day": 96}[span]
        return local // length * length
    at = datetime.datetime.fromtimestamp(local * QUARTER, datetime.timezone.utc)
    first = at.replace(day=1, hour=0, minute=0, second=0)
    return int(first.timestamp()) // QUARTER


def _statements(found):
    known = found["unknownReadings"] == 0 and found["consumedWh"] > 0
    span = {name: found[name] for name in ("span", "start", "end")}
    for metric, member in _METRICS:
        for step in _STEPS:
            holds = known and found[member] * 10_000 > found["consumedWh"] * step
            yield {"kind": "statement", **span, "metric": metric, "moreThanBp": step, "holds": holds}


def salt_of(key, what):
    return hmac.new(key, what.encode(), hashlib.sha256).hexdigest()[:32]


def root_over(leaves, key):
    """Hexadecimal."""
    entries = (canonical({"leaf": leaf, "salt": salt_of(key, f"leaf|{at}")}) for at, leaf in enumerate(leaves))
    return root_of_hashes([leaf_hash(one) for one in entries]).hex()
