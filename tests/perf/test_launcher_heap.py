"""How much of a board's heap the launcher keeps, and that it verifies an image where little is left.

Retained bytes are measured on wasm32; running out of memory shows only on the wheel (tests/perf/test_heap.py), where
15 KB stand for 11 KB on a board.
"""

import shutil

import pytest

from tools import image, launcher, mpy, signing
from tools.interpreters import run, run_wheel, wasm_command

ROOT = mpy.ROOT
BOARD = "test"
MACHINE = ROOT / "tests" / "chips" / "small_machine.py"
DATA = ROOT / "tests" / "data" / "launcher"
RUNNING_BAR = 9 * 1024  # while the firmware runs
SAFE_BAR = 26 * 1024  # in safe mode, where no firmware is loaded; 9 KB of it are SMP
VERIFY_HEAP = {2048: "15k", 3072: "17k"}


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The compiled launcher, with an image and what it needs in the folder images."""
    folder = tmp_path_factory.mktemp("launcher")
    launcher.build(folder)
    shutil.copy(MACHINE, folder)
    images = folder / "images"
    images.mkdir()
    safe_bin = b"TSB1" + bytes((1, 0, 0, 0)) + b"\x40\x1f\x78\x00" + bytes((255, 0, 255, 0)) + BOARD.encode()
    (images / "safe.bin").write_bytes(_sealed(safe_bin.ljust(40, b"\0")))
    shutil.copy(DATA / "small.img", images / "image.0")
    shutil.copy(DATA / "small.pub", images / "key.pub")
    return folder


def _sealed(data):
    from binascii import crc32

    return data + crc32(data).to_bytes(4, "little")


def _measure(tree):
    """{step: bytes added}; the lower of two runs, as in test_heap.py."""
    runs = []
    for padding in ("0", "30000"):
        script = str(ROOT / "tests" / "perf" / "launcher_heap.py")
        # The runner looks for a module of this name.
        named = tree / "heap_app.py"
        shutil.copy(script, named)
        code, output = run(wasm_command(str(tree), [str(named), padding], runner="tests/wasm/heap.mjs"))
        assert code == 0, output
        rows = [line.rsplit(" ", 1) for line in output.splitlines() if line.rsplit(" ", 1)[-1].lstrip("-").isdigit()]
        runs.append({name: int(size) for name, size in rows})
    return min(runs, key=lambda steps: steps["total"])


def test_retained_heap(tree):
    steps = _measure(tree)
    running = steps["start"] + steps["forget"]
    safe = running + steps["safe mode"]
    print(steps)
    print(f"while the firmware runs: {running} of {RUNNING_BAR}; in safe mode {safe} of {SAFE_BAR}")
    assert 3000 < running <= RUNNING_BAR
    assert running < safe <= SAFE_BAR


def test_verifies_in_a_small_heap(tree, tmp_path):
    payload = bytes(150_000)
    for bits in signing.BITS:
        key = tmp_path / f"{bits}.pem"
        signing.make_key(key, bits=bits)
        (tmp_path / "key.pub").write_bytes(signing.key_set([key]))
        content = image.sign(payload, BOARD, key, "1.0.0")
        (tmp_path / "good.img").write_bytes(content)
        (tmp_path / "bad.img").write_bytes(content[:-1] + bytes((content[-1] ^ 1,)))
        script = str(ROOT / "tests" / "device" / "verify_vm.py")
        arguments = [str(tree), str(tmp_path / "key.pub"), BOARD]
        for name, answer in (("good.img", "0\n"), ("bad.img", "9\n")):
            assert run_wheel(script, [*arguments, str(tmp_path / name)], VERIFY_HEAP[bits]) == (0, answer)
        code, output = run_wheel(script, [*arguments, str(tmp_path / "good.img")], "8k")
        assert code == 1 and "MemoryError" in output
