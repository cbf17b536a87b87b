"""A virtual board: a MicroPython behind a serial port, with a flash and a watchdog of its own and the simulator's house
at its ports. See docs/virtual-board.md."""
