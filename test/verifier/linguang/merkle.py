"""Merkle trees of RFC 9162 with SHA-256: verifying proofs (sections 2.1.3.2 and 2.1.4.2)."""

import hashlib


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(entries):
    """MTH of section 2.1.1."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    split = _split(len(entries))
    return node_hash(root_of(entries[:split]), root_of(entries[split:]))


def root_of_hashes(hashes):
    """The same over hashes of leaves, at least one."""
    if len(hashes) == 1:
        return hashes[0]
    split = _split(len(hashes))
    return node_hash(root_of_hashes(hashes[:split]), root_of_hashes(hashes[split:]))


def path_of(index, entries):
    """PATH of section 2.1.3.1."""
    if len(entries) == 1:
        return []
    split = _split(len(entries))
    if index < split:
        return path_of(index, entries[:split]) + [root_of(entries[split:])]
    return path_of(index - split, entries[split:]) + [root_of(entries[:split])]


def _split(count):
    return 1 << (count - 1).bit_length() - 1


def includes(leaf, index, size, path, root):
    """Whether a leaf's hash stands at an index of the tree of that size and root."""
    if not 0 <= index < size or any(len(one) != 32 for one in (leaf, root, *path)):
        return False
    first, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            found = node_hash(sibling, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and found == root


def continues(first, second, path, first_root, second_root):
    """Whether the tree of `second` entries holds the one of `first` as its beginning."""
    if not 0 < first <= second or any(len(one) != 32 for one in (first_root, second_root, *path)):
        return False
    if first == second:
        return not path and first_root == second_root
    if not path:
        return False
    path = [first_root, *path] if first & (first - 1) == 0 else list(path)
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and older == first_root and newer == second_root
