"""Builds and signs an image: the compiled firmware and a board's entry, as one file that a slot of the board holds.

The payload is a ROMFS with board.mpy, tandem/*.mpy and those drivers that the entry needs. Around it is MCUboot's
format, made by imgtool: version, security counter, the board's name in the protected TLV 0x00A0, and the signature.
Beside the image lies FILE.where/, with which tools/where.py reads tracebacks of this build.
"""

import ast
import contextlib
import io
import re
import shutil
import tempfile
from pathlib import Path

from imgtool import keys
from imgtool.image import Image, VerifyResult
from imgtool.version import decode_version
from mpremote.romfs import VfsRomWriter

from tools import mpy, signing, where
from tools.checks.imports import imported
from tools.fold import is_empty

BOARD_TLV = 0x00A0
HEADER = 32
LONGEST_NAME = 24
SLOT = 1 << 20  # imgtool wants to know; the board's file system is the real bound
DRIVERS = "tandem.drivers."
ENTRY = "board_entry"  # while it is compiled, since there is a driver called board


class ImageError(Exception):
    """An image that cannot be built or read; the message says why."""


def drivers_of(entry):
    """Paths of the drivers that the text of a board's entry imports, and that those import in turn."""
    found = {}
    waiting = [("firmware/board.py", entry)]
    while waiting:
        path, text = waiting.pop()
        for _, name in imported(path, ast.parse(text)):
            part = name.removeprefix(DRIVERS).split(".")[0]
            source = mpy.SOURCE / "tandem" / "drivers" / f"{part}.py"
            if name.startswith(DRIVERS) and part not in found and source.exists():
                found[part] = source
                waiting.append((f"firmware/tandem/drivers/{part}.py", source.read_text(encoding="utf-8")))
    return [found[name] for name in sorted(found)]


def compiled(entry, folder):
    """Compile firmware and entry (text) into folder, as they lie in the image. Raises ImageError."""
    script = folder.parent / f"{ENTRY}.py"
    script.write_text(entry, encoding="utf-8")
    try:
        drivers = drivers_of(entry)
        mpy.build(folder, [script, *drivers])
    except (SyntaxError, NameError) as error:
        raise ImageError(f"the board's entry or a driver does not fit the firmware: {error}") from None
    spans = {}
    for source in sorted((folder / "scripts").glob("*.py")):
        name = "board" if source.stem == ENTRY else DRIVERS + source.stem
        text = source.read_text(encoding="utf-8")
        if not is_empty(text):
            _, spans[name] = mpy.compile_text(name, text, folder / (name.replace(".", "/") + ".mpy"))
    where.write_spans(folder, spans)
    shutil.rmtree(folder / "scripts")
    shutil.rmtree(folder / "launcher", ignore_errors=True)  # not in the image: it is on the board already


def packed(folder):
    """The ROMFS of a folder, its files sorted, so that the same sources give the same bytes."""
    writer = VfsRomWriter()

    def add(path):
        for entry in sorted(path.iterdir()):
            if entry.is_dir():
                writer.opendir(entry.name)
                add(entry)
                writer.closedir()
            else:
                writer.mkfile(entry.name, entry.read_bytes())

    add(folder)
    return bytes(writer.finalise())


def sign(payload, board, key, version, counter=0):
    """The bytes of a signed image. key: path of a PEM file; version: "1.2.3" or "1.2.3+4". Raises ImageError."""
    name = board.encode("ascii", "replace")
    if not re.fullmatch(rb"[a-z0-9][a-z0-9._-]{0,%d}" % (LONGEST_NAME - 1), name):
        raise ImageError(f"{board!r} is no name of a board: up to {LONGEST_NAME} of a..z, 0..9, '.', '_' and '-'")
    try:
        number = decode_version(version)
    except ValueError:
        raise ImageError(f"{version!r} is no version like 1.2.3 or 1.2.3+4") from None
    if any(part < 0 or part > top for part, top in zip(number, (255, 255, 65535, 0xFFFFFFFF))):
        raise ImageError(f"{version!r} is too large: at most 255.255.65535+4294967295")
    try:
        signing.public_der(key)
    except signing.KeyFileError as error:
        raise ImageError(str(error)) from None
    # imgtool tells what it does on the standard output.
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        raw = Path(folder, "payload.bin")
        raw.write_bytes(payload)
        image = Image(number, header_size=HEADER, pad_header=True, slot_size=SLOT, security_counter=counter)
        image.load(str(raw))
        image.create(keys.load(str(key)), "hash", None, custom_tlvs={BOARD_TLV: name})
        return bytes(image.payload)


def verify(path, key):
    """Whether imgtool finds the file whole and signed by the key in a PEM file."""
    return Image.verify(str(path), keys.load(str(key)))[0] is VerifyResult.OK


def build(board, entry, key, version, out, counter=0):
    """Build an image for a board (its name), with the text of its entry, and write it to out; return its size."""
    out = Path(out)
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        compiled(entry, tree)
        tables = Path(folder, "where")
        tables.mkdir()
        for table in ("modules.txt", *where.TABLES):
            shutil.move(tree / table, tables / table)
        data = sign(packed(tree), board, key, version, counter)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(data)
        beside = out.with_name(out.name + ".where")
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(tables, beside)
    return len(data)
