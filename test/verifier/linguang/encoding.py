"""base64url (RFC 4648, without padding), base58btc, hexadecimal: each text stands for one sequence of bytes and no other."""

import base64
import re

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_LONGEST_BASE58 = 200


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text):
    """@raise ValueError for padding, other letters, or bits that stand for nothing"""
    if not re.fullmatch(r"[0-9A-Za-z_-]*", text, re.ASCII) or len(text) % 4 == 1:
        raise ValueError("no base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64url(data) != text:
        raise ValueError("bits after the end")
    return data


def base58btc(data):
    """Multibase base58btc: `z`, a 1 for each leading zero byte, then the number."""
    value = int.from_bytes(data, "big")
    text = ""
    while value:
        value, digit = divmod(value, 58)
        text = _BASE58[digit] + text
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + "1" * zeros + text


def from_base58btc(text):
    """@raise ValueError"""
    if not text.startswith("z") or len(text) > _LONGEST_BASE58:
        raise ValueError("no base58btc")
    value = 0
    for letter in text[1:]:
        value = value * 58 + _BASE58.index(letter)
    zeros = len(text) - 1 - len(text[1:].lstrip("1"))
    return b"\0" * zeros + value.to_bytes((value.bit_length() + 7) // 8, "big")
