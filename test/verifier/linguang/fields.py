"""Shapes of what has no JSON schema: bundles, anchors, heads. Each failure has the code of what was read."""

from . import schema
from .encoding import from_base64url
from .p256 import key_of_jwk
from .problem import Refused

ID = schema.text("[A-Za-z0-9._-]+", 64)
HASH = schema.DIGEST
LONGEST = 65_536


def name(most):
    return {"type": "string", "pattern": "(?s)^.+$", "maxLength": most}


def check(value, shape, reason, where):
    """@raise Refused with that reason"""
    try:
        schema.check(value, shape, where)
    except Refused as refused:
        raise Refused(reason, refused.detail) from None


def decoded(text, reason):
    """Bytes of base64url, at least one. @raise Refused"""
    try:
        if isinstance(text, str) and 0 < len(text) <= LONGEST:
            return from_base64url(text)
    except ValueError:
        pass
    raise Refused(reason, "bytes in base64url")


def public_key(value):
    """A JWK with exactly its members. @raise Refused KEY_INVALID"""
    try:
        if isinstance(value, dict) and set(value) == {"kty", "crv", "x", "y"}:
            return key_of_jwk(value)
    except ValueError:
        pass
    raise Refused("KEY_INVALID")


def ascending(values, reason, what):
    """@raise Refused where a value is not above the one before it"""
    if any(one >= other for one, other in zip(values, values[1:])):
        raise Refused(reason, what)
