"""The OpenSSL command line: certificates' chains and CMS. It is asked once for each question."""

import base64
import functools
import os
import shutil
import subprocess
import tempfile

COMMAND = os.environ.get("OPENSSL", "openssl")


def is_there():
    return shutil.which(COMMAND) is not None


def run(arguments, files):
    """Whether the command succeeds. `files` are written to a folder of their own; arguments name them as `@name`."""
    with tempfile.TemporaryDirectory(prefix="linguang-verifier-") as folder:
        for name, data in files.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
        command = [os.path.join(folder, one[1:]) if one.startswith("@") else one for one in arguments]
        environment = {**os.environ, "OPENSSL_CONF": os.devnull}
        answer = subprocess.run(
            [COMMAND, *command], stdin=subprocess.DEVNULL, capture_output=True, env=environment, timeout=120
        )
        return answer.returncode == 0


def pem(certificates):
    blocks = []
    for der in certificates:
        text = base64.b64encode(der).decode()
        lines = "\n".join(text[at : at + 64] for at in range(0, len(text), 64))
        blocks.append(f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n")
    return "".join(blocks).encode()


@functools.lru_cache(maxsize=4096)
def leads_to_authority(leaf, others, authorities, at):
    """
    Whether a certificate's chain leads to one of the authorities, all certificates being valid at a moment (seconds since
    1970), or whenever they are valid if `at` is None. Certificates are DER, in tuples.
    """
    time = ["-no_check_time"] if at is None else ["-attime", str(at)]
    between = ["-untrusted", "@others.pem"] if others else []
    trust = ["-partial_chain", "-no-CApath", "-no-CAstore", "-CAfile", "@authorities.pem"]
    files = {"leaf.pem": pem([leaf]), "others.pem": pem(others), "authorities.pem": pem(authorities)}
    return run(["verify", *trust, *time, *between, "@leaf.pem"], files)


def signs_detached(cms, content):
    """Whether a CMS signature (DER) is good over content that stands beside it. Whose it is, is another question."""
    arguments = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "@cms.der", "-content", "@content"]
    return run([*arguments, "-noverify", "-out", os.devnull], {"cms.der": cms, "content": content})
