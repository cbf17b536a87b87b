"""What the board runs first. However it ends, there is a watchdog: no prompt is left alone for ever."""

import sys

import machine

left_ms = 20000  # it failed, which nobody asked for: reset soon
try:
    try:
        from launcher import boot
    except ImportError:
        import os

        # The power failed while a board was flashed, between the two renames that replace the launcher.
        os.rename("/launcher.new", "/launcher")
        from launcher import boot

    left_ms = boot.run()
except KeyboardInterrupt:
    left_ms = 120000
except Exception as error:
    sys.print_exception(error)
finally:
    machine.WDT(timeout=left_ms)
