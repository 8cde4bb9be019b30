"""Checks bundles without any of sonae's code: SHA-256 and base64 of the standard library, Ed25519 where `cryptography` is there.

usage: check_bundle.py DIR      DIR holds folders with entry.bin, entry.tlog-proof, policy.txt
Formats: C2SP tlog-proof, tlog-checkpoint, signed-note, tlog-policy; RFC 6962 section 2.1 (inclusion, as RFC 9162 section 2.1.3.2 runs it).
"""
import base64
import hashlib
import pathlib
import sys

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root_from(leaf, index, size, path):
    fn, sn, node = index, size - 1, leaf
    for sibling in path:
        assert sn != 0, "the path is too long"
        if fn & 1 or fn == sn:
            node = sha(b"\1", sibling, node)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = sha(b"\1", node, sibling)
        fn, sn = fn >> 1, sn >> 1
    assert sn == 0, "the path is too short"
    return node


def check(folder):
    proof = (folder / "entry.tlog-proof").read_text(encoding="utf-8")
    head, checkpoint = proof.split("\n\n", 1)
    lines = head.split("\n")
    assert lines.pop(0) == "c2sp.org/tlog-proof@v1"
    index = int(lines.pop(0).removeprefix("index "))
    path = [base64.b64decode(line, validate=True) for line in lines]
    text, signatures = checkpoint.split("\n\n", 1)
    origin, size, root = text.split("\n")
    assert index < int(size)
    leaf = sha(b"\0", (folder / "entry.bin").read_bytes())
    assert root_from(leaf, index, int(size), path) == base64.b64decode(root), "not the signed root"
    signed = 0
    for line in (folder / "policy.txt").read_text(encoding="utf-8").split("\n"):
        if not line.startswith("log "):
            continue
        name, key_id, key = line.split(" ")[1].split("+", 2)
        key = base64.b64decode(key)
        assert name == origin
        assert sha(name.encode(), b"\n", key)[:4].hex() == key_id
        for signature in signatures.splitlines():
            _, signer, value = signature.split(" ")
            value = base64.b64decode(value)
            if signer == name and value[:4].hex() == key_id:
                if Ed25519PublicKey is not None:
                    Ed25519PublicKey.from_public_bytes(key[1:]).verify(value[4:], (text + "\n").encode())
                signed += 1
    assert signed > 0, "not signed"


folders = sorted(path for path in pathlib.Path(sys.argv[1]).iterdir() if path.is_dir())
for folder in folders:
    try:
        check(folder)
    except Exception as error:
        sys.exit(f"{folder}: {type(error).__name__} {error}")
print(f"{len(folders)} bundles, signatures {'checked' if Ed25519PublicKey else 'not checked'}")
