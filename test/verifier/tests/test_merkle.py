"""Trees of RFC 9162: the published roots of the Certificate Transparency implementations, and the definitions of the RFC."""

import unittest

from linguang.merkle import continues, includes, leaf_hash, path_of, root_of

ENTRIES = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = """
6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
""".split()
MOST = 40


def subproof(size, entries, whole):
    """SUBPROOF of section 2.1.4.1."""
    if size == len(entries):
        return [] if whole else [root_of(entries)]
    split = 1 << (len(entries) - 1).bit_length() - 1
    if size <= split:
        return subproof(size, entries[:split], whole) + [root_of(entries[split:])]
    return subproof(size - split, entries[split:], False) + [root_of(entries[:split])]


class Tree(unittest.TestCase):
    def setUp(self):
        self.entries = [index.to_bytes(2, "big") for index in range(MOST)]

    def test_has_the_published_roots(self):
        self.assertEqual([root_of(ENTRIES[: size + 1]).hex() for size in range(8)], ROOTS)

    def test_proves_every_entry_and_nothing_else(self):
        for size in range(1, MOST):
            entries = self.entries[:size]
            root = root_of(entries)
            for index, entry in enumerate(entries):
                path = path_of(index, entries)
                self.assertTrue(includes(leaf_hash(entry), index, size, path, root))
                self.assertFalse(includes(leaf_hash(entry), index, size, [*path, root], root))
                self.assertFalse(includes(leaf_hash(b"other"), index, size, path, root))
                self.assertFalse(includes(leaf_hash(entry), size, size, path, root))
                if path:
                    self.assertFalse(includes(leaf_hash(entry), index, size, path[:-1], root))
                    self.assertFalse(includes(leaf_hash(entry), index, size, [*path[:-1], path[-1][:31]], root))

    def test_proves_that_a_tree_continues_another_and_no_other(self):
        for second in range(1, MOST):
            newer = root_of(self.entries[:second])
            for first in range(1, second + 1):
                older = root_of(self.entries[:first])
                path = subproof(first, self.entries[:second], True)
                self.assertTrue(continues(first, second, path, older, newer), (first, second))
                self.assertFalse(continues(first, second, path, root_of([b"other"]), newer))
                self.assertFalse(continues(first, second, path, older, root_of([b"other"])))
                self.assertFalse(continues(first, second, [*path, older], older, newer))
                if path:
                    self.assertFalse(continues(first, second, path[:-1], older, newer))
        self.assertFalse(continues(0, 1, [], root_of([]), root_of([b""])))
        self.assertFalse(continues(2, 1, [], root_of(self.entries[:2]), root_of(self.entries[:1])))


if __name__ == "__main__":
    unittest.main()
