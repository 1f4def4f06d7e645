"""Signed meter readings: OCMF records (Open Charge Metering Format 1.x) of one quarter-hour."""

import datetime
import json
import re

from .der import ecdsa_signature
from .p256 import key_of_jwk, verify
from .time import QUARTER

_IMPORT, _EXPORT, _GENERATION = "01-00:01.08.00.FF", "01-00:02.08.00.FF", "01-00:C1.08.00.FF"
_LONGEST = 4096
_ALGORITHM = "ECDSA-secp256r1-SHA256"


class Unfit(Exception):
    """A reading is not one of that meter and quarter-hour."""


class Reading:
    """@raise Unfit"""

    def __init__(self, ocmf, point, slot):
        self._payload, signature = _split(ocmf)
        self._check_signature(point, slot, signature)
        content = _object(self._payload)
        self.serial = content.get("MS", content.get("GS"))
        entries, version, page = content.get("RD"), content.get("FV"), content.get("PG")
        fits = (
            isinstance(version, str)
            and re.fullmatch(r"1\.\d+", version, re.ASCII)
            and isinstance(page, str)
            and re.fullmatch(r"F([1-9]\d{0,14}|0)", page, re.ASCII)
            and isinstance(entries, list)
            and self.serial == point["meter"]["serial"]
        )
        if not fits:
            raise Unfit("another meter, or no OCMF")
        self._registers = {}
        fields = {}
        for entry in entries:
            if not isinstance(entry, dict) or "RV" not in entry:
                raise Unfit("an entry without a value")
            # What an entry leaves out is as in the one before.
            fields = {**fields, **entry}
            self._take(fields, slot)
        self.imported, self.exported = self.pair(_IMPORT), self.pair(_EXPORT)
        if self.imported is None or self.exported is None:
            raise Unfit("a register is missing")
        self._check_limits(point)

    def _check_signature(self, point, slot, signature):
        meter = point["meter"]
        in_force = meter["from"] <= slot and (meter["to"] is None or slot < meter["to"])
        if point.get("active", True) is not True or not in_force:
            raise Unfit("the meter is not in force")
        if not verify(key_of_jwk(meter["jwk"]), self._payload.encode(), signature):
            raise Unfit("the signature")

    def _take(self, fields, slot):
        value, register = fields["RV"], fields.get("RI")
        plain = fields.get("RU") == "Wh" and fields.get("ST") in ("G", "S") and fields.get("EF", "") == ""
        if type(value) is not int or not 0 <= value <= 10**15 or not isinstance(register, str) or not plain:
            raise Unfit("an entry of another form")
        edge = _seconds(fields.get("TM")) - slot * QUARTER
        if edge not in (0, QUARTER) or (register, edge) in self._registers:
            raise Unfit("another quarter-hour")
        self._registers[register, edge] = value

    def pair(self, register):
        """A register at start and end; None where the record has it not."""
        first, last = self._registers.get((register, 0)), self._registers.get((register, QUARTER))
        if (first is None) != (last is None) or (first is not None and last < first):
            raise Unfit("a register runs backwards, or stands there once")
        return None if first is None else (first, last)

    def _check_limits(self, point):
        for register, _ in list(self._registers):
            self.pair(register)
        imported, exported = (last - first for first, last in (self.imported, self.exported))
        limits, plant = point["limits"], point.get("plant")
        generation = self.pair(_GENERATION)
        if plant is not None and plant["register"] == "generation" and generation is None:
            raise Unfit("a register is missing")
        generated = generation[1] - generation[0] if generation else 0
        wrong_way = (point["direction"] == "import" and exported > 0) or (
            point["direction"] == "export" and imported > 0 and limits["importW"] == 0
        )
        over = (
            imported > _quarter(limits["importW"])
            or exported > _quarter(limits["exportW"])
            or (plant is not None and generated > _quarter(plant["capacityW"]))
        )
        if wrong_way or over:
            raise Unfit("more than the connection can carry")


def _quarter(watts):
    """Most Wh of a quarter-hour at a power, and one more that registers in whole Wh may show."""
    return -(-watts // 4) + 1


def _split(text):
    """The payload, exactly as it was signed, and r ‖ s."""
    start, end = len("OCMF|"), text.rfind("|")
    if len(text) > _LONGEST or not text.startswith("OCMF|{") or end <= start:
        raise Unfit("no OCMF")
    signature = _object(text[end + 1 :])
    form = (signature.get("SA", _ALGORITHM), signature.get("SE", "hex"), signature.get("SM", "application/x-der"))
    try:
        if form == (_ALGORITHM, "hex", "application/x-der"):
            return text[start:end], ecdsa_signature(bytes.fromhex(signature["SD"]))
    except (KeyError, TypeError, ValueError):
        pass
    raise Unfit("a signature of another form")


def _object(text):
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Unfit("no JSON object")
    return value


def _seconds(time):
    """`2026-03-01T10:15:00,000+0000 S`: S says that the clock was synchronised."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d),000([+-]\d{4}) S", time, re.ASCII) if isinstance(time, str) else None
    try:
        return int(datetime.datetime.strptime(found[1] + found[2], "%Y-%m-%dT%H:%M:%S%z").timestamp())
    except (TypeError, ValueError):
        raise Unfit("a time of another form") from None
