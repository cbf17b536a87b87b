"""Flash images for virtual boards, made without starting one."""

import subprocess
import tempfile
from pathlib import Path

from host_sim.virtual.vm import vm_words as w

SCRIPT = Path(__file__).resolve().parent / "vm" / "vm_prepare.py"
BARE = Path(__file__).resolve().parent / "bare"
BLOCKS = 512  # 2 MB, what the ESP32 port leaves for files in a flash of 4 MB


class PrepareError(Exception):
    """The interpreter could not do it; its own words."""


def fresh(command, image, blocks=BLOCKS):
    """An empty, formatted image file in place of what is there."""
    Path(image).write_bytes(b"\xff" * (blocks * w.BLOCK))
    _run(command, image, "format")


def put(command, image, files):
    """Write {path on the board: bytes or path here} into an image."""
    with tempfile.TemporaryDirectory() as folder:
        pairs = []
        for i, (name, content) in enumerate(sorted(files.items())):
            source = content
            if isinstance(content, bytes):
                source = Path(folder) / str(i)
                source.write_bytes(content)
            pairs += [str(source), name]
        _run(command, image, "put", *pairs)


def get(command, image, *names):
    """The bytes of files in an image, None for one that is not there."""
    lines = _run(command, image, "get", *names).splitlines()
    return [None if line == "none" else bytes.fromhex(line) for line in lines]


def tree(folder, target, suffixes=(".mpy",)):
    """{path on the board: path here} of all files below a folder."""
    root = Path(folder)
    found = sorted(path for path in root.rglob("*") if path.suffix in suffixes)
    return {f"{target}/{path.relative_to(root).as_posix()}": path for path in found}


def flown(payload, records):
    """The files of a board as tandem flash leaves it: a tools.flash.payload, and the records it starts with."""
    return {**payload.files, "/image.0": payload.image, **{f"/data/{name}": data for name, data in records.items()}}


def bare(compiled, records):
    """The files of a board without launcher: firmware as compiled by tools.mpy, entry, the records it starts with."""
    return {
        **tree(Path(compiled) / "tandem", "/tandem"),
        **tree(Path(compiled) / "launcher", "/launcher"),  # management over the serial port uses its codec
        "/main.py": BARE / "main.py",
        "/board.py": BARE / "board.py",
        "/bare.py": BARE / "bare.py",
        **{f"/data/{name}": data for name, data in records.items()},
    }


def _run(command, image, *arguments):
    env = {"MICROPYPATH": ".frozen"}
    done = subprocess.run([*command, str(SCRIPT), str(image), *arguments], env=env, capture_output=True, text=True)
    if done.returncode:
        raise PrepareError((done.stdout + done.stderr).strip())
    return done.stdout
