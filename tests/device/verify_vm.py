"""Verifies one image, as a board with little heap would: prints the refusal number. On MicroPython.

    micropython -X heapsize=... verify_vm.py LAUNCHER KEYS BOARD IMAGE...
"""

import gc
import sys

sys.path.insert(0, sys.argv[1])

from launcher.image import Image

with open(sys.argv[2], "rb") as file:
    trusted = file.read()
for path in sys.argv[4:]:
    print(Image().check(path, trusted, sys.argv[3].encode()))
    gc.collect()
