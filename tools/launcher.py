"""Compiles the launcher, as it is put on a board once:  python -m tools.launcher FOLDER

FOLDER then holds main.py as text, and launcher/*.mpy. It is compiled along with the firmware (tools/mpy.py): its public
names stay what they are, since images that are built later call them.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from tools import mpy


def put(tree, target):
    """Put the launcher of a compiled tree (mpy.build) into target; return [(module, size in bytes)]."""
    target = Path(target)
    shutil.rmtree(target / "launcher", ignore_errors=True)
    shutil.copytree(Path(tree, "launcher"), target / "launcher")
    shutil.copy(mpy.SOURCE / "main.py", target / "main.py")
    return [(f"launcher.{path.stem}", path.stat().st_size) for path in sorted((target / "launcher").iterdir())]


def build(target):
    """The same from the sources."""
    with tempfile.TemporaryDirectory() as folder:
        mpy.build(Path(folder, "tree"))
        return put(Path(folder, "tree"), target)


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    for name, size in build(parser.parse_args().folder):
        print(f"{name:24} {size:6} bytes")


if __name__ == "__main__":
    main()
