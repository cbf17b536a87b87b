"""Compiles the launcher, as it is put on a board once:  python -m tools.launcher FOLDER

FOLDER then holds main.py as text, and launcher/*.mpy with its constants folded. Its public names stay what they are:
images that are built later call them.
"""

import argparse
import shutil
import subprocess
from pathlib import Path

from tools.fold import fold, is_empty
from tools.mpy import CROSS, SOURCE


def build(target):
    """Compile into target; return [(module, size in bytes)]."""
    target = Path(target)
    texts = {f"launcher.{path.stem}": path.read_text(encoding="utf-8") for path in (SOURCE / "launcher").glob("*.py")}
    texts = {name: text for name, text in texts.items() if not is_empty(text)}
    folder = target / "launcher"
    folder.mkdir(parents=True, exist_ok=True)
    sizes = []
    for name, text in sorted(fold(texts).items()):
        source = target / (name.replace(".", "/") + ".py")
        source.write_text(text, encoding="utf-8")
        compiled = source.with_suffix(".mpy")
        subprocess.run([CROSS, "-s", name, "-o", compiled, source], check=True)
        source.unlink()
        sizes.append((name, compiled.stat().st_size))
    shutil.copy(SOURCE / "main.py", target / "main.py")
    return sizes


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    for name, size in build(parser.parse_args().folder):
        print(f"{name:24} {size:6} bytes")


if __name__ == "__main__":
    main()
