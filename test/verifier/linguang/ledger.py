"""Evidence of the ledger, Hyperledger Fabric (docs/reference/bundle.md, "Evidence of the ledger")."""

import base64
import functools
import hashlib
import json
import re

from .der import INTEGER, SEQUENCE, SET, ecdsa_signature, read
from .p256 import N, verify
from .problem import DAMAGE, Refused
from .protobuf import Message
from .x509 import Certificate

_UNIT = "55040b"
_ENDORSER_TRANSACTION = 3


class Anchors:
    """A network's authorities: DER of each by MSP id."""

    def __init__(self, channel, certifier, authorities):
        self.channel, self.certifier, self.authorities = channel, certifier, authorities


def _member(identity, roles, anchors):
    """The MSP id and key of a serialized identity in one of the roles. @raise Refused LEDGER_FORM, LEDGER_MEMBER"""
    message = Message(identity)
    message.has_only(1, 2)
    msp, text = message.text(1), message.text(2)
    block = re.fullmatch(r"-----BEGIN CERTIFICATE-----\n([0-9A-Za-z+/=\n]+)-----END CERTIFICATE-----\n?", text)
    try:
        certificate = Certificate(base64.b64decode(block[1].replace("\n", ""), validate=True)) if block else None
    except ValueError:
        certificate = None
    if certificate is None:
        raise Refused("LEDGER_FORM")
    certified = any(_issued(der, certificate.data) for der in anchors.authorities.get(msp, ()))
    if not certified or not set(roles) & set(_units(certificate)):
        raise Refused("LEDGER_MEMBER", msp)
    return msp, certificate.key


def _units(certificate):
    found = []
    for names in certificate.subject.children(SEQUENCE):
        for pair in names.children(SET):
            kind, value = pair.children(SEQUENCE)
            if kind.oid() == _UNIT:
                found.append(value.content.decode(errors="replace"))
    return found


@functools.lru_cache(maxsize=4096)
def _issued(authority, certificate):
    """Whether an authority signed a certificate that is none itself."""
    above, below = Certificate(authority), Certificate(certificate)
    if authority == certificate or above.subject.data != below.issuer.data:
        return False
    if not above.is_authority or below.is_authority:
        return False
    body, _algorithm, signature = read(certificate).children(SEQUENCE)
    return verify(above.key, body.data, ecdsa_signature(signature.content[1:]))


def _is_signed(key, message, signature):
    """DER, and the smaller of the two values that fit."""
    try:
        raw = ecdsa_signature(signature)
    except ValueError:
        return False
    return int.from_bytes(raw[32:], "big") <= N // 2 and verify(key, message, raw)


class Endorsed:
    """
    An envelope with everything in it checked that is signed. `organisations` are those whose peers signed.
    @raise Refused LEDGER_FORM, LEDGER_MEMBER, LEDGER_CHANNEL, LEDGER_CLIENT, LEDGER_PROPOSAL, LEDGER_ENDORSEMENT
    """

    def __init__(self, envelope, anchors):
        try:
            self._read(envelope, anchors)
        except DAMAGE:
            raise Refused("LEDGER_FORM") from None

    def _read(self, envelope, anchors):
        outer = Message(envelope)
        outer.has_only(1, 2)
        payload = outer.data(1)
        header = Message(payload).message(1)
        channel_header, signature_header = header.data(1), header.data(2)
        creator = self._check_headers(channel_header, signature_header, anchors)
        _, client = _member(creator, ("client", "admin"), anchors)
        if not _is_signed(client, payload, outer.data(2)):
            raise Refused("LEDGER_CLIENT")
        actions = Message(payload).message(2).all(1)
        if len(actions) != 1:
            raise Refused("LEDGER_FORM")
        action = Message(actions[0])
        if action.data(1) != signature_header:
            raise Refused("LEDGER_PROPOSAL")
        proposal, endorsed = action.message(2).data(1), action.message(2, 2)
        response = endorsed.data(1)
        digest = hashlib.sha256(channel_header + signature_header + proposal).digest()
        self._read_response(Message(response), digest)
        self._read_invocation(Message(proposal))
        self.organisations = set()
        for one in endorsed.all(2):
            identity, signature = Message(one).data(1), Message(one).data(2)
            msp, peer = _member(identity, ("peer",), anchors)
            if not _is_signed(peer, response + identity, signature):
                raise Refused("LEDGER_ENDORSEMENT", msp)
            self.organisations.add(msp)

    def _check_headers(self, channel_header, signature_header, anchors):
        about, by = Message(channel_header), Message(signature_header)
        creator, nonce = by.data(1), by.data(2)
        made = hashlib.sha256(nonce + creator).hexdigest()
        if about.integer(1) != _ENDORSER_TRANSACTION or about.text(5) != made:
            raise Refused("LEDGER_PROPOSAL")
        if about.text(4) != anchors.channel:
            raise Refused("LEDGER_CHANNEL")
        return creator

    def _read_response(self, response, digest):
        action = response.message(2)
        if response.data(1) != digest or action.message(3).integer(1) != 200:
            raise Refused("LEDGER_PROPOSAL")
        self.answer = action.message(3).text(3)
        self.chaincode = action.message(4).text(2)
        self.reads, self.writes = {}, {}
        for namespace in map(Message, action.message(1).all(2)):
            if namespace.text(1) != self.chaincode:
                continue
            sets = namespace.message(2)
            for one in map(Message, sets.all(1)):
                version = one.data(2)
                place = (Message(version).integer(1), Message(version).integer(2)) if version else None
                self.reads[one.text(1)] = place
            for one in map(Message, sets.all(3)):
                self.writes[one.text(1)] = None if one.integer(2) == 1 else one.text(3)

    def _read_invocation(self, proposal):
        spec = proposal.message(1, 1)
        if spec.message(2).text(2) != self.chaincode:
            raise Refused("LEDGER_PROPOSAL")
        try:
            self.arguments = [one.decode() for one in spec.message(3).all(1)]
        except ValueError:
            raise Refused("LEDGER_FORM") from None


