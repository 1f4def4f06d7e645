"""The holder's proofs: from a certificate's figures down to what her meters signed (docs/reference/bundle.md)."""

import hashlib

from . import fields, schema
from .bundle import anchors_of
from .encoding import from_base64url
from .jcs import canonical
from .leaves import intervals_of, leaves_of, root_over, salt_of, sums_of
from .ledger import Endorsed, members_of, must_be_asked
from .merkle import includes, leaf_hash
from .problem import Refused
from .readings import Reading, Unfit
from .time import slot

_CHECKS = ("meter.holder", "meter.roots", "meter.lines", "meter.figures", "meter.keys", "meter.readings")
_MOST = 10_000
_PROOF = schema.members(
    line=schema.ANYTHING,
    salt=fields.HASH,
    index=schema.whole(),
    size=schema.whole(1),
    path=schema.items(fields.HASH, 0, 64),
)
_SHAPE = schema.members(
    type=schema.one("LinguangMeterProofs"),
    v=schema.one(1),
    number=fields.name(64),
    participant=fields.name(64),
    nonce=fields.name(128),
    key=fields.HASH,
    records=schema.items(schema.ANYTHING, 0, _MOST),
    lines=schema.items(schema.members(proof=_PROOF, certified=schema.BOOLEAN), 0, _MOST),
    corrections=schema.items(schema.ANYTHING, 0, _MOST),
    readings=schema.items(schema.members(slot=schema.whole(), point=fields.ID, ocmf=fields.name(8192)), 0, _MOST),
    points=schema.items(fields.name(200_000), 0, 100),
)


def check(value, core, network, trust, findings):
    """
    The checks `meter.*`.
    @param core the certificate's core; None where its signature does not hold
    @param network anchors that a bundle told; None: those that the reader trusts
    """
    proofs = findings.attempt("meter.form", lambda: _Proofs(value))
    if proofs is None or core is None:
        findings.skips(*_CHECKS)
        return
    if value["number"] != core["credentialSubject"]["certificateNumber"]:
        findings.fails("meter.form", "METER_OTHER_CERTIFICATE")
        findings.skips(*_CHECKS)
        return
    findings.attempt("meter.holder", lambda: proofs.check_holder(core))
    findings.attempt("meter.roots", lambda: proofs.check_roots(core))
    findings.attempt("meter.lines", lambda: proofs.check_lines(core))
    findings.attempt("meter.figures", lambda: proofs.check_figures(core))
    if value["corrections"] and not findings.passed("meter.figures"):
        # Lines stand as they were settled; what corrections changed of them is not shown.
        findings.unknown("meter.figures", "METER_CORRECTED")
    anchors = network
    if anchors is None:
        channel = core["evidence"][0]["channel"]
        anchors = next((one for one in trust.networks if one["channel"] == channel), None)
    if anchors is None:
        # Who has no anchors cannot tell whose keys the meters have; that says nothing against the proofs.
        findings.unknown("meter.keys", "METER_NO_NETWORK")
        findings.skips("meter.readings")
        return
    points = findings.attempt("meter.keys", lambda: proofs.registered_points(anchors))
    if points is None:
        findings.skips("meter.readings")
        return
    unsigned = findings.attempt("meter.readings", lambda: proofs.check_readings(points))
    if unsigned:
        findings.unknown("meter.readings", "METER_NOT_SIGNED")
    if network is not None and not findings.passed("network.trust"):
        findings.weaken(("meter.keys", "meter.readings"), "NETWORK_NOT_GIVEN")


