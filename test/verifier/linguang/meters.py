"""The holder's proofs, down to the meters."""


def check(proofs, core, network, trust, findings):
    raise NotImplementedError
