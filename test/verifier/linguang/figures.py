"""Whether the figures of a well-formed certificate agree with each other (verification-rules.md, "Figures")."""

import re

from .did import origin_of
from .problem import Refused
from .published import SCHEMES
from .time import seconds, slot

TYPES = ["VerifiableCredential", "CleanEnergyConsumptionCertificate"]
PURPOSES = ("revocation", "suspension")
LIST_SIZE = 131_072


def check(core):
    """@raise Refused CREDENTIAL_INCONSISTENT, SLOT_INVALID, DAY_INVALID"""
    subject = core["credentialSubject"]
    _must(core["type"] == TYPES, "the types")
    _check_energy(subject)
    _check_dates(core, subject)
    _check_status_entries(core)
    scheme = SCHEMES.get(subject["schemeVersion"])
    _must(scheme is not None, "the scheme version")
    _must(subject["wording"] == {name: scheme[name] for name in ("certifies", "isNot")}, "the wording")
    asked = [one["criterion"] for one in subject["audit"]["criteriaResults"]]
    _must(asked == [one["id"] for one in scheme["criteria"]], "the criteria")


def _check_energy(subject):
    matched, devices = subject["matched"], subject["productionDevices"]
    consumed, clean = subject["consumption"]["meteredConsumptionWh"], matched["matchedWh"]
    _must(clean > 0, "nothing is matched")
    _must(clean + matched["unmatchedWh"] == consumed, "matched and unmatched energy")
    _must(sum(one["matchedWh"] for one in devices) == clean, "matched energy by plant")
    _must(sum(one["matchedWh"] for one in matched["sources"]) == clean, "matched energy by source")
    for one in matched["sources"]:
        energy = sum(device["matchedWh"] for device in devices if device["source"] == one["source"])
        _must(energy == one["matchedWh"] and one["shareBp"] == energy * 10_000 // clean, one["source"])
    _must(len({one["deviceId"] for one in devices}) == len(devices), "a plant twice")
    share, score = clean * 10_000 // consumed, matched["cfeScore"]
    _must(matched["matchedShareBp"] == share == score["contractedBp"], "the matched share")
    _must(share + (score["gridBp"] or 0) == score["scoreBp"], "the carbon-free score")
    _must((score["gridBp"] is None) == (score["gridFactorId"] is None), "the carbon-free factor")
    for one in matched["coverage"]:
        _must(one["fullyMatchedBuckets"] <= one["buckets"], "the coverage")


def _check_dates(core, subject):
    start, end = slot(subject["periodStart"]), slot(subject["periodEnd"])
    count = subject["consumption"]["intervalCount"]
    _must(end - start == count, "the period and the count of intervals")
    issued = subject["issuanceDate"]
    _must(core["validFrom"] == issued == subject["retiredAt"], "the dates of issue")
    _must(slot(issued) >= end - 1 and issued < core["validUntil"], "the order of the dates")
    seconds(core["validUntil"])
    _must(core["evidence"][0]["slotCount"] == count, "the settled slots")


def _check_status_entries(core):
    entries = core["credentialStatus"]
    check_status_entries(entries, PURPOSES, core["issuer"]["id"], "CREDENTIAL_INCONSISTENT")
    _must(len({one["statusListIndex"] for one in entries}) == 1, "the indexes of the status entries")


def check_status_entries(entries, purposes, did, reason):
    """Each entry lies in a list of the issuer's own, inside the list. @raise Refused with the reason given"""
    lists = f"{origin_of(did)}/v1/status/"
    if [one["statusPurpose"] for one in entries] != list(purposes):
        raise Refused(reason, "the purposes of the status entries")
    for one in entries:
        url, index = one["statusListCredential"], one["statusListIndex"]
        own = re.fullmatch(re.escape(lists + one["statusPurpose"]) + r"-(?:0|[1-9]\d{0,8})", url, re.ASCII)
        if own is None or int(index) >= LIST_SIZE or one["id"] != f"{url}#{index}":
            raise Refused(reason, "a status entry")


def _must(holds, what):
    if not holds:
        raise Refused("CREDENTIAL_INCONSISTENT", what)
