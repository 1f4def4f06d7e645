"""Reading JSON (RFC 8259) in one way only: no member twice, no number that is none, UTF-8."""

import json
import math

from .problem import Refused

LARGEST = 4_000_000
# White space that may stand around a document, as ECMAScript trims it.
SPACE = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


def parse(text, reason="CREDENTIAL_NOT_JSON"):
    """The value of a JSON text. Numbers that are whole and exact as doubles are int, others float; -0 stays a float."""
    if len(text) > LARGEST:
        raise Refused(reason, "too long")

    def unrepeated(pairs):
        members = dict(pairs)
        if len(members) != len(pairs):
            raise Refused(reason, "a member stands twice")
        return members

    def number(digits):
        value = float(digits)
        if math.isinf(value):
            raise Refused(reason, "a number too large")
        whole = value.is_integer() and abs(value) <= 2**53 and not (value == 0 and digits.startswith("-"))
        return int(value) if whole else value

    def none(name):
        raise Refused(reason, f"{name} is no JSON")

    try:
        return json.loads(
            text, object_pairs_hook=unrepeated, parse_int=number, parse_float=number, parse_constant=none
        )
    except (ValueError, RecursionError) as error:
        raise Refused(reason, str(error)) from None


def is_integer(value):
    """Whether a parsed value is a whole number that every reader holds exactly; a boolean is none."""
    return type(value) is int and abs(value) < 2**53
