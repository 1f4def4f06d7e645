"""Whom the reader trusts, and what she gives beside the documents."""

import os

from .did import read_key_document
from .jsontext import parse
from .x509 import certificates_in

_LARGEST = 8 * 1024 * 1024
_CERTIFICATES = (".pem", ".crt", ".cer", ".der")


class Unusable(Exception):
    """A file that was given beside the documents cannot be used."""


class Trust:
    def __init__(self):
        # DER
        self.authorities = []
        # DID → keys of a key document that is trusted as it is
        self.keys = {}
        self.status_lists = []
        self.code = None

    def add_place(self, place):
        """A file with certificates of authorities or a key document, or a folder of such. @raise Unusable"""
        files = [place]
        if os.path.isdir(place):
            names = sorted(os.listdir(place))
            files = [os.path.join(place, one) for one in names if one.lower().endswith((*_CERTIFICATES, ".json"))]
        for file in files:
            data = _read(file)
            try:
                if data.lstrip().startswith(b"{"):
                    did, keys = read_key_document(parse(data.decode()))
                    if did in self.keys:
                        raise ValueError(f"there are two key documents of {did}")
                    self.keys[did] = keys
                else:
                    self.authorities += [one for one in certificates_in(data) if one not in self.authorities]
            except Exception as error:
                raise Unusable(f"{file}: {error}") from None

    def add_status_lists(self, file):
        """A list, or an array of lists. @raise Unusable"""
        data = _read(file)
        try:
            value = parse(data.decode())
        except Exception as error:
            raise Unusable(f"{file}: {error}") from None
        self.status_lists += value if isinstance(value, list) else [value]


def _read(file):
    try:
        if os.path.getsize(file) > _LARGEST:
            raise Unusable(f"{file}: too large")
        with open(file, "rb") as opened:
            return opened.read()
    except OSError as error:
        raise Unusable(str(error)) from None
