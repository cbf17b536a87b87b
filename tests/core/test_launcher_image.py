"""The verification of images: whole ones are accepted, and no bit of one can change without a refusal."""

import io
from binascii import crc32

from launcher import image as images
from launcher import keys
from launcher.image import Image
from launcher_bench import DATA, data
from support import INTERPRETER, raises

BOARD = b"test"
PAYLOAD = len(data("payload.romfs"))
PROTECTED = 4 + 4 + 4 + 4 + len(BOARD)
SIGNED = 32 + PAYLOAD + PROTECTED
# An RSA operation takes 9 ms on 32 bits, so only CPython tries every bit of a signature.
STEP = 1 if INTERPRETER == "cpython" else 61


def check(content, trusted=None, board=BOARD, floor=0):
    return Image().check_file(io.BytesIO(content), trusted or data("small.pub"), board, floor)


def flipped(content, bit):
    changed = bytearray(content)
    changed[bit >> 3] ^= 1 << (bit & 7)
    return bytes(changed)


def test_a_whole_image_is_accepted():
    for name in ("small", "larger"):
        image = Image()
        ticks = [0]
        why = image.check(DATA + name + ".img", data(name + ".pub"), BOARD, 7, lambda t=ticks: t.append(1))
        assert why == images.GOOD
        assert image.version == (1, 2, 3, 4)
        assert (image.start, image.size, image.counter, image.board) == (32, PAYLOAD, 7, BOARD)
        content = data(name + ".img")
        assert content[32 : 32 + PAYLOAD] == data("payload.romfs")
        assert content.find(image.digest) > SIGNED
        assert len(ticks) == 1 + (SIGNED + 255) // 256


def test_every_bit_of_the_header_and_the_tlvs_counts():
    content = data("small.img")
    signature = len(content) - 256
    for bit in list(range(32 * 8)) + list(range((32 + PAYLOAD) * 8, signature * 8)):
        assert check(flipped(content, bit)) != images.GOOD, bit


def test_every_bit_of_the_signature_counts():
    content = data("small.img")
    for bit in range((len(content) - 256) * 8, len(content) * 8, STEP):
        assert check(flipped(content, bit)) == images.BAD_SIGNATURE, bit
    content = data("larger.img")
    for bit in range((len(content) - 384) * 8, len(content) * 8, 8 * STEP + 1):
        assert check(flipped(content, bit), data("larger.pub")) == images.BAD_SIGNATURE, bit


def test_every_bit_of_the_payload_counts():
    content = data("small.img")
    for bit in range(32 * 8, (32 + PAYLOAD) * 8, STEP):
        assert check(flipped(content, bit)) == images.BAD_HASH, bit


def test_every_length_but_the_right_one_is_refused():
    content = data("small.img")
    for size in range(len(content)):
        assert check(content[:size]) != images.GOOD, size
    for tail in (b"\0", b"\xff", bytes(300), content):
        assert check(content + tail) != images.GOOD


def test_each_refusal_has_its_number():
    content = data("small.img")
    assert Image().check(DATA + "nowhere.img", data("small.pub"), BOARD) == images.NO_FILE
    assert check(b"") == images.BAD_MAGIC
    assert check(flipped(content, 0)) == images.BAD_MAGIC
    assert check(content[:-300]) == images.BAD_TLV
    assert check(content[: SIGNED - 1]) == images.BAD_SIZE
    assert check(flipped(content, 15 * 8 + 7)) == images.BAD_SIZE  # 2 GB
    assert check(flipped(content, 8 * 8)) == images.BAD_SIZE  # the header is longer
    for bit in (2, 4, 5, 8, 10):  # encrypted twice, not to be booted, from a fixed place, packed
        assert check(flipped(content, 16 * 8 + bit)) == images.BAD_KIND
    assert check(content, board=b"tests") == images.OTHER_BOARD
    assert check(content, board=b"") == images.OTHER_BOARD
    assert check(content, floor=7) == images.GOOD
    assert check(content, floor=8) == images.OLD_COUNTER
    assert check(content, data("larger.pub")) == images.UNKNOWN_KEY
    # The hash is right, but whoever made it has no key.
    assert check(content[:-256] + bytes(256)) == images.BAD_SIGNATURE
    assert check(content[:-256] + b"\xff" * 256) == images.BAD_SIGNATURE


def test_a_key_set_must_be_whole():
    content = data("small.img")
    trusted = data("small.pub")
    assert check(content, trusted) == images.GOOD
    for bit in range(len(trusted) * 8):
        assert check(content, flipped(trusted, bit)) == images.UNKNOWN_KEY, bit
    for size in range(1, len(trusted)):
        assert check(content, trusted[:size]) == images.UNKNOWN_KEY, size
    assert Image().check_file(io.BytesIO(content), None, BOARD) == images.UNKNOWN_KEY


def sealed(content):
    """A key set with its CRC made right."""
    return content[:-4] + (crc32(content[:-4]) & 0xFFFFFFFF).to_bytes(4, "little")


def test_a_release_board_refuses_a_development_key():
    content = data("small.img")
    trusted = bytearray(data("small.pub"))
    assert (trusted[4], trusted[6]) == (0, 0)
    for release, development, expected in ((0, 1, images.GOOD), (1, 0, images.GOOD), (1, 1, images.DEVELOPMENT_KEY)):
        trusted[4] = release
        trusted[6] = development
        assert check(content, sealed(bytes(trusted))) == expected


def test_several_keys_are_searched():
    small, larger = data("small.pub"), data("larger.pub")
    both = sealed(small[:5] + b"\x02" + small[6:-4] + larger[6:-4] + bytes(4))
    assert check(data("small.img"), both) == images.GOOD
    assert check(data("larger.img"), both) == images.GOOD
    one_too_many = sealed(small[:5] + b"\x02" + small[6:])
    assert check(data("larger.img"), one_too_many) == images.UNKNOWN_KEY


def test_only_known_forms_of_keys_are_taken():
    der = data("small.pub")[10:-4]
    assert len(keys._modulus(der)) == 256
    for at in (0, 1, 2, 3, 4, 5, 6, 7, 8, len(der) - 1, len(der) - 3, len(der) - 5):
        assert keys._modulus(der[:at] + bytes((der[at] ^ 1,)) + der[at + 1 :]) is None, at
    assert keys._modulus(der[:9] + bytes((der[9] & 0x7F,)) + der[10:]) is None
    assert keys._modulus(der[:-1]) is None
    assert keys._modulus(b"") is None


def test_a_tlv_comes_once():
    assert images._tlvs(b"....\x10\0\1\0a\x01\0\0\0") == {0x10: b"a", 1: b""}
    assert images._tlvs(b"....\x10\0\1\0a\x10\0\1\0a") is None
    assert images._tlvs(b"....\x10\0\2\0a") is None
    assert images._tlvs(b"....\x10\0\0") is None


def test_a_file_digest_needs_the_whole_file():
    content = data("small.img")
    assert len(images.file_digest(DATA + "small.img", len(content))) == 32
    assert images.file_digest(DATA + "small.img", len(content) + 1) == b""
    assert raises(OSError, images.file_digest, DATA + "nowhere.img", 1)
