"""Images and keys as the tools make them, and the launcher's verification held against imgtool and cryptography."""

import functools
import hashlib
import io
import os
import random
import stat
import struct

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from imgtool.image import Image as ImgtoolImage
from imgtool.image import VerifyResult
from imgtool.keys import load as imgtool_key

from host_sim import cli
from launcher import image as images
from launcher.image import Image, is_signed
from tools import image, signing

BOARD = "test-board"


@pytest.fixture(scope="module", params=signing.BITS)
def key(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / f"{request.param}.pem"
    signing.make_key(path, bits=request.param)
    return path


@pytest.fixture(scope="module")
def content(key):
    return image.sign(bytes(range(256)) * 3, BOARD, key, "3.14.159+26", 5)


@functools.cache
def trusting(key):
    return signing.key_set([key])


def ours(content, key, board=BOARD, floor=0):
    return Image().check_file(io.BytesIO(content), trusting(key), board.encode(), floor)


def theirs(content, path, key):
    """Whether imgtool accepts it; on wrong lengths it fails with all kinds of errors."""
    # In place: a file that is emptied and written again waits for the disk.
    with open(path, "r+b" if path.exists() else "wb") as file:
        file.write(content)
    try:
        return ImgtoolImage.verify(str(path), key)[0] is VerifyResult.OK
    except (struct.error, IndexError, ValueError):
        return False


def test_what_the_tool_signs_is_accepted_by_both(content, key, tmp_path):
    assert theirs(content, tmp_path / "x.bin", imgtool_key(str(key)))
    assert image.verify(tmp_path / "x.bin", key)
    found = Image()
    assert found.check_file(io.BytesIO(content), signing.key_set([key]), BOARD.encode()) == images.GOOD
    assert (found.version, found.counter, found.board) == ((3, 14, 159, 26), 5, BOARD.encode())
    _, version, digest, _ = ImgtoolImage.verify(str(tmp_path / "x.bin"), imgtool_key(str(key)))
    assert (version, digest) == (found.version, found.digest)
    assert ours(content, key, floor=6) == images.OLD_COUNTER


def test_where_one_refuses_the_other_does(content, key, tmp_path):
    """All bits of the TLVs, samples elsewhere. imgtool does not look at the hash of the key, needs no hash of the image
    beside the signature, and reads on where the TLVs should end; there the launcher alone refuses."""
    chance = random.Random(1)
    path = tmp_path / "x.bin"
    signer = imgtool_key(str(key))
    signature = len(content) - int(key.stem) // 8
    tlvs = 32 + 768 + 4 + 8 + 4 + len(BOARD)
    hash_kind, key_hash = tlvs + 4, tlvs + 4 + 36
    bits = list(range(tlvs * 8, signature * 8)) + chance.sample(range(tlvs * 8), 150)
    bits += chance.sample(range(signature * 8, len(content) * 8), 60)
    only_ours = 0
    for bit in bits:
        changed = bytearray(content)
        changed[bit >> 3] ^= 1 << (bit & 7)
        changed = bytes(changed)
        assert ours(changed, key) != images.GOOD, bit
        if theirs(changed, path, signer):
            at = bit >> 3
            assert key_hash <= at < signature or tlvs + 2 <= at < hash_kind + 2, at
            only_ours += 1
    assert only_ours >= 32 * 8


def test_other_keys_are_refused_by_both(content, key, tmp_path):
    other = tmp_path / "other.pem"
    signing.make_key(other)
    assert ours(content, other) == images.UNKNOWN_KEY
    assert not theirs(content, tmp_path / "x.bin", imgtool_key(str(other)))


def test_the_signature_check_agrees_with_cryptography(key):
    """Right ones, other salts, other hashes, changed ones, and numbers that are no signature."""
    private = load_pem_private_key(key.read_bytes(), None)
    public = private.public_key()
    size = public.key_size // 8
    modulus = public.public_numbers().n
    chance = random.Random(2)
    digest = hashlib.sha256(b"message").digest()
    sha, sha384 = hashes.SHA256(), hashes.SHA384()
    good = private.sign(digest, PSS(MGF1(sha), 32), Prehashed(sha))
    cases = [good, private.sign(digest, PSS(MGF1(sha), 32), Prehashed(sha))]
    cases += [private.sign(digest, PSS(MGF1(sha), salt), Prehashed(sha)) for salt in (0, 20, 31, 33)]
    cases += [private.sign(b"message", PSS(MGF1(sha384), 32), sha), private.sign(b"massage", PSS(MGF1(sha), 32), sha)]
    cases += [(int.from_bytes(good, "big") + modulus).to_bytes(size + 1, "big"), good[:-1], good + b"\0", b""]
    for _ in range(100):  # a signature plus the modulus means the same to pow(); with luck it is short enough
        larger = int.from_bytes(private.sign(digest, PSS(MGF1(sha), 32), Prehashed(sha)), "big") + modulus
        if larger < 1 << 8 * size:
            cases.append(larger.to_bytes(size, "big"))
            break
    cases += [number.to_bytes(size, "big") for number in (0, 1, modulus - 1, modulus, 2 ** (8 * size) - 1)]
    for _ in range(40):
        at = chance.randrange(size * 8)
        cases.append((int.from_bytes(good, "big") ^ 1 << at).to_bytes(size, "big"))
    accepted = 0
    for signature in cases:
        try:
            public.verify(signature, digest, PSS(MGF1(sha), 32), Prehashed(sha))
            expected = True
        except InvalidSignature:
            expected = False
        assert is_signed(modulus.to_bytes(size, "big"), signature, digest) == expected
        accepted += expected
    assert accepted == 2


def test_encoded_blocks_that_only_look_right(key):
    """Made with the private key: each part of the encoded message is looked at, not only the hash in it."""
    private = load_pem_private_key(key.read_bytes(), None)
    numbers = private.private_numbers()
    n, size = numbers.public_numbers.n, private.key_size // 8
    digest = hashlib.sha256(b"message").digest()

    def signed(change):
        salt = bytes(range(32))
        seal = hashlib.sha256(bytes(8) + digest + salt).digest()
        block = bytearray(bytes(size - 33 - 33) + b"\x01" + salt)
        before, after = change
        before(block)
        mask = b"".join(hashlib.sha256(seal + struct.pack(">I", i)).digest() for i in range(size // 32))
        em = bytearray(a ^ b for a, b in zip(block, mask, strict=False)) + seal + b"\xbc"
        em[0] &= 0x7F
        after(em)
        return pow(int.from_bytes(em, "big") % n, numbers.d, n).to_bytes(size, "big")

    def put(at, value):
        return lambda block: block.__setitem__(at, value)

    nothing = lambda block: None  # noqa: E731
    modulus = n.to_bytes(size, "big")
    assert is_signed(modulus, signed((nothing, nothing)), digest)
    for change in ((put(5, 1), nothing), (put(size - 66 - 1, 1), nothing), (put(size - 66, 2), nothing),
                   (put(size - 66, 0), nothing), (nothing, put(size - 1, 0xCC)), (put(-1, 99), nothing)):  # fmt: skip
        assert not is_signed(modulus, signed(change), digest)


def test_a_payload_makes_the_same_image_but_for_its_signature(key, tmp_path):
    (tmp_path / "tree" / "sub").mkdir(parents=True)
    for name in ("b", "a", "sub/c"):
        (tmp_path / "tree" / name).write_text(name)
    payload = image.packed(tmp_path / "tree")
    assert payload == image.packed(tmp_path / "tree")
    one, two = (image.sign(payload, BOARD, key, "1.0.0") for _ in range(2))
    signed = 32 + len(payload)
    assert one[:signed] == two[:signed] and one != two


def test_wrong_words_are_refused(key, tmp_path):
    for board, version in (("", "1.0.0"), ("Board", "1.0.0"), ("b" * 25, "1.0.0"), ("b\u00fc", "1.0.0"), ("b", "one"),
                           ("b", "1.0.0.0"), ("b", "256.0.0"), ("b", "1.0.65536"), ("b", "")):  # fmt: skip
        with pytest.raises(image.ImageError):
            image.sign(b"x", board, key, version)
    (tmp_path / "no.pem").write_text("nothing")
    for path in (tmp_path / "no.pem", tmp_path / "nowhere.pem", tmp_path):
        with pytest.raises(image.ImageError):
            image.sign(b"x", "b", path, "1.0.0")


def test_an_entry_that_does_not_fit(tmp_path):
    for entry in ("def main(handle:\n", "from tandem.app import Nothing\n"):
        with pytest.raises(image.ImageError):
            image.compiled(entry, tmp_path / "tree")


def test_drivers_come_along_with_those_that_they_need(tmp_path):
    entry = "from tandem.drivers.opentherm_line import Line\nimport tandem.drivers.opentherm_capture\n"
    names = [path.stem for path in image.drivers_of(entry)]
    assert {"opentherm_capture", "opentherm_line"} <= set(names)
    assert image.drivers_of("import machine\n") == []


def test_an_image_holds_entry_firmware_and_drivers_and_no_launcher(tmp_path):
    entry = "from tandem.drivers.board import Board\nfrom tandem.app import App\n\ndef main(handle):\n    App(Board)\n"
    image.compiled(entry, tmp_path / "tree")
    names = {path.relative_to(tmp_path / "tree").as_posix() for path in (tmp_path / "tree").rglob("*.mpy")}
    assert {"board.mpy", "tandem/app.mpy", "tandem/core.mpy", "tandem/drivers/board.mpy"} <= names
    assert not [name for name in names if name.startswith(("launcher", "scripts"))]
    assert b"tandem.app" in (tmp_path / "tree" / "board.mpy").read_bytes()
    assert b"tandem.app" not in (tmp_path / "tree" / "tandem" / "drivers" / "board.mpy").read_bytes()


def test_development_keys(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = signing.development_key()
    assert path == tmp_path / "tandem" / "development.pem" and path == signing.development_key()
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert signing.is_development(path)
    with pytest.raises(signing.KeyFileError):
        signing.key_set([path], release=True)
    with pytest.raises(FileExistsError):
        signing.make_key(path)
    content = image.sign(b"payload", BOARD, path, "1.0.0")
    trusted = signing.key_set([path])
    assert Image().check_file(io.BytesIO(content), trusted, BOARD.encode()) == images.GOOD
    # Somebody who made a release board's key set by other means still has the key's own mark in it.
    forged = trusted[:4] + b"\x01" + trusted[5:-4]
    forged += struct.pack("<I", __import__("zlib").crc32(forged))
    assert Image().check_file(io.BytesIO(content), forged, BOARD.encode()) == images.DEVELOPMENT_KEY


def test_the_command_says_what_is_wrong(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    words = ["image", "--board", "virtual", "--version", "1.0.0", "--out", str(tmp_path / "x.img")]
    for more in (["--key", str(tmp_path / "no.pem")], ["--release"], ["--counter", "-1"], ["--board", "no-such-board"]):
        assert cli.main(words + more) == 2
        out, error = capsys.readouterr()
        assert out == "" and error.startswith("tandem: ") and error.count("\n") == 1, error
    assert not (tmp_path / "x.img").exists()
