"""A private constant is not there at run time.

Cause: MicroPython replaces _NAME = const(..) by its value while it compiles, and stores no name.
For us: a private constant can be seen neither from a test nor from another module; shared ones have public names.
Outputs: cpython | unix64 wasm32
"""

try:
    from micropython import const
except ImportError:

    def const(value):
        return value


_HIDDEN = const(600)
print("_HIDDEN" in globals())
