"""A PDF (ISO 32000-1) as a graph of objects, for files of the one form that certificates have (docs/reference/certificate-pdf.md)."""

import re

from .problem import Refused

_LARGEST = 2 * 1024 * 1024
_MOST_OBJECTS = 5000
_DEEPEST = 20
_SPACE = b"\0\t\n\f\r "
_END = b"()<>[]{}/%" + _SPACE
_ESCAPES = {0x6E: 10, 0x72: 13, 0x74: 9, 0x62: 8, 0x66: 12}


class Name(str):
    """A name, without its slash."""


class Reference(int):
    """Number of an object of generation 0."""


class Text(bytes):
    """A string; `start` and `end` are where it stands in the file, brackets included."""

    start = end = 0


class PdfFile:
    """@raise Refused PDF_NOT_PDF, PDF_TOO_LARGE, PDF_APPENDED, PDF_REVISED, PDF_DAMAGED"""

    def __init__(self, data):
        if not data.startswith(b"%PDF-"):
            raise Refused("PDF_NOT_PDF")
        if len(data) > _LARGEST:
            raise Refused("PDF_TOO_LARGE")
        self.data = data
        end = re.search(rb"startxref\n(\d{1,10})\n%%EOF\n\Z", data[-40:])
        if end is None:
            raise Refused("PDF_APPENDED")
        try:
            self._offsets, trailer = self._table(int(end[1]))
            if "Prev" in trailer or "XRefStm" in trailer:
                raise Refused("PDF_REVISED")
            root = trailer["Root"]
            if trailer["Size"] != len(self._offsets) or "Encrypt" in trailer or not isinstance(root, Reference):
                raise Refused("PDF_DAMAGED")
            self.root = self.members(root)
        except (ValueError, KeyError, IndexError, TypeError):
            raise Refused("PDF_DAMAGED") from None

    def _table(self, start):
        head = re.compile(rb"xref[\0\t\n\f\r ]+(\d+) +(\d+)[ ]?\n").match(self.data, start)
        if head is None:
            raise ValueError("no table")
        if int(head[1]) != 0:
            raise Refused("PDF_REVISED")
        count, at = int(head[2]), head.end()
        if not 1 <= count <= _MOST_OBJECTS:
            raise ValueError("too many objects")
        offsets = []
        for index in range(count):
            entry = self.data[at + 20 * index : at + 20 * index + 20]
            form = rb"(\d{10}) 00000 n \n" if index else rb"(0000000000) 65535 f \n"
            match = re.fullmatch(form, entry)
            if match is None:
                raise ValueError("no entry")
            offsets.append(int(match[1]))
        reader = _Reader(self.data, at + 20 * count)
        reader.word(b"trailer")
        trailer = reader.value()
        reader.word(b"startxref")
        if reader.value() != start or not isinstance(trailer, dict):
            raise ValueError("no trailer")
        return offsets, trailer

    def _object(self, number):
        if not 0 < number < len(self._offsets):
            raise ValueError("no such object")
        reader = _Reader(self.data, self._offsets[number])
        if reader.value() != number or reader.value() != 0:
            raise ValueError("another object")
        reader.word(b"obj")
        return reader

    def resolve(self, value):
        return self._object(value).value() if isinstance(value, Reference) else value

    def members(self, value):
        found = self.resolve(value)
        if not isinstance(found, dict):
            raise ValueError("no dictionary")
        return found

    def list(self, value):
        found = self.resolve(value)
        if not isinstance(found, list):
            raise ValueError("no array")
        return found

    def stream(self, value):
        """Bytes of a stream without filters. @raise ValueError"""
        if not isinstance(value, Reference):
            raise ValueError("no stream")
        reader = self._object(value)
        members = reader.value()
        length = members.get("Length") if isinstance(members, dict) else None
        if type(length) is not int or "Filter" in members:
            raise ValueError("a filter, or a length elsewhere")
        reader.word(b"stream")
        start = reader.at + 1
        if self.data[reader.at : start] != b"\n":
            raise ValueError("no stream")
        _Reader(self.data, start + length).word(b"endstream")
        return self.data[start : start + length]


class _Reader:
    def __init__(self, data, at):
        self.data, self.at = data, at

    def _skip(self):
        while self.at < len(self.data) and self.data[self.at] in _SPACE:
            self.at += 1

    def word(self, word):
        self._skip()
        if not self.data.startswith(word, self.at):
            raise ValueError(f"{word} is expected")
        self.at += len(word)

    def _token(self):
        start = self.at
        while self.at < len(self.data) and self.data[self.at] not in _END:
            self.at += 1
        if start == self.at:
            raise ValueError("no value")
        return self.data[start : self.at]

    def value(self, depth=0):
        if depth > _DEEPEST:
            raise ValueError("too deep")
        self._skip()
        head = self.data[self.at : self.at + 2]
        if head[:1] == b"/":
            return self._name()
        if head[:1] == b"(":
            return self._literal()
        if head == b"<<":
            return self._dictionary(depth)
        if head[:1] == b"<":
            return self._hexadecimal()
        if head[:1] == b"[":
            return self._array(depth)
        return self._simple()

    def _simple(self):
        token = self._token()
        if token in (b"true", b"false", b"null"):
            return {b"true": True, b"false": False, b"null": None}[token]
        if re.fullmatch(rb"[+-]?\d{1,15}", token):
            reference = re.compile(rb" 0 R(?![^\0\t\n\f\r ()<>\[\]{}/%])").match(self.data, self.at)
            if reference is not None and token.isdigit():
                self.at = reference.end()
                return Reference(token)
            return int(token)
        if re.fullmatch(rb"[+-]?(\d{1,15}\.\d{0,15}|\.\d{1,15})", token):
            return float(token)
        raise ValueError("no value")

    def _name(self):
        self.at += 1
        text = self._token().decode("latin-1")
        return Name(re.sub("#([0-9A-Fa-f]{2})", lambda code: chr(int(code[1], 16)), text))

    def _array(self, depth):
        self.at += 1
        found = []
        while True:
            self._skip()
            if self.data[self.at : self.at + 1] == b"]":
                self.at += 1
                return found
            found.append(self.value(depth + 1))

    def _dictionary(self, depth):
        self.at += 2
        found = {}
        while True:
            self._skip()
            if self.data[self.at : self.at + 2] == b">>":
                self.at += 2
                return found
            name = self.value(depth + 1)
            if not isinstance(name, Name) or name in found:
                raise ValueError("no member, or one twice")
            found[name] = self.value(depth + 1)

    def _hexadecimal(self):
        match = re.compile(rb"<((?:[0-9a-f]{2})*)>").match(self.data, self.at)
        if match is None:
            raise ValueError("no string")
        return self._made(bytes.fromhex(match[1].decode()), match.end())

    def _literal(self):
        at, depth, found = self.at + 1, 1, bytearray()
        while True:
            byte = self.data[at]
            if byte == 0x5C:
                at += 1
                code = re.compile(rb"[0-7]{1,3}").match(self.data, at)
                if code is not None:
                    found.append(int(code[0], 8) & 0xFF)
                    at = code.end()
                    continue
                byte = _ESCAPES.get(self.data[at], self.data[at])
            elif byte == 0x28:
                depth += 1
            elif byte == 0x29:
                depth -= 1
                if depth == 0:
                    return self._made(bytes(found), at + 1)
            found.append(byte)
            at += 1

    def _made(self, data, end):
        text = Text(data)
        text.start, text.end = self.at, end
        self.at = end
        return text
