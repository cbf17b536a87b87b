"""Compiles the launcher, as it is put on a board once:  python -m tools.launcher FOLDER

FOLDER then holds main.py as text, and launcher/*.mpy, as tools/mpy.py makes them beside the firmware: public names stay
what they are, since images that are built later call them.
"""

import argparse
import shutil
from pathlib import Path

from tools import mpy
from tools.fold import fold


def build(target):
    """Compile into target; return [(module, size in bytes)]."""
    target = Path(target)
    shutil.rmtree(target / "launcher", ignore_errors=True)
    texts, _ = mpy.short_launcher(fold(mpy.launcher_texts()), {})
    sizes = []
    for name, text in sorted(texts.items()):
        size, _ = mpy.compile_text(name, text, target / (name.replace(".", "/") + ".mpy"))
        sizes.append((name, size))
    shutil.copy(mpy.SOURCE / "main.py", target / "main.py")
    return sizes


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    for name, size in build(parser.parse_args().folder):
        print(f"{name:24} {size:6} bytes")


if __name__ == "__main__":
    main()
