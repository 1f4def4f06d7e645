"""Checks a certificate in any of its forms and says what was found (docs/reference/verify.md)."""

import re

from . import bundle, credential, meters, status
from .bundle import Bundle
from .did import DocumentKey
from .encoding import base64url
from .findings import Findings
from .jsontext import SPACE, parse
from .pdf import Pdf
from .presentation import Presentation
from .problem import Refused
from .time import seconds
from .x509 import Certificate, judge_then

LADDER = ("credential.form", "credential.contexts", "credential.figures", "credential.key", "credential.signature")
AFTER = ("key.chain", "key.anchor", "validity", "status.revocation", "status.suspension")


class Result:
    """`kind`, `outcome`, `findings`, and `core` only where its signature holds."""

    def __init__(self, kind, findings, core=None, outcome=None):
        self.kind, self.findings = kind, findings
        self.outcome = outcome or findings.outcome()
        believed = self.outcome not in ("tampered", "untrusted", "unknown", "unreadable")
        self.core = core if believed else None


def verify(data, trust, now):
    """
    @param data bytes of a file
    @param trust a trust.Trust
    @param now the moment of the check, `2026-03-01T10:15:00Z`
    """
    findings = Findings()
    if data.startswith(b"%PDF"):
        return _verify_pdf(data, trust, now, findings)
    try:
        text = data.decode()
    except ValueError:
        return _unreadable(findings)
    if text.lstrip(SPACE).startswith("{"):
        return _verify_json(text, trust, now, findings)
    text = text.strip(SPACE)
    if re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", text, re.ASCII):
        return _verify_token(text, trust, now, findings)
    return _unreadable(findings)


def _unreadable(findings):
    findings.fails("document.form", "DOCUMENT_NOT_KNOWN")
    return Result("none", findings, outcome="unreadable")


def _refused(kind, findings, reason):
    findings.fails("document.form", reason)
    findings.skips(*LADDER, *AFTER)
    return Result(kind, findings)


def _verify_json(text, trust, now, findings):
    try:
        value = parse(text)
    except Refused as refused:
        return _refused("credential", findings, refused.reason)
    findings.passes("document.form")
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "LinguangDisclosure":
        return _verify_presentation(value, trust, now, findings)
    if kind == "LinguangBundle":
        opened = findings.attempt("bundle.form", lambda: Bundle(text.encode()))
        if opened is None:
            findings.skips(*LADDER, *AFTER)
            return Result("bundle", findings)
        core = _check_with(opened, Credential(opened.credential, trust), trust, now, findings)
        return Result("bundle", findings, core)
    core = _check_with(_bundle_beside(trust, findings), Credential(value, trust), trust, now, findings)
    return Result("credential", findings, core)


def _verify_presentation(value, trust, now, findings):
    shown = Presentation(value, trust)
    if not shown.check(findings):
        findings.skips(*AFTER)
        return Result("presentation", findings)
    commitment = shown.commitment
    check_key(shown.key, trust, now, commitment["validFrom"], findings)
    check_validity(commitment, now, findings)
    if commitment["scope"] == "summary":
        findings.needs_status = False
    else:
        status.check(commitment["credentialStatus"], commitment["iss"], shown.keys, trust.status_lists, now, findings)
    return Result("presentation", findings)


def _bundle_beside(trust, findings):
    """The bundle that was given beside a document."""
    if trust.bundle is None:
        return None
    return findings.attempt("bundle.form", lambda: Bundle(trust.bundle))


def _check_with(opened, document, trust, now, findings, signers=None):
    """
    Checks a credential with what a bundle tells of it, and the holder's proofs.
    @param signers keys of who signed the file around it
    @return the core, if its signature holds
    """
    told = document.keys
    if told is None:
        found = (signers or []) + ((opened and opened.keys(trust.authorities, seconds(now))) or [])
        document.keys = list({key.kid: key for key in found}.values()) or None
    lists = trust.status_lists + (opened.status_lists if opened else [])
    core = document.check(trust, lists, now, findings)
    if opened is not None:
        if core is not None and trust.bundle is not None:
            findings.attempt("bundle.document", lambda: _must_have(opened, core))
        bundle.check(opened, core, core and document.key, told or [], trust, findings)
    if trust.proofs is not None:
        meters.check(trust.proofs, core, opened and opened.network, trust, findings)
    return core


def _must_have(opened, core):
    inside = opened.credential
    bare = {name: one for name, one in inside.items() if name != "proof"} if isinstance(inside, dict) else None
    if bare != core:
        raise Refused("BUNDLE_OTHER")


def _verify_token(text, trust, now, findings):
    try:
        token = credential.Token(text, "vc+jwt")
    except Refused as refused:
        return _refused("jwt", findings, refused.reason)
    findings.passes("document.form")
    document = Credential(token.payload, trust, token)
    core = _check_with(_bundle_beside(trust, findings), document, trust, now, findings)
    return Result("jwt", findings, core)


