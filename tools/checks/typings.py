"""Lays out the standard library as a board sees it, for the device type check:  python -m tools.checks.typings

Copies the installed stubs to .venv/typings, since the type checker will not take a standard library from among the
installed packages.
"""

import shutil
from importlib.metadata import files

from tools.checks.source import ROOT

PACKAGES = ("micropython-stdlib-stubs", "micropython-esp32-stubs")
TARGET = ROOT / ".venv" / "typings"


def main():
    """Replace the folder."""
    shutil.rmtree(TARGET, ignore_errors=True)
    for package in PACKAGES:
        for file in files(package) or ():
            if ".dist-info/" not in file.as_posix() and ".." not in file.parts:
                target = TARGET / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file.locate(), target)


if __name__ == "__main__":
    main()
