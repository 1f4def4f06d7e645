"""DER (X.690): one form of each value."""

SEQUENCE, SET, INTEGER, BITS, OCTETS, OBJECT_ID = 0x30, 0x31, 0x02, 0x03, 0x04, 0x06


class Der:
    def __init__(self, tag, content, data):
        self.tag, self.content, self.data = tag, content, data

    def children(self, tag=None):
        """@raise ValueError"""
        if not self.tag & 0x20 or (tag is not None and self.tag != tag):
            raise ValueError("no such DER")
        found, rest = [], self.content
        while rest:
            one, rest = read_prefix(rest)
            found.append(one)
        return found

    def value(self, tag):
        """@raise ValueError"""
        if self.tag != tag:
            raise ValueError("no such DER")
        return self.content

    def oid(self):
        """In hexadecimal, as encoded."""
        return self.value(OBJECT_ID).hex()


def read_prefix(data):
    """The first value and what comes behind it. @raise ValueError"""
    if len(data) < 2 or data[0] & 0x1F == 0x1F:
        raise ValueError("no DER")
    length, start = data[1], 2
    if length & 0x80:
        count = length & 0x7F
        start = 2 + count
        length = int.from_bytes(data[2:start], "big")
        if not 1 <= count <= 4 or len(data) < start or length < 0x80 or data[2] == 0:
            raise ValueError("no DER")
    end = start + length
    if len(data) < end:
        raise ValueError("no DER")
    return Der(data[0], data[start:end], data[:end]), data[end:]


def read(data):
    """@raise ValueError"""
    one, rest = read_prefix(data)
    if rest:
        raise ValueError("bytes behind the DER")
    return one


def unsigned(data, size):
    """Content of an INTEGER, not negative and in its shortest form, as so many bytes. @raise ValueError"""
    shortest = len(data) > 0 and data[0] < 0x80 and not (len(data) > 1 and data[0] == 0 and data[1] < 0x80)
    if not shortest:
        raise ValueError("no such INTEGER")
    return int.from_bytes(data, "big").to_bytes(size, "big")


def ecdsa_signature(data):
    """SEQUENCE of r and s → r ‖ s, 64 bytes. @raise ValueError"""
    r, s = read(data).children(SEQUENCE)
    try:
        return unsigned(r.value(INTEGER), 32) + unsigned(s.value(INTEGER), 32)
    except OverflowError:
        raise ValueError("no signature of P-256") from None
