"""A certificate as PDF: what is embedded, what is signed, who signed (docs/reference/certificate-pdf.md)."""

import hashlib
import re

from . import openssl
from .cms import Signature
from .der import read_prefix
from .jcs import canonical
from .jsontext import is_integer, parse
from .pdffile import PdfFile, Reference, Text
from .problem import Refused
from .time import seconds
from .x509 import judge_then

CHECKS = (
    "pdf.structure",
    "pdf.credential",
    "pdf.coverage",
    "pdf.digest",
    "pdf.signature",
    "pdf.signer",
    "pdf.chain",
)


class Pdf:
    """Runs the seven checks; `credential` is the embedded one as parsed, `signature` that of the file, None where there is none."""

    def __init__(self, data, authorities, now, findings):
        self.credential = self.signature = self._file = None
        for name in CHECKS:
            findings.unknown(name, "PDF_NOT_CHECKED")
        try:
            self._file = PdfFile(data)
        except Refused as refused:
            findings.fails("pdf.structure", refused.reason)
            return
        findings.passes("pdf.structure")
        self._read_credential(findings)
        place = self._read_place(findings)
        if place is not None:
            contents, signed_at = place
            self._check_signature(contents, findings)
            if self.signature is not None:
                self._check_chain(authorities, now, signed_at, findings)

    def title(self):
        """The title in the metadata; '' where there is none."""
        try:
            metadata = self._file.stream(self._file.root.get("Metadata")).decode()
        except (ValueError, KeyError, IndexError):
            return ""
        pattern = r"<dc:title>\s*<rdf:Alt>\s*<rdf:li[^>]*>([^<]*)</rdf:li>\s*</rdf:Alt>\s*</dc:title>"
        found = re.search(pattern, metadata)
        return found[1] if found else ""

    def _read_credential(self, findings):
        file = self._file
        try:
            associated = file.list(file.root.get("AF"))
            names = file.members(file.members(file.root.get("Names")).get("EmbeddedFiles")).get("Names")
            named = file.list(names)
            attachment = file.members(named[1])
            one = (
                len(associated) == 1
                and len(named) == 2
                and isinstance(associated[0], Reference)
                and isinstance(named[1], Reference)
                and associated[0] == named[1]
                and isinstance(named[0], Text)
                and named[0] == b"credential.json"
                and attachment.get("AFRelationship") == "Source"
            )
            if not one:
                findings.fails("pdf.credential", "PDF_OTHER_ATTACHMENT")
                return
            data = file.stream(file.members(attachment.get("EF")).get("F"))
        except (ValueError, IndexError):
            findings.fails("pdf.credential", "PDF_NO_CREDENTIAL")
            return
        try:
            value = parse(data.decode())
            is_canonical = canonical(value) == data and _only_integers(value)
        except (ValueError, Refused):
            is_canonical = False
        if not is_canonical:
            findings.fails("pdf.credential", "PDF_CREDENTIAL_NOT_CANONICAL")
            return
        self.credential = value
        findings.passes("pdf.credential")

    def _read_place(self, findings):
        """The signature's own place and the time it says."""
        file = self._file
        try:
            form = file.root.get("AcroForm")
            fields = [] if form is None else file.list(file.members(form).get("Fields"))
            if len(fields) != 1:
                findings.fails("pdf.coverage", "PDF_SEVERAL_SIGNATURES" if fields else "PDF_NOT_SIGNED")
                return None
            field = file.members(fields[0])
            signature = file.members(field.get("V"))
            contents, made = signature.get("Contents"), signature.get("M")
            at = re.fullmatch(rb"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z", made) if isinstance(made, Text) else None
            fits = (
                field.get("FT") == "Sig"
                and signature.get("Type") == "Sig"
                and signature.get("Filter") == "Adobe.PPKLite"
                and signature.get("SubFilter") == "ETSI.CAdES.detached"
                and isinstance(contents, Text)
                and at is not None
            )
            if not fits:
                raise ValueError("no signature")
            ranges = file.list(signature.get("ByteRange"))
            signed_at = seconds("{}-{}-{}T{}:{}:{}Z".format(*(part.decode() for part in at.groups())))
        except (ValueError, IndexError, Refused):
            findings.fails("pdf.coverage", "PDF_NOT_SIGNED")
            return None
        around = [0, contents.start, contents.end, len(file.data) - contents.end]
        if ranges != around or file.data[contents.start : contents.start + 1] != b"<":
            findings.fails("pdf.coverage", "PDF_NOT_COVERED")
            return None
        findings.passes("pdf.coverage")
        return contents, signed_at

    def _check_signature(self, contents, findings):
        try:
            cms, padding = read_prefix(bytes(contents))
            if padding.strip(b"\0"):
                raise ValueError("bytes behind the signature")
            signature = Signature(cms.data)
        except ValueError:
            findings.fails("pdf.signature", "PDF_SIGNATURE_FORM")
            return
        self.signature = signature
        content = self._file.data[: contents.start] + self._file.data[contents.end :]
        unchanged = hashlib.sha256(content).digest() == signature.message_digest
        holds = signature.holds()
        # What our reader believes OpenSSL must believe as well.
        if unchanged and holds:
            holds = openssl.signs_detached(cms.data, content)
        results = (
            ("pdf.digest", unchanged, "PDF_CHANGED"),
            ("pdf.signature", holds, "PDF_SIGNATURE_WRONG"),
            ("pdf.signer", signature.names_its_certificates(), "PDF_SIGNER_NOT_NAMED"),
        )
        for name, passed, reason in results:
            findings.passes(name) if passed else findings.fails(name, reason)

    def _check_chain(self, authorities, now, signed_at, findings):
        if not authorities:
            findings.unknown("pdf.chain", "PDF_NO_AUTHORITY")
            return
        chain = [self.signature.certificate.data, *(one.data for one in self.signature.others)]
        result = judge_then(chain, authorities, now, signed_at)
        if result == "trusted":
            findings.passes("pdf.chain")
        else:
            findings.fails("pdf.chain", "PDF_SIGNER_EXPIRED" if result == "expired" else "PDF_SIGNER_UNTRUSTED")


def _only_integers(value):
    if isinstance(value, dict):
        return all(map(_only_integers, value.values()))
    if isinstance(value, list):
        return all(map(_only_integers, value))
    return value is None or isinstance(value, (str, bool)) or is_integer(value)
