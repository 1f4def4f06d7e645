"""The offline bundle (docs/reference/bundle.md)."""

import hashlib

from . import fields, heads, ledger, schema
from .credential import digest_of
from .der import SEQUENCE, ecdsa_signature, read
from .did import DocumentKey
from .jcs import canonical
from .jsontext import parse
from .p256 import verify
from .problem import Refused
from .time import instant_of
from .x509 import Certificate, judge_then

LARGEST = 65_536
_INVALID = "BUNDLE_INVALID"
_MOST = 16
_TEXT = fields.name(LARGEST)
_ORGANISATION = schema.members(mspId=fields.ID, name=fields.name(64), authorities=schema.items(_TEXT, 0, _MOST))
_LOG_KEY = schema.members(org=fields.ID, kid=fields.name(100), jwk=schema.ANYTHING)
_LOG = schema.members(id=fields.ID, certifier=fields.ID, keys=schema.items(_LOG_KEY, 0, 100))
_NETWORK = schema.members(
    type=schema.one("LinguangNetwork"),
    v=schema.one(1),
    channel=fields.ID,
    organisations=schema.items(_ORGANISATION, 0, 64),
    certifier=fields.ID,
    log=schema.nullable(_LOG),
)
_SIGNATURE = schema.members(header=_TEXT, signature=_TEXT)
_BLOCK = schema.members(
    number=schema.whole(),
    previousHash=schema.text("(?:[0-9a-f]{64})?", 64),
    dataHash=fields.HASH,
    value=_TEXT,
    signatures=schema.items(_SIGNATURE, 0, _MOST),
)
_EVIDENCE = schema.members(v=schema.one(1), attestation=_TEXT, block=_BLOCK, transaction=schema.nullable(_TEXT))
_BUNDLE = schema.members(
    type=schema.one("LinguangBundle"),
    v=schema.one(1),
    credential=schema.ANYTHING,
    chains=schema.items(schema.items(_TEXT, 1, _MOST), 0, _MOST),
    statusLists=schema.items(schema.ANYTHING, 0, _MOST),
    log=schema.ANYTHING,
    ledger=schema.nullable(_EVIDENCE),
    network=_NETWORK,
)


def read_network(value, where="network"):
    """@raise Refused BUNDLE_INVALID, KEY_INVALID"""
    fields.check(value, _NETWORK, _INVALID, where)
    for organisation in value["organisations"]:
        for text in organisation["authorities"]:
            fields.decoded(text, _INVALID)
    for one in value["log"]["keys"] if value["log"] is not None else []:
        fields.public_key(one["jwk"])
    fields.ascending([one["mspId"] for one in value["organisations"]], _INVALID, "organisations")
    return value


def network_digest(network):
    return hashlib.sha256(canonical(network)).hexdigest()


def anchors_of(network):
    authorities = {
        one["mspId"]: [fields.decoded(text, _INVALID) for text in one["authorities"]] for one in network["organisations"]
    }
    return ledger.Anchors(network["channel"], network["certifier"], authorities)


class Bundle:
    """A bundle's file. The credential and the status lists in it are not looked into. @raise Refused"""

    def __init__(self, data):
        if len(data) > LARGEST:
            raise Refused("BUNDLE_TOO_LARGE")
        try:
            value = parse(data.decode())
        except ValueError:
            raise Refused("DOCUMENT_DAMAGED") from None
        if canonical(value) != data:
            raise Refused("BUNDLE_NOT_CANONICAL")
        fields.check(value, _BUNDLE, _INVALID, "bundle")
        self.credential, self.status_lists = value["credential"], value["statusLists"]
        self.chains = [[fields.decoded(one, _INVALID) for one in chain] for chain in value["chains"]]
        self.log = value["log"]
        if self.log is not None:
            heads.read_proof(self.log)
            co_signers = [one["org"] for one in self.log["treeHead"]["signatures"][1:]]
            fields.ascending(co_signers, _INVALID, "co-signers")
        self.ledger = value["ledger"] and _decoded(value["ledger"])
        self.network = read_network(value["network"], "bundle.network")
        self._check_lists()

    def _check_lists(self):
        entries = self.credential.get("credentialStatus") if isinstance(self.credential, dict) else None
        entries = entries if isinstance(entries, list) else []
        named = [one.get("statusListCredential") if isinstance(one, dict) else None for one in entries]
        if named != [one.get("id") if isinstance(one, dict) else None for one in self.status_lists]:
            raise Refused("BUNDLE_LISTS")

    def keys(self, authorities, now):
        """Its keys as the issuer's, where exactly one authority is trusted and certified them; None where nobody can tell."""
        if len(authorities) != 1 or not self.chains:
            return None
        found = []
        for chain in self.chains:
            key = _key_of(chain)
            if key is not None and judge_then(chain, authorities, now, now) in ("trusted", "expired"):
                found.append(key)
        return found