def members_of(text):
    """@raise Refused LEDGER_ANSWER"""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Refused("LEDGER_ANSWER")
    return value


def must_be_asked(endorsed, chaincode, function, argument):
    """@raise Refused LEDGER_ANSWER"""
    text = json.dumps(argument, separators=(",", ":"), ensure_ascii=False)
    if endorsed.chaincode != chaincode or endorsed.arguments != [function, text]:
        raise Refused("LEDGER_ANSWER")


def _must_be_of_two(endorsed, anchors):
    if len(endorsed.organisations) < 2 or anchors.certifier not in endorsed.organisations:
        raise Refused("LEDGER_ORGANISATIONS")


def check(evidence, number, digest, anchors, findings):
    """
    The checks `ledger.*`.
    @param evidence with bytes decoded, or None
    @return the status that the attested record has, or None
    """
    if evidence is None:
        for name in ("ledger.record", "ledger.block"):
            findings.unknown(name, "LEDGER_NOT_GIVEN")
        return None
    place = (number, digest, anchors)
    record = findings.attempt("ledger.record", lambda: _attested(evidence["attestation"], *place))
    if record is None:
        findings.skips("ledger.block")
    else:
        findings.attempt("ledger.block", lambda: _check_block(evidence["block"], record, anchors))
        if findings.passed("ledger.block") and not evidence["block"]["signatures"]:
            findings.unknown("ledger.block", "LEDGER_ORDERERS_NOT_NAMED")
    if evidence["transaction"] is not None:
        _check_transaction(evidence, record, place, findings)
    return None if record is None else record["status"]


def _attested(attestation, number, digest, anchors):
    endorsed = Endorsed(attestation, anchors)
    must_be_asked(endorsed, "certificate", "certificates:get", {"number": number})
    _must_be_of_two(endorsed, anchors)
    record, place = members_of(endorsed.answer), endorsed.reads.get(f"certificate~{number}")
    known = record.get("status") in ("valid", "suspended", "revoked", "superseded")
    if record.get("number") != number or record.get("digest") != digest or place is None or not known:
        raise Refused("LEDGER_RECORD_OTHER")
    return {"status": record["status"], "block": place[0], "transaction": place[1]}


def _check_block(block, record, anchors):
    if block["number"] != record["block"]:
        raise Refused("LEDGER_BLOCK_OTHER")
    number = block["number"]
    # An INTEGER is as short as can be and not negative.
    digits = number.to_bytes(number.bit_length() // 8 + 1, "big")
    parts = _der(INTEGER, digits) + b"".join(_der(0x04, bytes.fromhex(block[one])) for one in ("previousHash", "dataHash"))
    for one in block["signatures"]:
        msp, orderer = _member(Message(one["header"]).data(1), ("orderer",), anchors)
        if not _is_signed(orderer, block["value"] + one["header"] + _der(SEQUENCE, parts), one["signature"]):
            raise Refused("LEDGER_ORDERER", msp)


def _der(tag, content):
    return bytes([tag, len(content)]) + content


def _check_transaction(evidence, record, place, findings):
    number, digest, anchors = place
    envelope = evidence["transaction"]

    def check_written():
        endorsed = Endorsed(envelope, anchors)
        _must_be_of_two(endorsed, anchors)
        written = endorsed.writes.get(f"certificate~{number}") if endorsed.chaincode == "certificate" else None
        members = members_of(written) if written is not None else {}
        if members.get("number") != number or members.get("digest") != digest:
            raise Refused("LEDGER_TRANSACTION_OTHER")

    findings.attempt("ledger.transaction", check_written)
    if not findings.passed("ledger.transaction") or not findings.passed("ledger.block"):
        return
    if hashlib.sha256(envelope).hexdigest() != evidence["block"]["dataHash"]:
        findings.unknown("ledger.transaction", "LEDGER_BLOCK_SHARED")
    elif record is None or record["transaction"] != 0:
        findings.fails("ledger.transaction", "LEDGER_TRANSACTION_OTHER")