class _Proofs:
    """@raise Refused METER_PROOFS_INVALID, REQUEST_INVALID for lines"""

    def __init__(self, value):
        fields.check(value, _SHAPE, "METER_PROOFS_INVALID", "proofs")
        self.value, self.key = value, bytes.fromhex(value["key"])
        for one in (*value["records"], *value["corrections"]):
            if not isinstance(one, dict) or type(one.get("slot")) is not int:
                raise Refused("METER_PROOFS_INVALID", "a record without slot")
        for one in value["lines"]:
            line = one["proof"]["line"]
            if not isinstance(line, dict) or line.get("v") != 1 or type(line.get("slot")) is not int:
                raise Refused("REQUEST_INVALID", "a line")
        # Closing lines of a former owner hold no reading of their own.
        self.lines = [one["proof"]["line"] for one in value["lines"] if not one["proof"]["line"].get("handover")]

    def check_holder(self, core):
        value, subject = self.value, core["credentialSubject"]
        own = all(one["proof"]["line"].get("participant") == value["participant"] for one in value["lines"])
        opened = canonical({"nonce": value["nonce"], "participant": value["participant"]})
        points = {line["point"] for line in self.lines}
        salted = [{"point": one, "salt": salt_of(self.key, f"point|{one}")} for one in points]
        digests = sorted(_digest(canonical(one)) for one in salted)
        committed = _digest(opened) == subject["beneficiary"]["commitment"]
        if not own or not committed or digests != subject["consumption"]["consumptionPoints"]:
            raise Refused("METER_HOLDER")

    def check_roots(self, core):
        records, evidence = self.value["records"], core["evidence"][0]
        start = slot(core["credentialSubject"]["periodStart"])
        entries = [
            {"digest": _digest(canonical(one)), "revision": one.get("revision"), "slot": one["slot"]} for one in records
        ]
        complete = [one["slot"] for one in records] == list(range(start, start + evidence["slotCount"]))
        if not complete or _digest(canonical(entries)) != evidence["slotRecordsDigest"]:
            raise Refused("METER_ROOTS")

    def check_lines(self, core):
        records = {one["slot"]: one for one in self.value["records"]}
        certified, slots = [], set()
        for one in self.value["lines"]:
            proof = one["proof"]
            line, record = proof["line"], records.get(proof["line"]["slot"])
            leaf = leaf_hash(canonical({"line": line, "salt": proof["salt"]}))
            path = [bytes.fromhex(sibling) for sibling in proof["path"]]
            fits = record is not None and (line.get("revision"), proof["size"]) == (record.get("revision"), record.get("size"))
            if not fits or not includes(leaf, proof["index"], proof["size"], path, bytes.fromhex(record["root"])):
                raise Refused("METER_LINE")
            if one["certified"]:
                certified.append(leaf.hex())
                slots.add(line["slot"])
        corrections = [_digest(canonical(one)) for one in self.value["corrections"] if one["slot"] in slots]
        opened = {name: self.value[name] for name in ("nonce", "participant")}
        evidence = _digest(canonical({"corrections": corrections, "lines": certified, **opened}))
        if evidence != core["evidence"][0]["settlementEvidenceDigest"]:
            raise Refused("METER_EVIDENCE")

    def check_figures(self, core):
        subject = core["credentialSubject"]
        consumption = subject["consumption"]
        start, end = slot(subject["periodStart"]), slot(subject["periodEnd"])
        lines = [(one["proof"]["line"], one["certified"]) for one in self.value["lines"]]
        intervals = intervals_of([one for one in lines if not one[0].get("handover")], start, end)
        sums = sums_of(intervals)
        leaves = leaves_of(intervals, start, end, subject["timeZoneOffsetMinutes"])
        agree = (
            sums["consumedWh"] == consumption["meteredConsumptionWh"]
            and sums["matchedWh"] == subject["matched"]["matchedWh"]
            and root_over(leaves, self.key) == consumption["intervalRoot"]
        )
        if not agree:
            raise Refused("METER_FIGURES")

    def registered_points(self, network):
        """Versions of each metering point's registration: pairs of the first slot and the registration."""
        anchors, points = anchors_of(network), {}
        for text in self.value["points"]:
            try:
                endorsed = Endorsed(from_base64url(text), anchors)
            except ValueError:
                raise Refused("DOCUMENT_DAMAGED") from None
            answer = members_of(endorsed.answer)
            must_be_asked(endorsed, "energy", "registry:getPoint", {"point": answer.get("point")})
            if len(endorsed.organisations) < 2:
                raise Refused("LEDGER_ORGANISATIONS")
            points[answer["point"]] = [(one["from"], one["point"]) for one in answer["versions"]]
        needed = {line["point"] for line in self.lines}
        if len(points) != len(self.value["points"]) or needed - set(points):
            raise Refused("METER_POINT_MISSING")
        return points

    def check_readings(self, points):
        """How many lines rest on no signed reading."""
        readings = {(one["slot"], one["point"]): one["ocmf"] for one in self.value["readings"]}
        unsigned = used = 0
        for line in self.lines:
            at, point = line["slot"], line["point"]
            if line["state"] != "signed":
                unsigned += 1
                continue
            if (at, point) not in readings:
                raise Refused("METER_READING_MISSING")
            used += 1
            in_force = [registered for first, registered in points[point] if first <= at]
            try:
                if not in_force:
                    raise Unfit("not registered")
                reading = Reading(readings[at, point], in_force[-1], at)
            except Unfit:
                raise Refused("METER_READING") from None
            _must_measure(line, reading)
        if used != len(self.value["readings"]):
            raise Refused("METER_READING_MISSING")
        return unsigned


def _must_measure(line, reading):
    start, end = line["start"], line["end"]
    (first_in, last_in), (first_out, last_out) = reading.imported, reading.exported
    fits = (
        end is not None
        and (end["meter"], end["import"], end["export"]) == (reading.serial, last_in, last_out)
        and (start is None or (start["import"], start["export"]) == (first_in, first_out))
        and (line["imported"], line["exported"]) == (last_in - first_in, last_out - first_out)
    )
    if not fits:
        raise Refused("METER_REGISTERS")


def _digest(data):
    return hashlib.sha256(data).hexdigest()
