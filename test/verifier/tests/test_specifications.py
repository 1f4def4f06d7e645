"""What the specifications themselves publish."""

import json
import struct
import unittest

from linguang import p256
from linguang.credential import check_proof, hash_data
from linguang.encoding import base58btc, from_base58btc, from_base64url
from linguang.jcs import canonical, number
from linguang.jsontext import parse
from linguang.problem import Refused

# RFC 8785, appendix B: the bits of a double, and how it is written.
NUMBERS = """
0000000000000000 0
8000000000000000 0
0000000000000001 5e-324
8000000000000001 -5e-324
7fefffffffffffff 1.7976931348623157e+308
ffefffffffffffff -1.7976931348623157e+308
4340000000000000 9007199254740992
c340000000000000 -9007199254740992
4430000000000000 295147905179352830000
44b52d02c7e14af5 9.999999999999997e+22
44b52d02c7e14af6 1e+23
44b52d02c7e14af7 1.0000000000000001e+23
444b1ae4d6e2ef4e 999999999999999700000
444b1ae4d6e2ef4f 999999999999999900000
444b1ae4d6e2ef50 1e+21
3eb0c6f7a0b5ed8c 9.999999999999997e-7
3eb0c6f7a0b5ed8d 0.000001
41b3de4355555553 333333333.3333332
41b3de4355555554 333333333.33333325
41b3de4355555555 333333333.3333333
41b3de4355555556 333333333.3333334
41b3de4355555557 333333333.33333343
becbf647612f3696 -0.0000033333333333333333
43143ff3c1cb0959 1424953923781206.2
"""


class Rfc8785(unittest.TestCase):
    def test_writes_the_numbers_of_appendix_b(self):
        for bits, text in (line.split() for line in NUMBERS.split("\n") if line):
            value = struct.unpack(">d", bytes.fromhex(bits))[0]
            self.assertEqual(number(value), text, bits)
            self.assertEqual(canonical([parse(text)]), f"[{text}]".encode())

    def test_refuses_numbers_that_are_none(self):
        for bits in ("7fffffffffffffff", "7ff0000000000000"):
            with self.assertRaises(Refused):
                number(struct.unpack(">d", bytes.fromhex(bits))[0])

    def test_serializes_the_example_of_section_3_2(self):
        text = r"""{
            "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
            "literals": [null, true, false]
        }"""
        expected = (
            '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
            '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
        )
        self.assertEqual(canonical(parse(text)), expected.encode())

    def test_sorts_members_by_utf16(self):
        # The members of section 3.2.3; their values say what they are.
        members = {
            "\u20ac": "Euro Sign",
            "\r": "Carriage Return",
            "\ufb33": "Hebrew Letter Dalet With Dagesh",
            "1": "One",
            "\U0001f600": "Emoji: Grinning Face",
            "\u0080": "Control",
            "\u00f6": "Latin Small Letter O With Diaeresis",
        }
        expected = [
            "Carriage Return",
            "One",
            "Control",
            "Latin Small Letter O With Diaeresis",
            "Euro Sign",
            "Emoji: Grinning Face",
            "Hebrew Letter Dalet With Dagesh",
        ]
        self.assertEqual(list(json.loads(canonical(members)).values()), expected)

    def test_refuses_members_that_stand_twice_and_what_is_no_json(self):
        texts = ['{"a":1,"a":1}', r'{"a":1,"\u0061":2}', '[{"x":{"b":[], "b" : 2}}]']
        for text in (*texts, "", "{", "{'a':1}", '{"a":1}x', '{"a":1,}', "NaN", "[Infinity]", "\ufeff{}", '"\n"'):
            with self.assertRaises(Refused, msg=text):
                parse(text)

    def test_refuses_a_surrogate_alone(self):
        with self.assertRaises(Refused):
            canonical(parse(r'"\ud800"'))


