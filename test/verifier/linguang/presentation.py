"""What a holder shows of a certificate in part (docs/reference/credential.md, "Showing a part"; verification-rules.md)."""

from . import schema
from .credential import Token
from .did import origin_of
from .figures import PURPOSES, check_status_entries
from .jcs import canonical
from .merkle import includes, leaf_hash
from .problem import Refused

SOURCES = ("solar", "wind", "hydro", "biomass", "other")
SPANS = ("hour", "day", "month", "period")
METRICS = ("matched", "solar", "local", "localSolar")
_MOST_BP = 9_999

_TIMES = {"start": schema.INSTANT, "end": schema.INSTANT}
_ALLOCATION = schema.members(
    deviceId=schema.ID, source=schema.choice(*SOURCES), local=schema.BOOLEAN, quantityWh=schema.WH, tradeId=schema.ID
)
_LEAVES = {
    "interval": schema.members(
        kind=schema.one("interval"),
        **_TIMES,
        consumedWh=schema.WH,
        matchedWh=schema.WH,
        unknownReadings=schema.whole(),
        allocations=schema.items(_ALLOCATION),
    ),
    "sum": schema.members(
        kind=schema.one("sum"),
        span=schema.choice(*SPANS),
        **_TIMES,
        consumedWh=schema.WH,
        matchedWh=schema.WH,
        solarWh=schema.WH,
        localWh=schema.WH,
        localSolarWh=schema.WH,
        unknownReadings=schema.whole(),
    ),
    "statement": schema.members(
        kind=schema.one("statement"),
        span=schema.choice(*SPANS),
        **_TIMES,
        metric=schema.choice(*METRICS),
        moreThanBp=schema.whole(0, _MOST_BP),
        holds=schema.BOOLEAN,
    ),
}
_SHOWN = schema.members(
    leaf=schema.ANYTHING,
    salt=schema.text("[0-9a-f]{32}", 32),
    index=schema.whole(),
    path=schema.items(schema.DIGEST, 0, 40),
)
_SHAPE = schema.members(
    type=schema.one("LinguangDisclosure"),
    v=schema.one(1),
    commitment=schema.text(r"[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+", 20_000),
    disclosed=schema.items(_SHOWN, 1),
)
_COMMITMENT = schema.members(
    v=schema.one(1),
    iss=schema.DID,
    scope=schema.choice("certificate", "summary"),
    validFrom=schema.INSTANT,
    validUntil=schema.INSTANT,
    periodStart=schema.INSTANT,
    periodEnd=schema.INSTANT,
    intervalMinutes=schema.one(15),
    timeZoneOffsetMinutes=schema.whole(-840, 840),
    root=schema.DIGEST,
    size=schema.whole(1),
    schemeId=schema.ID,
    schemeVersion=schema.whole(1),
    credentialStatus=schema.items(schema.STATUS_ENTRY, 0, 2),
    simulation=schema.BOOLEAN,
)


class Presentation:
    """`value` is a parsed document of the type LinguangDisclosure. Its checks are a ladder; nothing is believed before."""

    def __init__(self, value, trust):
        self.value, self._trust = value, trust
        self.key = self.commitment = self.keys = None

    def check(self, findings):
        """Whether what it shows is proven."""
        passed = findings.ladder(
            [
                ("disclosure.form", self._check_form),
                ("disclosure.key", self._find_key),
                ("disclosure.signature", lambda: self._token.check_signature(self.key)),
                ("disclosure.leaves", self._check_leaves),
            ]
        )
        if findings.failed("disclosure.key") and self.keys is None:
            findings.unknown("disclosure.key", "KEY_DOCUMENT_MISSING")
        return passed

    def _check_form(self):
        schema.check(self.value, _SHAPE, "disclosure")
        for index, shown in enumerate(self.value["disclosed"]):
            leaf = shown["leaf"]
            kind = leaf.get("kind") if isinstance(leaf, dict) else None
            if not isinstance(kind, str) or kind not in _LEAVES:
                raise Refused("CREDENTIAL_SCHEMA", f"leaf {index} is of no kind")
            schema.check(leaf, _LEAVES[kind], f"leaf {index}")
        self._token = Token(self.value["commitment"], "linguang-disclosure+jwt")
        schema.check(self._token.payload, _COMMITMENT, "commitment")
        self.commitment = self._token.payload
        origin_of(self.commitment["iss"])

    def _find_key(self):
        did = self.commitment["iss"]
        self.keys = self._trust.keys.get(did)
        self.key = self._token.key(did, self.keys or [])

    def _check_leaves(self):
        commitment = self.commitment
        purposes = PURPOSES if commitment["scope"] == "certificate" else ()
        check_status_entries(commitment["credentialStatus"], purposes, commitment["iss"], "DISCLOSURE_INVALID")
        root, seen = bytes.fromhex(commitment["root"]), set()
        for shown in self.value["disclosed"]:
            leaf, index = shown["leaf"], shown["index"]
            entry = canonical({"leaf": leaf, "salt": shown["salt"]})
            path = [bytes.fromhex(one) for one in shown["path"]]
            proven = includes(leaf_hash(entry), index, commitment["size"], path, root)
            inside = commitment["periodStart"] <= leaf["start"] and leaf["end"] <= commitment["periodEnd"]
            if not proven or not inside or index in seen:
                raise Refused("DISCLOSURE_INVALID", f"leaf {index}")
            seen.add(index)
