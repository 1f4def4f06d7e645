"""Whom the reader trusts, and what she gives beside the documents."""

import os
import re

from .bundle import network_digest, read_network
from .did import read_key_document
from .heads import read_signed_head
from .jsontext import parse
from .problem import Refused
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
        # Anchors of networks, and digests of these and of others
        self.networks, self.network_digests = [], set()
        # Other heads of the log that the reader knows
        self.heads = []
        # File of the bundle of a document that is none itself, and the holder's proofs
        self.bundle = self.proofs = None

    def add_place(self, place):
        """A file with certificates of authorities or a key document, or a folder of such. @raise Unusable"""
        files = [place]
        if os.path.isdir(place):
            names = sorted(os.listdir(place))
            files = [os.path.join(place, one) for one in names if one.lower().endswith((*_CERTIFICATES, ".json"))]
        for file in files:
            data = read(file)
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
        value = read_json(file)
        self.status_lists += value if isinstance(value, list) else [value]

    def add_network(self, given):
        """Anchors in a file, or `sha256:` and their digest. @raise Unusable"""
        if given.startswith("sha256:"):
            digest = given[len("sha256:") :]
            if not re.fullmatch("[0-9a-f]{64}", digest):
                raise Unusable("--network: 64 lower-case hexadecimal digits are expected after sha256:")
            self.network_digests.add(digest)
            return
        try:
            network = read_network(read_json(given))
        except Refused as refused:
            raise Unusable(f"{given}: {refused}") from None
        self.networks.append(network)
        self.network_digests.add(network_digest(network))

    def add_head(self, file):
        """A head with its signatures, or as an answer of the log's routes. @raise Unusable"""
        value = read_json(file)
        try:
            published = isinstance(value, dict) and "treeHead" in value
            self.heads.append(read_signed_head(value["treeHead"] if published else value))
        except Refused as refused:
            raise Unusable(f"{file}: {refused}") from None


def read_json(file):
    """@raise Unusable"""
    data = read(file)
    try:
        return parse(data.decode())
    except (ValueError, Refused) as error:
        raise Unusable(f"{file}: {error}") from None


def read(file):
    """@raise Unusable"""
    try:
        if os.path.getsize(file) > _LARGEST:
            raise Unusable(f"{file}: too large")
        with open(file, "rb") as opened:
            return opened.read()
    except OSError as error:
        raise Unusable(str(error)) from None
