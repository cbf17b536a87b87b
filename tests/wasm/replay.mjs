// Replays rows of a trace on 32-bit MicroPython:  node replay.mjs tools/replay_vm.py firmware NUMBERS ROWS
// firmware: its folder, of sources or compiled.
// The rows are given to the interpreter in pieces, so that a year of them need not fit its memory.
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { copy, start } from "./run.mjs";

const [script, firmware, numbers, rows] = process.argv.slice(2);
const mp = await start([]);
copy(mp.FS, firmware, "/root/firmware");
copy(mp.FS, script, "/root/replay_vm.py");
mp.FS.writeFile("/root/numbers.bin", readFileSync(numbers));
mp.runPython(`
import sys, struct
sys.path[:] = ["/root", "/root/firmware", ".frozen"]
import replay_vm
with open("/root/numbers.bin", "rb") as _file:
    _numbers = _file.read()
_replay = replay_vm.Replay(_numbers[4:], struct.unpack_from("<i", _numbers, 0)[0])
_found = None
def _piece():
    global _found
    with open("/root/piece.bin", "rb") as stream:
        _found = _replay.rows(stream)
`);
mp.runPython("_size = 4 * len(_replay.row)");
const size = mp.globals.get("_size");
const piece = Buffer.alloc(size * 1024);
const file = openSync(rows, "r");
for (;;) {
  const n = readSync(file, piece, 0, piece.length, null);
  if (n === 0) break;
  mp.FS.writeFile("/root/piece.bin", piece.subarray(0, n));
  mp.runPython("_piece()");
  if (mp.globals.get("_found")) break;
}
closeSync(file);
mp.runPython('print(_found if _found is not None else "same %d" % _replay.ticks)');
