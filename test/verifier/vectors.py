"""Runs this verifier over all vectors below a folder, and prints what it found as JSON: `python3 vectors.py test/vectors`."""

import contextlib
import io
import json
import os
import sys

from linguang.command import main


def found_in(folder, vector):
    def at(path):
        return os.path.join(folder, path)

    arguments = [at(vector["file"]), "--json", "--at", vector["at"]]
    for name in ("trust", "status", "head", "bundle", "proofs"):
        given = vector.get(name, [])
        for path in [given] if isinstance(given, str) else given:
            arguments += [f"--{name}", at(path)]
    for given in vector.get("network", []):
        arguments += ["--network", given if given.startswith("sha256:") else at(given)]
    if "code" in vector:
        arguments += ["--code", vector["code"]]
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        status = main(arguments)
    text = output.getvalue()
    said = json.loads(text) if text else {"outcome": errors.getvalue(), "checks": []}
    return {"id": vector["id"], "exit": status, "outcome": said["outcome"], "checks": said["checks"]}


if __name__ == "__main__":
    folder = sys.argv[1]
    with open(os.path.join(folder, "index.json"), encoding="utf-8") as file:
        vectors = json.load(file)["vectors"]
    print(json.dumps([found_in(folder, vector) for vector in vectors]))
