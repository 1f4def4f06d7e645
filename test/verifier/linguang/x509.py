"""Certificates of keys (RFC 5280). Chains are judged by OpenSSL; here is read only what it does not tell."""

import base64
import re

from . import openssl
from .der import BITS, OCTETS, SEQUENCE, read
from .p256 import key_of_point

_EC_KEY, _P256 = "2a8648ce3d0201", "2a8648ce3d030107"
_KEY_USAGE, _BASIC_CONSTRAINTS = "551d0f", "551d13"
_CONTENT_COMMITMENT, _CERTIFY = 0x40, 0x04


class Certificate:
    """@raise ValueError for what is no certificate of a P-256 key"""

    def __init__(self, data):
        self.data = data
        body, *_ = read(data).children(SEQUENCE)
        parts = body.children()
        _version, serial, _algorithm, self.issuer, _validity, self.subject, info = parts[:7]
        self.serial = serial.data
        algorithm, bits = info.children(SEQUENCE)
        kind, curve = algorithm.children(SEQUENCE)
        if kind.oid() != _EC_KEY or curve.oid() != _P256 or bits.value(BITS)[:1] != b"\0":
            raise ValueError("no key of P-256")
        self.key = key_of_point(bits.content[1:])
        self.is_for_documents = self.is_authority = False
        may_certify = True
        for holder in (one for one in parts[7:] if one.tag == 0xA3):
            for extension in read(holder.content).children(SEQUENCE):
                name, *_, value = extension.children(SEQUENCE)
                if name.oid() == _KEY_USAGE:
                    usage = read(value.value(OCTETS)).value(BITS)
                    self.is_for_documents = len(usage) > 1 and usage[1] & _CONTENT_COMMITMENT != 0
                    may_certify = len(usage) > 1 and usage[1] & _CERTIFY != 0
                elif name.oid() == _BASIC_CONSTRAINTS:
                    parts_of = read(value.value(OCTETS)).children(SEQUENCE)
                    self.is_authority = bool(parts_of) and parts_of[0].data == b"\1\1\xff"
        self.is_authority = self.is_authority and may_certify


def certificates_in(data):
    """Certificates of a file, DER: all blocks of a PEM file, or one as DER. @raise ValueError"""
    blocks = re.findall(rb"-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----", data)
    found = [base64.b64decode(b"".join(one.split()), validate=True) for one in blocks] or [data]
    for der in found:
        Certificate(der)
    return found


def judge(chain, authorities, at):
    """
    `trusted`, `expired` or `untrusted`: whether a certificate for signing documents leads to an authority at a moment.
    @param chain DER, the certificate in question first
    """
    leaf, *others = chain
    try:
        if not Certificate(leaf).is_for_documents:
            return "untrusted"
    except ValueError:
        return "untrusted"
    asked = (leaf, tuple(others), tuple(authorities))
    if openssl.leads_to_authority(*asked, at):
        return "trusted"
    return "expired" if openssl.leads_to_authority(*asked, None) else "untrusted"


def judge_then(chain, authorities, now, signed_at):
    """Certificates count where they are valid now, or were when the document says it was signed."""
    current = judge(chain, authorities, now)
    return judge(chain, authorities, signed_at) if current == "expired" else current
