"""Protocol Buffers, read strictly: fields in ascending order, varints in their shortest form, varints and bytes only."""

from .problem import Refused


class Message:
    """@raise Refused LEDGER_FORM"""

    def __init__(self, data):
        self._fields = {}
        at = last = 0
        while at < len(data):
            tag, at = _varint(data, at)
            number, wire = tag >> 3, tag & 7
            value, at = _varint(data, at)
            if number < 1 or number < last or wire not in (0, 2):
                raise Refused("LEDGER_FORM")
            if wire == 2:
                value, at = data[at : at + value], at + value
                if at > len(data):
                    raise Refused("LEDGER_FORM")
            self._fields.setdefault(number, []).append(value)
            last = number

    def _once(self, number, kind, absent):
        values = self._fields.get(number, [absent])
        if len(values) != 1 or not isinstance(values[0], kind):
            raise Refused("LEDGER_FORM")
        return values[0]

    def data(self, number):
        """Bytes of a field that stands once at most; none where it is absent."""
        return self._once(number, bytes, b"")

    def integer(self, number):
        return self._once(number, int, 0)

    def message(self, *numbers):
        """The message at the end of a path of fields."""
        found = self
        for number in numbers:
            found = Message(found.data(number))
        return found

    def text(self, number):
        try:
            return self.data(number).decode()
        except ValueError:
            raise Refused("LEDGER_FORM") from None

    def all(self, number):
        values = self._fields.get(number, [])
        if not all(isinstance(one, bytes) for one in values):
            raise Refused("LEDGER_FORM")
        return values

    def has_only(self, *numbers):
        if set(self._fields) - set(numbers):
            raise Refused("LEDGER_FORM")


def _varint(data, at):
    value = shift = 0
    start = at
    while True:
        if at >= len(data) or shift > 49 or (data[at] == 0 and at > start):
            raise Refused("LEDGER_FORM")
        value |= (data[at] & 0x7F) << shift
        at += 1
        if data[at - 1] < 0x80:
            return value, at
        shift += 7
