"""OSError(5) knows its number on a board, and does not on CPython.

Cause: CPython fills in errno only when there is a text beside it.
For us: the number is taken from the arguments, never from .errno alone.
Outputs: cpython | unix64 wasm32
"""

print(OSError(5).errno)
