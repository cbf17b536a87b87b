# A start without launcher and slots: what a virtual board's flash holds while its firmware is worked on.

import board
from bare import Launch

launch = Launch()
try:
    board.main(launch)
except KeyboardInterrupt:
    launch.safe()
    launch.watchdog.lengthen(120000)
    raise
