# A start without launcher and slots: what a virtual board's flash holds while its firmware is worked on.

import sys

import board
import machine
from bare import Launch

launch = Launch()
try:
    board.main(launch)
except KeyboardInterrupt:
    launch.safe()
    launch.watchdog.lengthen(120000)
    raise
except Exception as error:
    sys.print_exception(error)
    machine.reset()
