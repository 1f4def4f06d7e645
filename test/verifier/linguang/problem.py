"""Why something is refused."""


class Refused(Exception):
    """A check failed; `reason` is a code of docs/reference/verify.md."""

    def __init__(self, reason, detail=""):
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


# What reading damaged data raises besides: never a reason to end without an answer.
DAMAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
