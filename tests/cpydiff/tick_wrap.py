"""Where the millisecond counter starts again: after 12.4 days on a board, never on the 64-bit unix port.

Cause: a tick is a small integer, and that has 31 bits on a board and 63 on a PC.
For us: every clock of ours counts modulo 2^30, in the simulator too, so that the wrap is met long before a board does.
Outputs: cpython | unix64 | wasm32
"""

import time

try:
    print("period", time.ticks_add(0, -1) + 1)
except AttributeError:
    print("no ticks")
