"""The launcher on littlefs, in a real MicroPython: stories of a board that starts, and of one that gets an image (see
boot_vm.py, upload_vm.py)."""

import shutil
from pathlib import Path

import pytest

from tools import image, launcher, mpy, signing
from tools.interpreters import run_wheel

HERE = Path(__file__).resolve().parent
SCRIPTS = {
    name: [line[10:-3] for line in (HERE / name).read_text().splitlines() if line.startswith("def story_")]
    for name in ("boot_vm.py", "upload_vm.py")
}
STORIES = [(name, story) for name, stories in SCRIPTS.items() for story in stories]
SAY = "import log as events\n\ndef main(handle):\n"
ENTRIES = {
    "good": SAY + "    events.say('good', handle.slot, '%d.%d.%d' % handle.version[:3])\n    handle.worked()\n",
    "crash": SAY + "    events.say('crash', handle.slot)\n    raise ValueError('on purpose')\n",
    "idle": SAY + "    events.say('idle', handle.slot)\n    events.off('off')\n",
}
REAL = (
    SAY
    + """
    from heap_app import build

    app = build()
    for _ in range(100):
        app.loop.turn()
        app.loop.clock.ms += 1000
    handle.worked()
    events.say('app', 100, 'turns')
"""
)
OUTPUTS = ((1, 4, 0, 1), (2, 5, 1, 0), (4, 13, 0, 1))


def safe_bin(name):
    """As tools/boards writes it; the layout is in boards/README.md."""
    from binascii import crc32
    from struct import pack

    data = b"TSB1" + bytes((1, len(OUTPUTS), 0, 0)) + pack("<HHBBBB24s", 8000, 60, 255, 0, 2, 1, name.encode())
    data += b"".join(map(bytes, OUTPUTS))
    return data + pack("<I", crc32(data))


def small_payload(folder, text, padding=0):
    """A ROMFS with nothing but an entry."""
    tree = Path(folder)
    tree.mkdir()
    mpy.compile_text("board", text, tree / "board.mpy")
    if padding:
        (tree / "padding.bin").write_bytes(bytes(range(251)) * (padding // 251))
    return image.packed(tree)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """(folder of the launcher, folder of images and keys)."""
    folder = tmp_path_factory.mktemp("boot")
    images = folder / "images"
    images.mkdir()
    key, stranger = folder / "key.pem", folder / "stranger.pem"
    for path in (key, stranger):
        signing.make_key(path)
    (images / "key.pub").write_bytes(signing.key_set([key]))
    (images / "safe.bin").write_bytes(safe_bin("test-board"))
    for name, text in ENTRIES.items():
        payload = small_payload(folder / name, text)
        (images / f"{name}.img").write_bytes(image.sign(payload, "test-board", key, "1.0.0"))
    (images / "unknown-key.img").write_bytes(image.sign(payload, "test-board", stranger, "1.0.0"))
    (images / "other-board.img").write_bytes(image.sign(payload, "test-boar", key, "1.0.0"))
    padded = small_payload(folder / "padded", ENTRIES["good"], 6000)
    (images / "padded.img").write_bytes(image.sign(padded, "test-board", key, "2.0.0"))
    real(folder, images, key)
    return folder / "launcher", images


def real(folder, images, key):
    """The firmware itself, with an entry that builds the App on a board where nothing happens; and the launcher."""
    tree = folder / "tree"
    script = folder / "board.py"
    script.write_text(REAL)
    quiet = HERE.parents[1] / "tests" / "perf" / "heap_app.py"
    mpy.build(tree, [script, quiet])
    for name in ("board", "heap_app"):
        mpy.compile_text(name, (tree / "scripts" / f"{name}.py").read_text(), tree / f"{name}.mpy")
    launcher.build(folder / "launcher")
    for rest in ("scripts", "launcher"):
        shutil.rmtree(tree / rest)
    for table in tree.glob("*.txt"):
        table.unlink()
    (images / "real.img").write_bytes(image.sign(image.packed(tree), "test-board", key, "1.0.0"))


@pytest.fixture(scope="module")
def told(made):
    """{script: (exit code, output) of all its stories}."""
    arguments = [str(part) for part in made]
    return {name: run_wheel(str(HERE / name), arguments, heap="4m", timeout_s=600) for name in SCRIPTS}


@pytest.mark.parametrize("script, story", STORIES)
def test_story(told, script, story):
    assert f"ok {story}" in told[script][1].splitlines(), told[script][1][-3000:]


def test_all_of_them_were_told(told):
    assert all(code == 0 for code, _ in told.values()) and len(STORIES) > 15
    assert all(len(stories) > 3 for stories in SCRIPTS.values())
