"""The command ``tandem``, run in a folder: as it is installed, or in this process, which saves seconds of imports."""

import contextlib
import io
import subprocess
import sys
from pathlib import Path

from host_sim import cli

TANDEM = str(Path(sys.executable).parent / "tandem")


def installed(*words, cwd):
    """The CompletedProcess of the installed command."""
    return subprocess.run([TANDEM, *words], capture_output=True, text=True, cwd=cwd, timeout=600)


def tandem(*words, cwd):
    """The same of its main()."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = cli.main(list(words))
        except SystemExit as end:  # argparse, after its help
            code = end.code or 0
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())
