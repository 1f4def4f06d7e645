"""The signature of a PDF: CMS (RFC 5652) in the one profile that certificates have (docs/reference/certificate-pdf.md)."""

import hashlib

from .der import INTEGER, OCTETS, SEQUENCE, SET, ecdsa_signature, read
from .p256 import N, verify
from .x509 import Certificate

_SIGNED_DATA, _DATA = "2a864886f70d010702", "2a864886f70d010701"
_SHA256, _ECDSA_SHA256 = "608648016503040201", "2a8648ce3d040302"
_CONTENT_TYPE, _MESSAGE_DIGEST = "2a864886f70d010903", "2a864886f70d010904"
_SIGNING_CERTIFICATE_V2 = "2a864886f70d010910022f"
_MOST_CERTIFICATES = 6


class Signature:
    """@raise ValueError for what is not of the profile"""

    def __init__(self, data):
        kind, wrapped = read(data).children(SEQUENCE)
        _must(kind.oid() == _SIGNED_DATA and wrapped.tag == 0xA0)
        version, digests, content, certificates, signers = read(wrapped.content).children(SEQUENCE)
        (digest,), (content_type,), (signer,) = digests.children(SET), content.children(SEQUENCE), signers.children(SET)
        _must(version.value(INTEGER) == b"\1" and _is_sha256(digest) and content_type.oid() == _DATA)
        known = [one.data for one in certificates.children(0xA0)]
        _must(len(known) <= _MOST_CERTIFICATES and known == sorted(set(known)))
        self._read_signer(signer, [Certificate(one) for one in known])

    def _read_signer(self, signer, certificates):
        version, identifier, digest, attributes, algorithm, signature = signer.children(SEQUENCE)
        issuer, serial = identifier.children(SEQUENCE)
        mine = [one for one in certificates if one.issuer.data == issuer.data and one.serial == serial.data]
        _must(len(mine) == 1 and version.value(INTEGER) == b"\1" and _is_sha256(digest))
        (method,) = algorithm.children(SEQUENCE)
        _must(method.oid() == _ECDSA_SHA256 and attributes.tag == 0xA0)
        values = {}
        for attribute in attributes.children():
            name, value = attribute.children(SEQUENCE)
            _must(name.oid() not in values)
            (values[name.oid()],) = value.children(SET)
        _must(_CONTENT_TYPE in values and values[_CONTENT_TYPE].oid() == _DATA and _MESSAGE_DIGEST in values)
        self.certificate = mine[0]
        self.others = [one for one in certificates if one is not mine[0]]
        self.message_digest = values[_MESSAGE_DIGEST].value(OCTETS)
        self.named = _named(values.get(_SIGNING_CERTIFICATE_V2))
        # RFC 5652, 5.4: signed as a SET, whatever tag it has here.
        self._signed = bytes([SET]) + attributes.data[1:]
        self._signature = ecdsa_signature(signature.value(OCTETS))
        _must(int.from_bytes(self._signature[32:], "big") <= N // 2)

    def holds(self):
        return verify(self.certificate.key, self._signed, self._signature)

    def names_its_certificates(self):
        """Its own first, then all that came with it, each once."""
        digests = [hashlib.sha256(one.data).digest() for one in (self.certificate, *self.others)]
        return self.named[:1] == digests[:1] and sorted(self.named[1:]) == sorted(digests[1:])


def _named(attribute):
    if attribute is None:
        return []
    certificates, *_ = attribute.children(SEQUENCE)
    return [one.children(SEQUENCE)[0].value(OCTETS) for one in certificates.children(SEQUENCE)]


def _is_sha256(algorithm):
    parts = algorithm.children(SEQUENCE)
    return len(parts) == 1 and parts[0].oid() == _SHA256


def _must(holds):
    if not holds:
        raise ValueError("not of the profile")
