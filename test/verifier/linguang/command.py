"""`python3 test/verifier FILE...`: the options, output and exit status of `linguang verify` (docs/reference/verify.md)."""

import argparse
import datetime
import json
import os
import sys

from . import openssl
from .document import verify
from .trust import Trust, Unusable, read_json
from .trust import read as read_beside

_LARGEST = 8 * 1024 * 1024
VALID, NOT_VALID, UNREADABLE = 0, 1, 2


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python3 test/verifier", description="Checks certificates offline.")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--trust", action="append", default=[], metavar="PLACE")
    parser.add_argument("--status", action="append", default=[], metavar="FILE")
    parser.add_argument("--bundle", metavar="FILE")
    parser.add_argument("--network", action="append", default=[], metavar="ANCHORS")
    parser.add_argument("--proofs", metavar="FILE")
    parser.add_argument("--head", action="append", default=[], metavar="FILE")
    parser.add_argument("--code")
    parser.add_argument("--at", type=_instant)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if not openssl.is_there():
        print("the OpenSSL command line is needed; OPENSSL names it", file=sys.stderr)
        return UNREADABLE
    try:
        trust = trusted(options)
    except Unusable as error:
        print(error, file=sys.stderr)
        return UNREADABLE
    now = options.at or datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return max(_verify_file(file, trust, now, options.json) for file in options.files)


def trusted(options):
    """@raise Unusable"""
    trust = Trust()
    for add, given in (
        (trust.add_place, options.trust),
        (trust.add_status_lists, options.status),
        (trust.add_network, options.network),
        (trust.add_head, options.head),
    ):
        for one in given:
            add(one)
    trust.bundle = options.bundle and read_beside(options.bundle)
    trust.proofs = options.proofs and read_json(options.proofs)
    trust.code = options.code
    return trust


def status_of(result):
    """The exit status for one file."""
    return {"valid": VALID, "unreadable": UNREADABLE}.get(result.outcome, NOT_VALID)


def read(file):
    """@raise OSError"""
    if os.path.getsize(file) > _LARGEST:
        raise OSError(f"larger than {_LARGEST} bytes")
    with open(file, "rb") as opened:
        return opened.read()


def _verify_file(file, trust, now, as_json):
    try:
        data = read(file)
    except OSError as error:
        print(f"{file}: {error}", file=sys.stderr)
        return UNREADABLE
    result = verify(data, trust, now)
    checks = result.findings.checks
    if as_json:
        lines = [{"id": name, "result": one, "reason": reason} for name, (one, reason) in checks.items()]
        print(json.dumps({"file": file, "kind": result.kind, "outcome": result.outcome, "checks": lines}))
    else:
        print(f"{file}: {result.outcome}")
        for name, (one, reason) in checks.items():
            print(f"  {one:8}{name}" + (f": {reason}" if reason else ""))
    return status_of(result)


def _instant(text):
    try:
        written = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        written = None
    if written != text:
        raise argparse.ArgumentTypeError("expected an instant like 2026-03-01T10:15:00Z")
    return text
