#!/usr/bin/env python3
"""Makes rfc9162.json: true and false proofs of RFC 9162 trees, by the recursive definitions of its section 2.1 and nothing else.

Leaves and roots for 0 to 8 entries are those that the Certificate Transparency implementations publish (RFC 6962); the script stops
where its own roots differ from them. Python's standard library only; the same output every time.
Usage: python3 test/log/rfc9162.py > test/log/rfc9162.json
"""
import hashlib
import json

ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
PUBLISHED = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]


def sha256(data):
    return hashlib.sha256(data).digest()


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(entries):
    """2.1.1"""
    if not entries:
        return sha256(b'')
    if len(entries) == 1:
        return sha256(b'\x00' + entries[0])
    k = split(len(entries))
    return sha256(b'\x01' + mth(entries[:k]) + mth(entries[k:]))


def path(m, entries):
    """2.1.3.1"""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return path(m, entries[:k]) + [mth(entries[k:])]
    return path(m - k, entries[k:]) + [mth(entries[:k])]


def proof(m, entries, whole=True):
    """2.1.4.1"""
    if m == len(entries):
        return [] if whole else [mth(entries)]
    k = split(len(entries))
    if m <= k:
        return proof(m, entries[:k], whole) + [mth(entries[k:])]
    return proof(m - k, entries[k:], False) + [mth(entries[:k])]


def flip(text):
    return format(int(text[0], 16) ^ 8, 'x') + text[1:]


def faults(case, numbers, roots, stranger):
    """What of a true case makes it false, by name."""
    hashes = case['path']
    for name in numbers:
        for change in (-1, 1):
            yield f'{name} {change:+d}', {name: case[name] + change}
    for name in roots:
        yield f'{name} changed', {name: flip(case[name])}
        yield f'{name} of another tree', {name: stranger}
    yield 'a hash more at the end', {'path': hashes + [stranger]}
    yield 'a hash more in front', {'path': [stranger] + hashes}
    if hashes:
        yield 'the last hash missing', {'path': hashes[:-1]}
        yield 'the first hash missing', {'path': hashes[1:]}
        yield 'a hash changed', {'path': [flip(hashes[0])] + hashes[1:]}
        yield 'a hash cut', {'path': [hashes[0][:-2]] + hashes[1:]}
        yield 'no hash', {'path': []}
    if len(hashes) > 1:
        yield 'hashes in another order', {'path': hashes[::-1]}


def is_false(kind, case):
    """Whether a changed case is really false: by making what it should be, not by verifying."""
    entries = [bytes.fromhex(entry) for entry in ENTRIES]
    if kind == 'inclusion':
        index, size = case['index'], case['size']
        if not 0 <= index < size <= len(entries):
            return True
        true = (sha256(b'\x00' + entries[index]).hex(), mth(entries[:size]).hex(), [h.hex() for h in path(index, entries[:size])])
        return (case['leaf'], case['root'], case['path']) != true
    first, second = case['first'], case['second']
    if not 0 < first <= second <= len(entries):
        return True
    true = (mth(entries[:first]).hex(), mth(entries[:second]).hex(), [h.hex() for h in proof(first, entries[:second])])
    return (case['firstRoot'], case['secondRoot'], case['path']) != true


def main():
    entries = [bytes.fromhex(entry) for entry in ENTRIES]
    roots = [mth(entries[:size]).hex() for size in range(len(entries) + 1)]
    if roots != PUBLISHED:
        raise SystemExit('the roots are not those that were published')
    stranger = sha256(b'stranger').hex()
    inclusion, consistency = [], []
    for size in range(1, len(entries) + 1):
        for index in range(size):
            hashes = [one.hex() for one in path(index, entries[:size])]
            leaf = sha256(b'\x00' + entries[index]).hex()
            inclusion.append({'index': index, 'size': size, 'leaf': leaf, 'path': hashes, 'root': roots[size]})
        for first in range(1, size + 1):
            hashes = [one.hex() for one in proof(first, entries[:size])]
            consistency.append({'first': first, 'second': size, 'firstRoot': roots[first], 'secondRoot': roots[size], 'path': hashes})
    cases = {'inclusion': [], 'consistency': []}
    for kind, true, numbers, named in (
        ('inclusion', inclusion, ['index'], ['leaf', 'root']),
        # A consistency proof does not bind the later size: the signed head does. So that size is not among the faults.
        ('consistency', consistency, ['first'], ['firstRoot', 'secondRoot']),
    ):
        for at, case in enumerate(true):
            cases[kind].append({'what': 'true', 'valid': True, **case})
            for turn, (what, change) in enumerate(faults(case, numbers, named, stranger)):
                changed = {**case, **change}
                if (at + turn) % 5 == 0 and is_false(kind, changed):
                    cases[kind].append({'what': what, 'valid': False, **changed})
    print(json.dumps({'entries': ENTRIES, 'roots': roots, **cases}, indent=1))


main()
