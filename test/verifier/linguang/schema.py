"""As much of JSON Schema (draft 2020-12) as the published schema uses, and shapes of documents that have no published schema."""

import re

from .jsontext import is_integer
from .problem import Refused

# Python's expressions know no \p{Cc}: the control characters of Unicode.
_CONTROL = r"\x00-\x1f\x7f-\x9f"
_SAFE = 2**53 - 1


def check(value, schema, where="document"):
    """@raise Refused CREDENTIAL_SCHEMA at the first place that does not fit"""
    if "const" in schema:
        expected = schema["const"]
        _must(type(value) is type(expected) and value == expected, where)
    elif "enum" in schema:
        _must(isinstance(value, str) and value in schema["enum"], where)
    elif "anyOf" in schema:
        null, other = schema["anyOf"]
        if null != {"type": "null"}:
            raise ValueError("a schema of another form")
        if value is not None:
            check(value, other, where)
    elif "type" in schema:
        _TYPES[schema["type"]](value, schema, where)


def _boolean(value, _schema, where):
    _must(isinstance(value, bool), where)


def _integer(value, schema, where):
    _must(is_integer(value) and schema["minimum"] <= value <= schema["maximum"], where)


def _string(value, schema, where):
    _must(isinstance(value, str) and len(value) <= schema["maxLength"], where)
    _must(not any(0xD800 <= ord(one) <= 0xDFFF for one in value), where)
    _must(_expression(schema["pattern"]).search(value) is not None, where)


def _array(value, schema, where):
    _must(isinstance(value, list) and schema["minItems"] <= len(value) <= schema["maxItems"], where)
    for index, item in enumerate(value):
        check(item, schema["items"], f"{where}[{index}]")


def _object(value, schema, where):
    _must(isinstance(value, dict), where)
    properties = schema["properties"]
    if schema["additionalProperties"] is not False:
        raise ValueError("an open schema")
    for name in schema["required"]:
        _must(name in value, f"{where}.{name}")
    for name, member in value.items():
        _must(name in properties, f"{where}.{name}")
        check(member, properties[name], f"{where}.{name}")


_TYPES = {"boolean": _boolean, "integer": _integer, "string": _string, "array": _array, "object": _object}


def _expression(pattern):
    translated = pattern.replace(r"\p{Cc}", _CONTROL)
    if r"\p" in translated:
        raise ValueError(f"an expression this reader does not know: {pattern}")
    # In Python, $ also matches before a line break at the end.
    return re.compile(re.sub(r"\$$", r"\\Z", translated), re.ASCII)


def _must(holds, where):
    if not holds:
        raise Refused("CREDENTIAL_SCHEMA", where)


def one(value):
    return {"const": value}


def choice(*values):
    return {"enum": list(values)}


def text(pattern, most=200):
    return {"type": "string", "pattern": f"^(?:{pattern})$", "maxLength": most}


def whole(least=0, most=_SAFE):
    return {"type": "integer", "minimum": least, "maximum": most}


def items(schema, least=0, most=10_000):
    return {"type": "array", "items": schema, "minItems": least, "maxItems": most}


def members(**properties):
    return closed(properties)


def closed(properties):
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def nullable(schema):
    return {"anyOf": [{"type": "null"}, schema]}


BOOLEAN = {"type": "boolean"}
ANYTHING = {}
INSTANT = text(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", 20)
DIGEST = text("[0-9a-f]{64}", 64)
ID = text("[A-Za-z0-9][A-Za-z0-9._-]*", 64)
DID = text("did:web:[a-z0-9.%A-Z-]+", 260)
ADDRESS = text("https?://[!-~]+", 500)
WH = whole(0, 1_000_000_000_000)

PROOF = closed(
    {
        "@context": items(ADDRESS, 1, 2),
        "type": one("DataIntegrityProof"),
        "cryptosuite": one("ecdsa-jcs-2019"),
        "created": INSTANT,
        "verificationMethod": text("did:web:[a-z0-9.%A-Z-]+#[0-9A-Za-z_-]+", 400),
        "proofPurpose": one("assertionMethod"),
        "proofValue": text("z[1-9A-HJ-NP-Za-km-z]+", 100),
    }
)
STATUS_ENTRY = members(
    id=ADDRESS,
    type=one("BitstringStatusListEntry"),
    statusPurpose=choice("revocation", "suspension"),
    statusListIndex=text(r"0|[1-9]\d{0,5}", 6),
    statusListCredential=ADDRESS,
)
