"""The certificate as a credential, with a proof of its own or as token: form, meaning, figures, key, signature."""

import hashlib

from . import figures, published, schema
from .did import origin_of
from .encoding import from_base58btc, from_base64url
from .jcs import canonical
from .jsontext import parse
from .p256 import verify
from .problem import Refused

_SIGNED = schema.closed({**published.SCHEMA["properties"], "proof": schema.PROOF})


def check_form(core, proof=None):
    """Exact members. @raise Refused CREDENTIAL_SCHEMA, DID_INVALID"""
    if proof is None:
        schema.check(core, published.SCHEMA, "certificate")
    else:
        schema.check({**core, "proof": proof}, _SIGNED, "certificate")
    origin_of(core["issuer"]["id"])


def check_contexts(core, proof=None):
    """Contexts, schema and their digests are the pinned ones, in proof and document. @raise Refused CREDENTIAL_CONTEXT"""
    origin = origin_of(core["issuer"]["id"])
    ours = origin + published.CONTEXT_PATH
    contexts = [published.W3C_CONTEXT, ours]
    resources = [
        {"id": name, "mediaType": "application/ld+json", "digestSRI": published.integrity(digest)}
        for name, digest in zip(contexts, (published.W3C_CONTEXT_DIGEST, published.CONTEXT_DIGEST))
    ]
    wanted = {
        "id": origin + published.SCHEMA_PATH,
        "type": "JsonSchema",
        "digestSRI": published.integrity(published.SCHEMA_DIGEST),
    }
    pinned = (
        core["@context"] == contexts
        and core["credentialSchema"] == wanted
        and core["relatedResource"][:2] == resources
        and (proof is None or proof["@context"] == contexts)
    )
    if not pinned:
        raise Refused("CREDENTIAL_CONTEXT")


def check_figures(core):
    figures.check(core)


def digest_of(core):
    """SHA-256 of the canonical core, hexadecimal: what the ledger and the log hold."""
    return hashlib.sha256(canonical(core)).hexdigest()


def proof_key(proof, did, keys):
    """The issuer's key that a proof names, if it was in force when it signed. @raise Refused CREDENTIAL_KEY_UNKNOWN, CREDENTIAL_KEY_TIME"""
    key = next((one for one in keys if proof["verificationMethod"] == f"{did}#{one.kid}"), None)
    if key is None:
        raise Refused("CREDENTIAL_KEY_UNKNOWN", proof["verificationMethod"])
    at = proof["created"]
    if at < key.created or any(end is not None and at >= end for end in (key.revoked, key.expires)):
        raise Refused("CREDENTIAL_KEY_TIME", at)
    return key


def check_proof(document, proof, key):
    """
    W3C Data Integrity ECDSA Cryptosuites 1.0, section 3.3 (ecdsa-jcs-2019), of any document. Contexts of the proof, if it has
    any, must be the document's.
    @raise Refused CREDENTIAL_PROOF, CREDENTIAL_CONTEXT, CREDENTIAL_SIGNATURE
    """
    configuration = {name: value for name, value in proof.items() if name != "proofValue"}
    expected = {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-jcs-2019", "proofPurpose": "assertionMethod"}
    if any(configuration.get(name) != value for name, value in expected.items()):
        raise Refused("CREDENTIAL_PROOF", "another suite or purpose")
    if "@context" in configuration and configuration["@context"] != document.get("@context"):
        raise Refused("CREDENTIAL_CONTEXT", "the proof was made under others")
    try:
        signature = from_base58btc(proof.get("proofValue", ""))
    except (ValueError, AttributeError):
        raise Refused("CREDENTIAL_PROOF", "no base58btc") from None
    if len(signature) != 64:
        raise Refused("CREDENTIAL_PROOF", "r and s have 64 bytes")
    if not verify(key.key, hash_data(document, configuration), signature):
        raise Refused("CREDENTIAL_SIGNATURE")


def hash_data(document, configuration):
    """What is signed: SHA-256 of the canonical proof configuration, then of the canonical document without its proof."""
    return hashlib.sha256(canonical(configuration)).digest() + hashlib.sha256(canonical(document)).digest()


class Token:
    """A compact JWS with ES256 (RFC 7515), taken apart. @raise Refused CREDENTIAL_JWT, CREDENTIAL_NOT_JSON"""

    def __init__(self, compact, kind):
        parts = compact.split(".")
        if len(parts) != 3:
            raise Refused("CREDENTIAL_JWT", "three parts are expected")
        try:
            header, payload, self.signature = (from_base64url(part) for part in parts)
            texts = header.decode(), payload.decode()
        except ValueError:
            raise Refused("CREDENTIAL_JWT", "no base64url of UTF-8") from None
        header, self.payload = (parse(text) for text in texts)
        expected = {"alg": "ES256", "typ": kind, **({"cty": "vc"} if kind == "vc+jwt" else {})}
        objects = isinstance(header, dict) and isinstance(self.payload, dict)
        if not objects or not isinstance(header.get("kid"), str) or header != {**expected, "kid": header["kid"]}:
            raise Refused("CREDENTIAL_JWT", "another header")
        if "proof" in self.payload or len(self.signature) != 64:
            raise Refused("CREDENTIAL_JWT", "a proof inside, or a signature of another form")
        self.kid, self.signed = header["kid"], ".".join(parts[:2]).encode()

    def key(self, did, keys):
        """@raise Refused CREDENTIAL_KEY_UNKNOWN. A token has no time, so a key that was replaced is taken."""
        key = next((one for one in keys if self.kid == f"{did}#{one.kid}-jwk"), None)
        if key is None:
            raise Refused("CREDENTIAL_KEY_UNKNOWN", self.kid)
        return key

    def check_signature(self, key):
        if not verify(key.key, self.signed, self.signature):
            raise Refused("CREDENTIAL_SIGNATURE")
