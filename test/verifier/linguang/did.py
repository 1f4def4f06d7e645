"""The issuer's key document (did:web): each key as Multikey and as JWK, with its times."""

import base64
import re

from . import schema
from .p256 import key_of_jwk, key_of_multikey
from .problem import Refused

_SHAPE = schema.closed(
    {
        "@context": schema.items(schema.text(r"https://www\.w3\.org/ns/(?:did|cid)/v1"), 2, 2),
        "id": schema.text("did:web:.+"),
        "verificationMethod": schema.items(schema.ANYTHING, 1, 400),
        "assertionMethod": schema.items(schema.text("did:web:.+", 400), 1, 400),
    }
)


class DocumentKey:
    """A key with which the issuer signs documents; `expires` and `revoked` are None where the document has none."""

    def __init__(self, key, created, expires=None, revoked=None, chain=()):
        self.key = key
        self.kid = key.thumbprint()
        self.created, self.expires, self.revoked = created, expires, revoked
        # DER, the key's own certificate first.
        self.chain = tuple(chain)


def origin_of(did):
    """Below which the issuer's files lie. @raise Refused DID_INVALID"""
    host = re.fullmatch(r"did:web:([a-z0-9.-]+)(?:%3A(\d{1,5}))?", did, re.ASCII)
    if host is None:
        raise Refused("DID_INVALID", did)
    name, port = host.groups()
    scheme = "http" if name == "localhost" else "https"
    return f"{scheme}://{name}" + (f":{port}" if port else "")


def read_key_document(value):
    """The DID of a key document and its keys. @raise Refused DID_INVALID, CREDENTIAL_SCHEMA"""
    schema.check(value, _SHAPE, "did")
    did, methods = value["id"], value["verificationMethod"]
    origin_of(did)
    by_id = {}
    for method in methods:
        fits = isinstance(method, dict) and method.get("controller") == did
        if not fits or method.get("id") not in value["assertionMethod"] or method["id"] in by_id:
            raise Refused("DID_INVALID", "a key that is repeated, of another, or must not sign")
        by_id[method["id"]] = method
    return did, [_read_key(did, one, by_id) for one in methods if one.get("type") == "Multikey"]


_TIMES = ("created", "expires", "revoked")


def _read_key(did, method, by_id):
    if set(method) - {"id", "type", "controller", "publicKeyMultibase", *_TIMES}:
        raise Refused("DID_INVALID", "a member that is not known")
    try:
        key = key_of_multikey(method.get("publicKeyMultibase", ""))
        twin = by_id[f"{did}#{key.thumbprint()}-jwk"]
        jwk = twin["publicKeyJwk"]
        agree = (
            method["id"] == f"{did}#{key.thumbprint()}"
            and key_of_jwk(jwk) == key
            and jwk["kid"] == key.thumbprint()
            and jwk["alg"] == "ES256"
            and all(method.get(time) == twin.get(time) for time in _TIMES)
        )
        chain = [base64.b64decode(one, validate=True) for one in jwk.get("x5c", [])]
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Refused("DID_INVALID", str(error)) from None
    if not agree:
        raise Refused("DID_INVALID", "the two forms of a key differ")
    for time in _TIMES:
        if time in method or time == "created":
            schema.check(method.get(time), schema.INSTANT, f"did.{time}")
    return DocumentKey(key, *(method.get(time) for time in _TIMES), chain)
