"""What was found of a document, check by check, and what follows from it (docs/reference/verify.md)."""

from .problem import DAMAGE, Refused

# Whose the document is.
TRUST = {
    "pdf.chain",
    "pdf.issuer",
    "credential.key",
    "disclosure.key",
    "key.chain",
    "key.anchor",
    "bundle.chains",
    "network.trust",
}
# What else speaks for a document: where it is missing, the certifier's signature still stands.
EVIDENCE = {
    "network.trust",
    "log.head",
    "log.inclusion",
    "ledger.record",
    "ledger.block",
    "ledger.transaction",
    "meter.form",
    "meter.holder",
    "meter.roots",
    "meter.lines",
    "meter.figures",
    "meter.keys",
    "meter.readings",
}
# What became of a true document.
AFTERWARDS = {"validity", "status.revocation", "status.suspension"}


class Findings:
    def __init__(self):
        # check → (result, reason); in the order in which they were looked at
        self.checks = {}
        self.needs_status = True

    def passes(self, *names):
        for name in names:
            self.checks[name] = ("pass", None)

    def fails(self, name, reason):
        self.checks[name] = ("fail", reason)

    def unknown(self, name, reason):
        self.checks[name] = ("unknown", reason)

    def skips(self, *names):
        for name in names:
            self.unknown(name, "NOT_CHECKED")

    def passed(self, name):
        return self.checks.get(name, ("", None))[0] == "pass"

    def failed(self, name):
        return self.checks.get(name, ("", None))[0] == "fail"

    def attempt(self, name, work):
        """What work gives, with the check passed; None, with the check failed, where it refuses."""
        try:
            value = work()
        except Refused as refused:
            self.fails(name, refused.reason)
            return None
        except DAMAGE:
            self.fails(name, "DOCUMENT_DAMAGED")
            return None
        self.passes(name)
        return value

    def weaken(self, names, reason):
        """Of checks that passed, says no more than that nothing speaks against it."""
        for name in names:
            if self.passed(name):
                self.unknown(name, reason)

    def ladder(self, steps):
        """Runs checks of which each needs those before it: pairs of a name and a function that may refuse."""
        for at, (name, check) in enumerate(steps):
            try:
                check()
            except (Refused, *DAMAGE) as error:
                self.fails(name, getattr(error, "reason", "DOCUMENT_DAMAGED"))
                self.skips(*(later for later, _ in steps[at + 1 :]))
                return False
            self.passes(name)
        return True

    def outcome(self):
        failed = [name for name, (result, _) in self.checks.items() if result == "fail"]
        unknown = [name for name, (result, _) in self.checks.items() if result == "unknown"]
        if any(name not in TRUST and name not in AFTERWARDS for name in failed):
            return "tampered"
        if any(name in TRUST for name in failed):
            return "untrusted"
        open_questions = [name for name in unknown if name not in AFTERWARDS and name not in EVIDENCE]
        if any(not self._is_stood_in_for(name) for name in open_questions):
            return "unknown"
        for name, outcome in (("status.revocation", "revoked"), ("status.suspension", "suspended")):
            if self.failed(name):
                return outcome
        if self.failed("validity"):
            return "expired" if self.checks["validity"][1] == "VALIDITY_ENDED" else "not-yet-valid"
        needed = AFTERWARDS if self.needs_status else {"validity"}
        return "valid" if all(self.passed(name) for name in needed) else "status-unknown"

    def _is_stood_in_for(self, name):
        """Where no authority is given, a key document that is trusted as it is stands in for the chains."""
        if not (self.passed("credential.key") or self.passed("disclosure.key")):
            return False
        reason = self.checks[name][1]
        return (name in ("key.chain", "bundle.chains") and reason == "KEY_NO_AUTHORITY") or (
            name == "pdf.chain" and reason == "PDF_NO_AUTHORITY" and self.passed("pdf.issuer")
        )
