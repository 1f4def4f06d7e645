"""ECDSA with P-256 and SHA-256 (FIPS 186-5): verifying only, so nothing here is secret."""

import hashlib
import json

from .encoding import base64url, from_base58btc, from_base64url

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


class Key:
    """A public key: a point of the curve."""

    def __init__(self, x, y):
        if not (0 <= x < P and 0 <= y < P and (y * y - x * x * x + 3 * x - B) % P == 0):
            raise ValueError("no point of P-256")
        self.x, self.y = x, y

    def __eq__(self, other):
        return isinstance(other, Key) and (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def jwk(self):
        x, y = (base64url(one.to_bytes(32, "big")) for one in (self.x, self.y))
        return {"crv": "P-256", "kty": "EC", "x": x, "y": y}

    def thumbprint(self):
        """RFC 7638."""
        text = json.dumps(self.jwk(), sort_keys=True, separators=(",", ":"))
        return base64url(hashlib.sha256(text.encode()).digest())


def key_of_jwk(jwk):
    """@raise ValueError"""
    if jwk.get("kty") != "EC" or jwk.get("crv") != "P-256":
        raise ValueError("no key of P-256")
    coordinates = []
    for name in ("x", "y"):
        data = from_base64url(jwk[name]) if isinstance(jwk.get(name), str) else b""
        if len(data) != 32:
            raise ValueError("a coordinate has 32 bytes")
        coordinates.append(int.from_bytes(data, "big"))
    return Key(*coordinates)


def key_of_multikey(text):
    """W3C Multikey: multicodec p256-pub and the compressed point. @raise ValueError"""
    data = from_base58btc(text)
    if len(data) != 35 or data[:2] != b"\x80\x24" or data[2] not in (2, 3):
        raise ValueError("no Multikey of P-256")
    x = int.from_bytes(data[3:], "big")
    y = pow((x * x * x - 3 * x + B) % P, (P + 1) // 4, P)
    if y & 1 != data[2] & 1:
        y = P - y
    return Key(x, y)


def key_of_point(data):
    """Uncompressed point, 65 bytes. @raise ValueError"""
    if len(data) != 65 or data[0] != 4:
        raise ValueError("no uncompressed point of P-256")
    return Key(int.from_bytes(data[1:33], "big"), int.from_bytes(data[33:], "big"))


def verify(key, message, signature):
    """Whether the key made r ‖ s, 64 bytes, over the message."""
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < N and 0 < s < N):
        return False
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    inverse = pow(s, -1, N)
    point = _twice(digest * inverse % N, G, r * inverse % N, (key.x, key.y))
    return point is not None and point[0] % N == r


# Jacobian coordinates: (X, Y, Z) stands for (X / Z², Y / Z³); None is the point at infinity.


def _double(point):
    if point is None:
        return None
    x, y, z = point
    if y == 0:
        return None
    ys = y * y % P
    s = 4 * x * ys % P
    zs = z * z % P
    m = 3 * (x - zs) * (x + zs) % P
    x2 = (m * m - 2 * s) % P
    return x2, (m * (s - x2) - 8 * ys * ys) % P, 2 * y * z % P


def _add(one, other):
    if one is None:
        return other
    if other is None:
        return one
    x1, y1, z1 = one
    x2, y2, z2 = other
    zz1, zz2 = z1 * z1 % P, z2 * z2 % P
    u1, u2 = x1 * zz2 % P, x2 * zz1 % P
    s1, s2 = y1 * z2 * zz2 % P, y2 * z1 * zz1 % P
    if u1 == u2:
        return _double(one) if s1 == s2 else None
    h, r = (u2 - u1) % P, (s2 - s1) % P
    hh = h * h % P
    hhh, v = h * hh % P, u1 * hh % P
    x3 = (r * r - hhh - 2 * v) % P
    return x3, (r * (v - x3) - s1 * hhh) % P, z1 * z2 * h % P


def _twice(a, first, b, second):
    """a × first + b × second, affine; both points are looked at bit by bit together (Shamir's trick)."""
    one, other = (*first, 1), (*second, 1)
    table = (None, one, other, _add(one, other))
    total = None
    for bit in range(max(a.bit_length(), b.bit_length()) - 1, -1, -1):
        total = _double(total)
        total = _add(total, table[(a >> bit & 1) | (b >> bit & 1) << 1])
    if total is None:
        return None
    x, y, z = total
    inverse = pow(z, -1, P)
    return x * inverse * inverse % P, y * inverse**3 % P
