"""JSON Canonicalization Scheme (RFC 8785)."""

import math

from .problem import Refused

_SHORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


def canonical(value):
    """The canonical form of a parsed JSON value, as UTF-8."""
    return _write(value).encode("utf-8")


def _write(value):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, list):
        return "[" + ",".join(map(_write, value)) + "]"
    if isinstance(value, dict):
        names = sorted(value, key=_utf16)
        return "{" + ",".join(f"{_text(name)}:{_write(value[name])}" for name in names) + "}"
    raise TypeError(f"{type(value)} is no JSON")


def _utf16(text):
    # Section 3.2.3: members are ordered by the UTF-16 code units of their names.
    return text.encode("utf-16-be", "surrogatepass")


def _text(text):
    parts = []
    for character in text:
        code = ord(character)
        if 0xD800 <= code <= 0xDFFF:
            raise Refused("CREDENTIAL_NOT_JSON", "a surrogate alone")
        if code in _SHORT:
            parts.append(_SHORT[code])
        elif code < 0x20:
            parts.append(f"\\u{code:04x}")
        else:
            parts.append(character)
    return '"' + "".join(parts) + '"'


def number(value):
    """A number as ECMAScript writes it (Number::toString, radix 10), from the shortest digits that give the double again."""
    value = float(value)
    if math.isnan(value) or math.isinf(value):
        raise Refused("CREDENTIAL_NOT_JSON", "no number of JSON")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    if fraction == "0":
        fraction = ""
    digits = (whole + fraction).lstrip("0")
    # value = 0.digits × 10^point
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + digits[0] + ("." + digits[1:] if count > 1 else "") + power
