"""Bitstring Status Lists (W3C) as the issuer signs them."""

import re
import zlib

from . import schema
from .credential import check_proof, proof_key
from .did import origin_of
from .encoding import from_base64url
from .figures import LIST_SIZE
from .problem import Refused
from .published import W3C_CONTEXT

_SHAPE = schema.closed(
    {
        "@context": schema.items(schema.one(W3C_CONTEXT), 1, 1),
        "id": schema.ADDRESS,
        "type": schema.items(schema.choice("VerifiableCredential", "BitstringStatusListCredential"), 2, 2),
        "issuer": schema.DID,
        "validFrom": schema.INSTANT,
        "validUntil": schema.INSTANT,
        "credentialSubject": schema.members(
            id=schema.ADDRESS,
            type=schema.one("BitstringStatusList"),
            statusPurpose=schema.choice("revocation", "suspension"),
            encodedList=schema.text("u[0-9A-Za-z_-]+", 50_000),
            ttl=schema.whole(1),
        ),
        "proof": schema.PROOF,
    }
)


class StatusList:
    """A list whose signature holds. @raise Refused"""

    def __init__(self, value, did, keys):
        schema.check(value, _SHAPE, "list")
        subject, self.id = value["credentialSubject"], value["id"]
        self.purpose = subject["statusPurpose"]
        own = re.escape(f"{origin_of(did)}/v1/status/{self.purpose}-") + r"(?:0|[1-9]\d{0,8})"
        if value["issuer"] != did or not re.fullmatch(own, self.id, re.ASCII):
            raise Refused("STATUS_LIST_INVALID", "not the issuer's")
        key = proof_key(value["proof"], did, keys)
        check_proof({name: one for name, one in value.items() if name != "proof"}, value["proof"], key)
        self.valid_from, self.valid_until = value["validFrom"], value["validUntil"]
        # Somebody else may have its key and date it back.
        self.key_was_revoked = key.revoked is not None
        self._bits = _unpacked(subject["encodedList"][1:])

    def is_current(self, now):
        return self.valid_from <= now < self.valid_until

    def is_set(self, index):
        return self._bits[index // 8] & 0x80 >> index % 8 != 0


def _unpacked(text):
    size = LIST_SIZE // 8
    try:
        unpacker = zlib.decompressobj(wbits=31)
        bits = unpacker.decompress(from_base64url(text), size + 1)
        whole = unpacker.eof
    except (ValueError, zlib.error):
        raise Refused("STATUS_LIST_INVALID", "it cannot be unpacked") from None
    if len(bits) != size or not whole:
        raise Refused("STATUS_LIST_INVALID", "another size")
    return bits


def check(entries, did, keys, lists, now, findings):
    """Looks a certificate up in the lists that were given. A list out of its time tells of a revocation only, which is for ever."""
    for entry in entries:
        purpose, index = entry["statusPurpose"], int(entry["statusListIndex"])
        name = f"status.{purpose}"
        given = [one for one in lists if isinstance(one, dict) and one.get("id") == entry["statusListCredential"]]
        believed, refused, other_keys = [], None, False
        for one in given:
            try:
                found = StatusList(one, did, keys)
            except Refused as error:
                refused = error
                continue
            if found.key_was_revoked or found.purpose != purpose:
                other_keys = True
            else:
                believed.append(found)
        current = max((one for one in believed if one.is_current(now)), key=lambda one: one.valid_from, default=None)
        if purpose == "revocation" and any(one.is_set(index) for one in believed):
            findings.fails(name, "STATUS_REVOKED")
        elif current is not None and current.is_set(index):
            findings.fails(name, "STATUS_SUSPENDED")
        elif refused is not None:
            findings.unknown(name, refused.reason)
        elif current is not None:
            findings.passes(name)
        elif believed:
            findings.unknown(name, "STATUS_LIST_STALE")
        else:
            findings.unknown(name, "STATUS_KEY_REVOKED" if other_keys else "STATUS_NOT_GIVEN")
