"""numba or plain Python, from the same source.

TANDEM_PLAIN=1 leaves every function as plain Python: the oracle of the compiled one. No fast-math: both give the same
bits on one machine. Compiled code is kept in a folder named after the hash of all sources it can depend on, because
numba itself only looks at the file of the outermost function.
"""

import hashlib
import os
from pathlib import Path

import tandem.ports.frame
import tandem.ports.reasons

PLAIN = os.environ.get("TANDEM_PLAIN", "") not in ("", "0")


def sources_hash():
    """Hash over every source that ends up in the compiled plant."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    files += [Path(tandem.ports.frame.__file__), Path(tandem.ports.reasons.__file__)]
    sha = hashlib.sha256()
    for file in files:
        sha.update(file.read_bytes())
    return sha.hexdigest()[:16]


if PLAIN:

    def jit(function):
        """Leave the function as it is."""
        return function

else:
    import numba

    _cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tandem" / sources_hash()
    numba.config.CACHE_DIR = str(_cache)

    def jit(function):
        """Compile the function, keep the result on disk.

        Nothing here allocates, so no reference is counted: that alone cost a third of the time.
        """
        return numba.njit(cache=True, fastmath=False, error_model="numpy", _nrt=False)(function)
