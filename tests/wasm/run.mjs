// Runs one script on 32-bit MicroPython (WebAssembly):  node run.mjs [--copy path]... script.py [arguments]
// The current directory is the project's root. Every path is copied to the same place below /root of the
// interpreter's own file system, so relative names mean the same as outside. Exit code as the script's.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { loadMicroPython } from "../../node_modules/@micropython/micropython-webassembly-pyscript/micropython.mjs";

const HOME = "/root";

// Node would print the line of the interpreter's minified source, all 100 KB of it.
process.on("uncaughtException", (error) => {
  console.log(error.message);
  process.exit(1);
});

/** Copy a file or a tree to the place target; caches and what an editor left stay behind. */
export function copy(fs, path, target) {
  const name = path.split("/").pop();
  if (name === "__pycache__" || name.startsWith(".")) return;
  if (statSync(path).isDirectory()) {
    fs.mkdirTree(target);
    for (const entry of readdirSync(path).sort()) copy(fs, `${path}/${entry}`, `${target}/${entry}`);
  } else {
    fs.mkdirTree(target.split("/").slice(0, -1).join("/"));
    fs.writeFile(target, readFileSync(path));
  }
}

/** An interpreter that stands in a copy of the given paths; the paths are relative. */
export async function start(paths) {
  const mp = await loadMicroPython({ stdout: (line) => console.log(line), linebuffer: true });
  for (const path of paths) copy(mp.FS, path, `${HOME}/${path}`);
  mp.FS.mkdirTree(HOME);
  mp.runPython(`import os\nos.chdir("${HOME}")`);
  return mp;
}

async function main(argv) {
  const paths = [];
  while (argv[0] === "--copy") {
    paths.push(argv[1]);
    argv = argv.slice(2);
  }
  if (!argv.length) throw new Error("usage: run.mjs [--copy path]... script.py [arguments]");
  const mp = await start([...paths, argv[0]]);
  // The script's folder comes first on the path, as with any other Python.
  const folder = argv[0].split("/").slice(0, -1).join("/");
  mp.globals.set("_argv", JSON.stringify(argv));
  mp.globals.set("_folder", folder);
  try {
    mp.runPython(`
import sys, json
sys.path[0] = _folder
sys.argv[:] = json.loads(_argv)
with open(sys.argv[0]) as _file:
    _code = compile(_file.read(), sys.argv[0], "exec")
exec(_code, {"__name__": "__main__", "__file__": sys.argv[0]})
`);
  } catch (error) {
    const exit = /SystemExit: ?(\d*)\s*$/.exec(error.message);
    if (!exit) {
      console.log(error.message);
      return 1;
    }
    return Number(exit[1] || 0);
  }
  return 0;
}

if (process.argv[1].endsWith("/run.mjs")) process.exitCode = await main(process.argv.slice(2));
