"""What belongs on a board: the launcher, the board's data, the keys it trusts, and an image for a slot."""

import tempfile
from collections import namedtuple
from pathlib import Path

from imgtool import keys

from tools import image, launcher, signing
from tools.boards import entry

# files: {path on the board: bytes}; image: bytes; signature: how many of them at its end differ with every signing.
Payload = namedtuple("Payload", "board files image signature")
MAIN = "/main.py"
LAUNCHER = "/launcher/"


def made(board, key, version, release=False, counter=0):
    """The Payload for a schema.Board; key: path of a private PEM file. Raises ImageError, KeyFileError."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        launcher.build(folder / "launcher")
        files = {"/key.pub": signing.key_set([key], release), **entry.files(board)}
        for path in sorted((folder / "launcher").rglob("*")):
            if path.is_file():
                files["/" + path.relative_to(folder / "launcher").as_posix()] = path.read_bytes()
        image.build(board.name, entry.text(board), key, version, folder / "image", counter)
        return Payload(board, files, (folder / "image").read_bytes(), keys.load(str(key)).key.key_size // 8)