def _decoded(evidence):
    block = evidence["block"]
    if block["previousHash"] == "" and block["number"] != 0:
        raise Refused(_INVALID, "previousHash")
    fields.ascending([one["header"] for one in block["signatures"]], _INVALID, "signatures")
    signatures = [{name: fields.decoded(text, _INVALID) for name, text in one.items()} for one in block["signatures"]]
    transaction = evidence["transaction"]
    return {
        "attestation": fields.decoded(evidence["attestation"], _INVALID),
        "block": {**block, "value": fields.decoded(block["value"], _INVALID), "signatures": signatures},
        "transaction": None if transaction is None else fields.decoded(transaction, _INVALID),
    }


def _key_of(chain):
    try:
        for one in chain[1:]:
            Certificate(one)
        return DocumentKey(Certificate(chain[0]).key, "1970-01-01T00:00:00Z", chain=chain)
    except ValueError:
        return None


def check_network(network, trust, findings):
    """Whether the reader trusts these anchors."""
    if network_digest(network) in trust.network_digests:
        findings.passes("network.trust")
    elif trust.network_digests:
        findings.fails("network.trust", "NETWORK_OTHER")
    else:
        findings.unknown("network.trust", "NETWORK_NOT_GIVEN")


def check(bundle, core, key, told, trust, findings):
    """
    Checks what stands in a bundle beside the credential.
    @param core the credential's core; None where its signature does not hold
    @param key that made the signature
    @param told the issuer's keys of a key document
    """
    if bundle.chains:
        if findings.attempt("bundle.chains", lambda: _check_chains(bundle, told, trust)) is False:
            findings.unknown("bundle.chains", "KEY_NO_AUTHORITY")
    check_network(bundle.network, trust, findings)
    if core is None:
        findings.skips("log.head", "log.inclusion", "ledger.record", "ledger.block")
        return
    subject, digest = core["credentialSubject"], digest_of(core)
    number = subject["certificateNumber"]
    is_logged = heads.check_logged(bundle.log, digest, bundle.network["log"], trust.heads, findings)
    status = ledger.check(bundle.ledger, number, digest, anchors_of(bundle.network), findings)
    if not findings.passed("network.trust"):
        evidence = ("log.head", "log.inclusion", "ledger.record", "ledger.block", "ledger.transaction")
        findings.weaken(evidence, "NETWORK_NOT_GIVEN")
        return
    # Slots of a simulation are no times.
    if key.revoked is not None and is_logged and not subject["simulation"]:
        # The newest gated slot when the head was made: the next one had not begun.
        by = instant_of(bundle.log["treeHead"]["head"]["slot"] + 1)
        if by <= key.revoked:
            findings.passes("key.anchor")
    if status in ("revoked", "superseded"):
        findings.fails("status.revocation", "STATUS_REVOKED")


def _check_chains(bundle, told, trust):
    """
    Each chain is of a key that signed something here, and leads to an authority or is the key document's own.
    @return False where nobody told whom to trust
    """
    used = []
    for one in (bundle.credential, *bundle.status_lists):
        proof = one.get("proof") if isinstance(one, dict) else None
        method = proof.get("verificationMethod") if isinstance(proof, dict) else None
        kid = method.partition("#")[2] if isinstance(method, str) else ""
        if kid not in used:
            used.append(kid)
    keys = [_key_of(chain) for chain in bundle.chains]
    if [key and key.kid for key in keys] != used:
        raise Refused("BUNDLE_CHAINS")
    judged = True
    for key in keys:
        published = next((one.chain for one in told if one.kid == key.kid), ())
        same = [one for one in published if not _is_self_issued(one)] == list(key.chain)
        if not same and trust.authorities and not _is_signed_through(key.chain, trust.authorities):
            raise Refused("BUNDLE_CHAINS")
        judged = judged and (same or bool(trust.authorities))
    return judged


def _is_self_issued(der):
    certificate = Certificate(der)
    return certificate.subject.data == certificate.issuer.data


def _is_signed_through(chain, authorities):
    for index, der in enumerate(chain):
        above = [chain[index + 1]] if index + 1 < len(chain) else authorities
        if _is_self_issued(der) or not any(_signs(one, der) for one in above):
            return False
    return True


def _signs(issuer, der):
    above, below = Certificate(issuer), Certificate(der)
    body, _algorithm, signature = read(der).children(SEQUENCE)
    try:
        raw = ecdsa_signature(signature.content[1:])
    except ValueError:
        return False
    return above.subject.data == below.issuer.data and verify(above.key, body.data, raw)