# W3C Data Integrity ECDSA Cryptosuites 1.0, appendix: figures of ecdsa-jcs-2019 on P-256.
KEY = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]
CREDENTIAL = {
    "@context": CONTEXTS,
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
CREDENTIAL_HASH = "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
OPTIONS = {
    "type": "DataIntegrityProof",
    "cryptosuite": "ecdsa-jcs-2019",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": f"did:key:{KEY}#{KEY}",
    "proofPurpose": "assertionMethod",
}
BY_HTTPS = {**OPTIONS, "verificationMethod": f"https://vc.example/issuers/5678#{KEY}"}
PROOFS = [
    # of the Recommendation, where the proof repeats the contexts
    (
        {"@context": CONTEXTS, **OPTIONS},
        "fe5799489119c7fe3c528715e72bd39d2ec6b4ab345978df32e9a9312648ec25",
        "f15c3b599eb9b3cad05df9d8e8b39a70a86375833b53743c764ac0a88c4457d6"
        "0707fd7d073e03d906130631d87803f80a9824dc9939632ba92d418181be9d16",
    ),
    # of the drafts, without contexts in the proof; the second with a key by https
    (
        OPTIONS,
        "9c4b552d65fcb106b6b27ec2436d8ae81b319afc7aeaab7964b2938cd120cec3",
        from_base58btc("zq6PrUMCtqY5obCSsrQxuFJdGffCDxvFuopdZiBPUBRTFEs1VVsBZi8YiEwVWgHYrXxoV93gBHqGDBtQLPFxpZxz").hex(),
    ),
    (
        BY_HTTPS,
        None,
        "05e27fa5aa9cc1bb37c18794e35c35d588d30b839e4f7f59c81bfbd81047c9c6"
        "6d1d31063135b38860e66265586582f6521550aa4f22fa9558666532439a38cd",
    ),
]


class Holder:
    """What check_proof asks of a key."""

    key = p256.key_of_multikey(KEY)


class EcdsaJcs2019(unittest.TestCase):
    def test_verifies_the_vectors_of_the_w3c_with_their_hashes(self):
        for configuration, digest, signature in PROOFS:
            data = hash_data(CREDENTIAL, configuration).hex()
            self.assertEqual(data[64:], CREDENTIAL_HASH)
            if digest is not None:
                self.assertEqual(data[:64], digest)
            proof = {**configuration, "proofValue": base58btc(bytes.fromhex(signature))}
            check_proof(CREDENTIAL, proof, Holder)

    def test_refuses_them_changed(self):
        for configuration, _, signature in PROOFS:
            proof = {**configuration, "proofValue": base58btc(bytes.fromhex(signature))}
            changed = [
                ({**CREDENTIAL, "name": "Alumni credential"}, proof),
                ({**CREDENTIAL, "more": None}, proof),
                (CREDENTIAL, {**proof, "created": "2023-02-24T23:36:39Z"}),
                (CREDENTIAL, {**proof, "nonce": "x"}),
            ]
            for document, one in changed:
                with self.assertRaises(Refused) as refused:
                    check_proof(document, one, Holder)
                self.assertEqual(refused.exception.reason, "CREDENTIAL_SIGNATURE")

    def test_takes_no_context_that_the_proof_was_not_made_under(self):
        configuration, _, signature = PROOFS[0]
        proof = {**configuration, "proofValue": base58btc(bytes.fromhex(signature))}
        with self.assertRaises(Refused) as refused:
            check_proof({**CREDENTIAL, "@context": [*CONTEXTS, "https://evil.example/v1"]}, proof, Holder)
        self.assertEqual(refused.exception.reason, "CREDENTIAL_CONTEXT")


# RFC 6979, A.2.5, with SHA-256.
RFC6979 = {
    "sample": "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
    "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    "test": "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
    "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
}


class Ecdsa(unittest.TestCase):
    def test_verifies_the_signatures_of_rfc_6979(self):
        for message, signature in RFC6979.items():
            raw = bytes.fromhex(signature)
            self.assertTrue(p256.verify(Holder.key, message.encode(), raw))
            self.assertFalse(p256.verify(Holder.key, b"other", raw))
            other_half = (p256.N - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
            self.assertTrue(p256.verify(Holder.key, message.encode(), raw[:32] + other_half))
            for bad in (b"\0" * 64, raw[:32] + b"\0" * 32, b"\0" * 32 + raw[32:], raw[32:] + raw[:32], raw[:63]):
                self.assertFalse(p256.verify(Holder.key, message.encode(), bad))

    def test_takes_no_point_beside_the_curve(self):
        for x, y in ((0, 0), (Holder.key.x, Holder.key.y ^ 1), (p256.P, 1)):
            with self.assertRaises(ValueError):
                p256.Key(x, y)


class Encodings(unittest.TestCase):
    def test_read_one_text_only_for_the_same_bytes(self):
        self.assertEqual(from_base64url("AA"), b"\0")
        for text in ("AB", "A", "AA==", "A+", "A\n"):
            with self.assertRaises(ValueError, msg=text):
                from_base64url(text)

    def test_keep_leading_zeros_in_base58(self):
        for data in (b"", b"\0", b"\0\0\1", b"Hello World!"):
            self.assertEqual(from_base58btc(base58btc(data)), data)
        # draft-msporny-base58, section 5
        self.assertEqual(base58btc(b"Hello World!"), "z2NEpo7TZRRrLZSi2U")


if __name__ == "__main__":
    unittest.main()
