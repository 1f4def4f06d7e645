"""Heads of the transparency log and proofs under them (docs/reference/transparency-log.md)."""

import hashlib

from . import fields, schema
from .encoding import from_base64url
from .jcs import canonical
from .merkle import includes, leaf_hash
from .p256 import verify
from .problem import Refused

_INVALID = "LOG_HEAD_INVALID"
_HEAD = schema.members(
    v=schema.one(1),
    type=schema.one("LinguangTreeHead"),
    log=fields.ID,
    size=schema.whole(1),
    root=fields.HASH,
    slot=schema.whole(),
    previous=schema.nullable(fields.HASH),
)
_SIGNATURE = schema.members(org=fields.ID, kid=fields.name(100), signature=fields.name(86))
_SIGNED = schema.members(head=_HEAD, signatures=schema.items(_SIGNATURE, 0, 16))
_PROOF = schema.members(
    v=schema.one(1), leafIndex=schema.whole(), inclusionProof=schema.items(fields.HASH, 0, 53), treeHead=_SIGNED
)


def read_signed_head(value):
    """@raise Refused LOG_HEAD_INVALID"""
    fields.check(value, _SIGNED, _INVALID, "treeHead")
    return value


def read_proof(value):
    """@raise Refused LOG_HEAD_INVALID"""
    fields.check(value, _PROOF, _INVALID, "log")
    return value


def check_head(signed, log):
    """
    Every signature good, the certifier's first, and at least one of another organisation with another key.
    @param log the log's part of the anchors
    @raise Refused LOG_HEAD_INVALID, LOG_HEAD_SIGNATURE, LOG_HEAD_COSIGNER
    """
    head, signatures = signed["head"], signed["signatures"]
    if head["log"] != log["id"]:
        raise Refused(_INVALID, "another log")
    message = canonical(head)
    keys = {(one["org"], one["kid"]): fields.public_key(one["jwk"]) for one in reversed(log["keys"])}
    used = []
    for one in signatures:
        key = keys.get((one["org"], one["kid"]))
        if key is None or not _is_good(key, message, one["signature"]):
            raise Refused("LOG_HEAD_SIGNATURE", one["org"])
        used.append(key)
    orgs = [one["org"] for one in signatures]
    if orgs[:1] != [log["certifier"]]:
        raise Refused("LOG_HEAD_SIGNATURE", log["certifier"])
    if len(set(orgs)) < 2 or len(set(orgs)) != len(orgs) or len(set(used)) != len(used):
        raise Refused("LOG_HEAD_COSIGNER")


def _is_good(key, message, text):
    try:
        return verify(key, message, from_base64url(text))
    except ValueError:
        return False


def is_split_view(one, other):
    """Whether two heads cannot come from one honest log."""
    if one["log"] != other["log"]:
        return False
    fork = one["previous"] == other["previous"] and digest_of(one) != digest_of(other)
    return fork or (one["size"] == other["size"] and one["root"] != other["root"])


def digest_of(head):
    return hashlib.sha256(canonical(head)).hexdigest()


def check_logged(proof, digest, log, known, findings):
    """
    The head's signatures, that no head the reader knows contradicts it, and that the digest is under it.
    @return whether the digest is shown to be in the log
    """
    if proof is None or log is None:
        findings.unknown("log.head", "LOG_NOT_YET")
        findings.unknown("log.inclusion", "LOG_NOT_YET")
        return False
    head = proof["treeHead"]["head"]

    def check():
        check_head(proof["treeHead"], log)
        for other in known:
            if is_split_view(head, other["head"]) and _is_genuine(other, log):
                raise Refused("LOG_VIEWS_DIFFER")

    findings.attempt("log.head", check)
    if not findings.passed("log.head"):
        findings.skips("log.inclusion")
        return False
    path = [bytes.fromhex(one) for one in proof["inclusionProof"]]
    leaf, root = leaf_hash(bytes.fromhex(digest)), bytes.fromhex(head["root"])
    if includes(leaf, proof["leafIndex"], head["size"], path, root):
        findings.passes("log.inclusion")
        return True
    findings.fails("log.inclusion", "LOG_PROOF_INVALID")
    return False


def _is_genuine(signed, log):
    """Heads that the reader brings count only with the log's signatures: else anybody could accuse it."""
    try:
        check_head(signed, log)
        return True
    except Refused:
        return False
