"""A store of folders that were built before: building is slow, and tests build the same thing many times.

An entry is found by a hash of all that it was made of: sources, scripts, the tools themselves, the interpreter. Several
processes may use it at once; an entry appears as a whole. The oldest go when there are many.
"""

import hashlib
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
MOST = 24
_RESULT = "result.json"
_TREE = "tree"


def from_store(store, words, sources, target, build):
    """Fill target, which is not there, from the store, or by build(), whose result (for JSON) is given back either way.

    words: what else it depends on, as text; sources: files and folders.
    """
    entry = Path(store) / key(words, sources)
    try:
        result = json.loads((entry / _RESULT).read_text())
        shutil.copytree(entry / _TREE, target)
        os.utime(entry)
        return result
    except (OSError, ValueError):
        shutil.rmtree(target, ignore_errors=True)
        shutil.rmtree(entry, ignore_errors=True)
    result = build()
    entry.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=store))
    shutil.copytree(target, fresh / _TREE)
    (fresh / _RESULT).write_text(json.dumps(result))
    try:
        fresh.rename(entry)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)  # another process was faster
    _prune(Path(store))
    return result


def key(words, sources):
    """Hash of everything."""
    sha = hashlib.sha256(repr((sys.version, [str(word) for word in words])).encode())
    files = [(path.name, path) for path in sorted([*TOOLS.glob("*.py"), *TOOLS.glob("checks/*.py")])]
    for source in map(Path, sources):
        if source.is_dir():
            files += [(path.relative_to(source).as_posix(), path) for path in sorted(source.rglob("*"))]
        else:
            files.append((source.name, source))
    for name, path in files:
        if path.is_file() and "__pycache__" not in path.parts:
            data = path.read_bytes()
            sha.update(f"{name} {len(data)} ".encode() + data)
    return sha.hexdigest()[:32]


def _prune(store):
    entries = sorted((path for path in store.iterdir() if path.is_dir()), key=_age)
    for path in entries[:-MOST]:
        shutil.rmtree(path, ignore_errors=True)


def _age(path):
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
