"""What damage_vm.py works on: an old board and the steps that flash it, or a board with the whole firmware.

    python -m tests.device.damage cuts FIRST STEP
    python -m tests.device.damage corrupt SEED COUNT
"""

import random
import shutil
import sys
import tempfile
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from host_sim.board_files import MemoryFiles
from host_sim.run import Config, Simulation
from tandem.app import REC_HABITS, REC_PARAMS, REC_PROTECTION
from tandem.flight import record as record_flight
from tandem.kernel import record
from tools import image, launcher, mpy, signing
from tools.boards import entry, schema
from tools.flash import session, work
from tools.flash.payload import Payload
from tools.interpreters import run_wheel

HERE = Path(__file__).resolve().parent
TOOL = HERE.parents[1] / "tools" / "flash"
BOARD = "virtual"
SAYS = "import log\n\ndef main(handle):\n    log.say('{}')\n    handle.worked()\n"
QUIET = '''
import log
from tandem.kernel.files import Files
from tandem import serve

class Board:
    """Sensors that say nothing, and a clock that waits."""

    stopwatch = None
    calendar = None
    max_wait_ms = 1000

    def __init__(self):
        self.clock = self.sensors = self.actuators = self.watchdog = self
        self.files = Files("/data")
        self.links = []
        self.ms = 0

    def now(self):
        return self.ms

    def read(self, frame):
        pass

    def write(self, frame):
        log.tick()

    def fallback(self):
        pass

    def feed(self):
        pass

    def reset(self, task):
        log.off("task")

    def listen(self):
        pass

    def pause(self, ms):
        self.ms += ms

def main(handle):
    serve.main(handle, Board())
'''


def payload(folder, version, text, key, padding=0):
    """A Payload with an image that holds nothing but this entry."""
    tree = folder / f"tree-{version}"
    tree.mkdir()
    mpy.compile_text("board", text, tree / "board.mpy")
    if padding:
        (tree / "padding.bin").write_bytes(random.Random(1).randbytes(padding))
    return _payload(folder, image.sign(image.packed(tree), BOARD, key, version), key)


def _payload(folder, signed, key):
    board = schema.load(BOARD)
    if not (folder / "on" / "main.py").exists():
        launcher.build(folder / "on")
    files = {"/key.pub": signing.key_set([key]), **entry.files(board)}
    for path in (folder / "on").rglob("*"):
        if path.is_file():
            files["/" + path.relative_to(folder / "on").as_posix()] = path.read_bytes()
    return Payload(board, files, signed, 256)


class Recorder(session.Session):
    """Notes what would be typed at the prompt; the board is content."""

    def __init__(self):
        self.steps = []

    def call(self, name, *arguments):
        self.steps.append(f"{name}({', '.join(map(repr, arguments))})")
        return "0"


def cuts(folder):
    """Fill a folder for damage_vm.py: the board runs 1.0.0, and everything on it is replaced."""
    key, new_key = folder / "key.pem", folder / "new.pem"
    for path in (key, new_key):
        signing.make_key(path)
    old = payload(folder, "1.0.0", SAYS.format("old"), key, 3000)
    new = payload(folder, "2.0.0", SAYS.format("new"), key, 6000)
    more = signing.key_set([key, new_key])
    new.files["/key.pub"] = more
    files = {path: sha256(data).hexdigest() for path, data in old.files.items()}
    files["/main.py"] = "an older one"
    there = work.There(files, [(len(old.image), ""), (-1, "")], ["/launcher/boot.mpy"], 0, True)
    plan = work.plan(new, there)
    assert plan.launcher and plan.image and plan.switch and plan.files == ["/key.pub", "/main.py"], plan
    steps = Recorder()
    work.do(steps, new, plan, there, lambda _: None)
    (folder / "steps.txt").write_text("\n".join(steps.steps))
    _lay(folder, {**old.files, "/image.0": old.image})


def corrupt(folder):
    """Fill a folder for damage_vm.py: a board with the whole firmware in both slots."""
    key = folder / "key.pem"
    signing.make_key(key)
    tree = folder / "tree"
    script = folder / "board_entry.py"
    script.write_text(QUIET)
    mpy.build(tree, [script])
    mpy.compile_text("board", (tree / "scripts" / script.name).read_text(), tree / "board.mpy")
    for rest in ("scripts", "launcher"):
        shutil.rmtree(tree / rest)
    for table in tree.glob("*.txt"):
        table.unlink()
    made = _payload(folder, image.sign(image.packed(tree), BOARD, key, "1.0.0"), key)
    chance = random.Random(7)
    # Records that are whole, and hold nonsense.
    for name, size in (("params", 60), ("guard", 112), ("habits", 400)):
        lines = []
        for _ in range(60):
            body = bytes(chance.randrange(256) for _ in range(chance.randrange(size)))
            lines.append(record.encode(chance.randrange(1 << 16), body).hex())
        (folder / f"sealed_{name}").write_text("\n".join(lines))
    data = {f"/data/{name}": bytes(content) for name, content in _records().items()}
    _lay(folder, {**made.files, "/image.0": made.image, "/image.1": made.image, **data})


def _records():
    """What a winter day leaves in the data folder."""
    files = MemoryFiles()
    simulation = Simulation(Config(start=datetime(2025, 1, 20), days=1), files=files)
    recorder = record_flight(simulation.app)
    simulation.advance_to(simulation.plant.start_s + 3600.0)
    recorder.flush()
    for _ in range(2):  # both copies of everything
        app = simulation.app
        app.store.save(REC_PARAMS, app.params.dump())
        app.store.save(REC_PROTECTION, app.controller.dump())
        app.store.save(REC_HABITS, app.controller.dump_habits())
    return files.data


def _lay(folder, files):
    (folder / "flash.files").write_text("\n".join(files))
    for path, data in files.items():
        (folder / path.replace("/", "_")).write_bytes(data)


def told(mode, folder, first, count):
    """(exit code, output) of damage_vm.py on a folder."""
    arguments = [str(TOOL), str(folder), mode, str(first), str(count)]
    return run_wheel(str(HERE / "damage_vm.py"), arguments, "32m", timeout_s=3600)


def main(mode, first, count):
    """Make a folder and run it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        {"cuts": cuts, "corrupt": corrupt}[mode](folder)
        code, output = told(mode, folder, first, count)
    print(output.strip())
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
