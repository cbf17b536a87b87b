"""What a virtual board and its host say to each other: messages of 32-bit integers over a socket that keeps them whole.

A request is (word, sequence, a, b, data...), an answer (sequence, clock_ms, value, break, data...). Words below
ANSWERED get no answer. Imported on both sides.
"""

FEED = 0  # the watchdog
WRITE = 1  # data: an output frame
FALLBACK = 2
PIN_MODE = 3  # a: pin, b: mode
PIN_SET = 4  # a: pin, b: level
RESET = 5
OFF = 6  # the power is gone
ANSWERED = 16
READY = 16  # booted so far that a Ctrl-C is understood
NOW = 17
READ = 18  # answer's data: an input frame
PAUSE = 19  # a: ms, in virtual time
WATCHDOG = 20  # a: ms, from now on
PIN_GET = 21  # a: pin; value: level
RTC_GET = 22  # a: 0 or 1; value: day since 2000 or second of the day
RTC_SET = 23  # a: day, b: second

REQUEST = 64
ANSWER = 128
BREAK = 3  # of an answer: a Ctrl-C has come
DATA = 4  # where the data of either begin

# Causes of a reset, as the ESP32 port numbers them.
POWER_ON = 1
HARD_RESET = 2
WATCHDOG_RESET = 3
SOFT_RESET = 5

# The supply of the flash: a file of five integers. The host writes the first two, the interpreter the others.
CUT_AT = 0  # number of the flash operation in which the power fails
TORN = 1  # 1: with half of it done
WRITES = 2  # flash operations begun
ERASES = 3
READS = 4
N_SUPPLY = 5
NEVER = 0x3FFFFFFF

CHANNEL_FD = 3
FLASH_FD = 4
SUPPLY_FD = 5
BLOCK = 4096
