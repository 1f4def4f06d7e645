"""The files that certificates lean on, pinned by SHA-256: a certificate under other ones is none of ours."""

import base64
import hashlib
import json
import os

_FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "published")

CONTEXT_PATH = "/contexts/clean-energy-v1.jsonld"
SCHEMA_PATH = "/schemas/clean-energy-consumption-certificate-v1.json"
SCHEME_PATH = "/schemes/linguang-clean-consumption-v1.json"

W3C_CONTEXT = "https://www.w3.org/ns/credentials/v2"
W3C_CONTEXT_DIGEST = "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
CONTEXT_DIGEST = "dc911c4f4001ff71243652fa13707d7c861f4ba9684488fdccac7b9b7ad63823"
SCHEMA_DIGEST = "b2ca378f5bcd5a8c4a65f02756abc033212e73688d797aae73588eb058eaa44f"
SCHEME_DIGEST = "be5008261a12a1b992bf9d9d1401577d047247f6925a81119d19e2ac129de0d4"


def integrity(digest):
    """Hexadecimal SHA-256 as W3C Subresource Integrity writes it."""
    return "sha256-" + base64.b64encode(bytes.fromhex(digest)).decode()


def _read(path, digest):
    with open(os.path.join(_FOLDER, os.path.basename(path)), "rb") as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != digest:
        raise ValueError(f"{path} is not the file that was published")
    return json.loads(data)


SCHEMA = _read(SCHEMA_PATH, SCHEMA_DIGEST)
# The words of each version of the scheme.
SCHEMES = {1: _read(SCHEME_PATH, SCHEME_DIGEST)}
