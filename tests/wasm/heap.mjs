// Retained heap on 32 bits:  node heap.mjs <folder of compiled modules> <script with steps(tree)> [<bytes of padding>]
// Prints "before bytes", one line "name bytes" per step with what it added, and "total bytes", the sum of the steps;
// last the interpreter's own line on its table of names.
//
// The interpreter looks for pointers on the C stack, so a collection that runs below Python frames is put off until
// control is back here. Every step is therefore a call of its own, and collects twice.
//
// It takes any word for a pointer that looks like one. Heap addresses are small numbers here, so a pair of short ones
// may keep what is garbage; with padding in front of all steps, addresses are others, and another run tells.
import { copy, start } from "./run.mjs";

const [tree, script, padding = "0"] = process.argv.slice(2);
const mp = await start([]);
copy(mp.FS, tree, "/mpy");
copy(mp.FS, script, "/app/heap_app.py");

function retained() {
  mp.runPython("gc.collect()");
  mp.runPython("gc.collect()");
  mp.runPython("_used = gc.mem_alloc()");
  return mp.globals.get("_used");
}

mp.runPython(`
import gc, os, sys, ubinascii
# A board has it in C. Here a Python version of it would come first, and be counted.
sys.modules["binascii"] = ubinascii
# As on a board: modules lie below the current directory. Every module keeps the path it was found at.
os.chdir("/mpy")
sys.path[:] = ["", "/app", ".frozen"]
import heap_app
_steps = heap_app.steps("/mpy")
_padding = bytearray(${padding})
_kept = [None] * len(_steps)
_i = 0
_name = None
_used = 0
`);
const before = retained();
let last = before;
console.log(`before ${before}`);
for (;;) {
  mp.runPython("_name = _steps[_i][0] if _i < len(_steps) else None");
  const name = mp.globals.get("_name");
  if (name === null) break;
  mp.runPython("_kept[_i] = _steps[_i][1]()\n_i += 1");
  const now = retained();
  console.log(`${name} ${now - last}`);
  last = now;
}
console.log(`total ${last - before}`);
mp.runPython("import micropython\nmicropython.qstr_info()");