def _verify_pdf(data, trust, now, findings):
    findings.passes("document.form")
    pdf = Pdf(data, trust.authorities, seconds(now), findings)
    if pdf.credential is None:
        findings.skips(*LADDER, *AFTER)
        return Result("pdf", findings)
    document = Credential(pdf.credential, trust)
    told, signers = document.keys, None
    if len(trust.authorities) == 1 and findings.passed("pdf.chain"):
        # One authority is the certifier's own, so whoever it certified for documents is the issuer's key.
        signature = pdf.signature
        chain = [signature.certificate.data, *(one.data for one in signature.others)]
        signers = [DocumentKey(signature.certificate.key, "1970-01-01T00:00:00Z", chain=chain)]
    core = _check_with(_bundle_beside(trust, findings), document, trust, now, findings, signers)
    _check_issuer(pdf, signers if told is None else told, findings)
    if core is None:
        findings.skips("pdf.title")
    elif pdf.title().endswith(" " + core["credentialSubject"]["certificateNumber"]):
        findings.passes("pdf.title")
    else:
        findings.fails("pdf.title", "PDF_TITLE_OTHER")
    return Result("pdf", findings, core)


def _check_issuer(pdf, keys, findings):
    if pdf.signature is None:
        findings.skips("pdf.issuer")
        return
    if keys is None:
        findings.unknown("pdf.issuer", "KEY_DOCUMENT_MISSING")
        return
    key = next((one for one in keys if one.key == pdf.signature.certificate.key), None)
    if key is None:
        findings.fails("pdf.issuer", "PDF_SIGNER_NOT_ISSUER")
    elif key.revoked is not None:
        findings.unknown("pdf.issuer", "KEY_REVOKED_LATER")
    else:
        findings.passes("pdf.issuer")


class Credential:
    """A credential with its proof, or the one in a token; nothing of it is believed before it is checked."""

    def __init__(self, value, trust, token=None):
        self.token = token
        self.proof = None
        self.core = value
        if token is None and isinstance(value, dict):
            self.proof = value.get("proof")
            self.core = {name: one for name, one in value.items() if name != "proof"}
        issuer = value.get("issuer") if isinstance(value, dict) else None
        did = issuer.get("id") if isinstance(issuer, dict) else None
        self.keys = trust.keys.get(did) if isinstance(did, str) else None

    def check(self, trust, lists, now, findings):
        """The core, if its signature holds."""
        if not self._check_ladder(findings):
            findings.skips(*AFTER)
            return None
        core = self.core
        created = self.proof["created"] if self.token is None else core["validFrom"]
        check_key(self.key, trust, now, created, findings)
        if trust.code is not None:
            self._check_code(trust.code, findings)
        check_validity(core, now, findings)
        status.check(core["credentialStatus"], core["issuer"]["id"], self.keys, lists, now, findings)
        return core

    def _check_ladder(self, findings):
        proof = {} if self.token is None and self.proof is None else self.proof
        known = self.keys is not None
        found = findings.ladder(
            [
                ("credential.form", lambda: credential.check_form(self.core, proof)),
                ("credential.contexts", lambda: credential.check_contexts(self.core, proof)),
                ("credential.figures", lambda: credential.check_figures(self.core)),
                ("credential.key", self._find_key),
                ("credential.signature", self._check_signature),
            ]
        )
        if findings.failed("credential.key") and not known:
            findings.unknown("credential.key", "KEY_DOCUMENT_MISSING")
        return found

    def _find_key(self):
        did, keys = self.core["issuer"]["id"], self.keys or []
        if self.token is not None:
            self.key = self.token.key(did, keys)
        else:
            self.key = credential.proof_key(self.proof, did, keys)

    def _check_signature(self):
        if self.token is not None:
            self.token.check_signature(self.key)
        else:
            credential.check_proof(self.core, self.proof, self.key)

    def _check_code(self, code, findings):
        found = re.search(r"/([^/#]+)#sha256=([\w-]{43})$", code.strip(), re.ASCII)
        digest = base64url(bytes.fromhex(credential.digest_of(self.core)))
        if found and found.groups() == (self.core["credentialSubject"]["certificateNumber"], digest):
            findings.passes("document.code")
        else:
            findings.fails("document.code", "CODE_OTHER")


def check_key(key, trust, now, signed_at, findings):
    """Who certified a key, and whether it was revoked later."""
    if not trust.authorities:
        findings.unknown("key.chain", "KEY_NO_AUTHORITY")
    elif not key.chain:
        findings.unknown("key.chain", "KEY_WITHOUT_CHAIN")
    else:
        result = judge_then(list(key.chain), trust.authorities, seconds(now), seconds(signed_at))
        if result == "trusted" and _key_of(key.chain[0]) == key.key:
            findings.passes("key.chain")
        else:
            findings.fails("key.chain", "KEY_CHAIN_EXPIRED" if result == "expired" else "KEY_CHAIN_UNTRUSTED")
    if key.revoked is None:
        findings.passes("key.anchor")
    else:
        findings.unknown("key.anchor", "KEY_REVOKED_LATER")


def check_validity(document, now, findings):
    if now >= document["validUntil"]:
        findings.fails("validity", "VALIDITY_ENDED")
    elif now < document["validFrom"]:
        findings.fails("validity", "VALIDITY_NOT_BEGUN")
    else:
        findings.passes("validity")


def _key_of(der):
    try:
        return Certificate(der).key
    except ValueError:
        return None
