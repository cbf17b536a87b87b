"""What runs inside the interpreter of a virtual board, in place of a real board's port of MicroPython."""
