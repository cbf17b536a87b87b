"""What a virtual board and its host say to each other: messages of 32-bit integers over a socket that keeps them whole.

A request is (word, sequence, a, b, data...), an answer (sequence, clock_ms, value, data...). Words below ANSWERED get no
answer. Imported on both sides.
"""

FEED = 0  # the watchdog
WRITE = 1  # data: an output frame
FALLBACK = 2
PIN_MODE = 3  # a: pin, b: mode
PIN_SET = 4  # a: pin, b: level
RESET = 5
AGAIN = 6  # a Ctrl-C came where none may break in: please once more
OFF = 7  # the power is gone
ANSWERED = 16
READY = 16  # booted so far that a Ctrl-C is understood
NOW = 17
READ = 18  # answer's data: an input frame
PAUSE = 19  # a: ms, in virtual time
WATCHDOG = 20  # a: ms, from now on
PIN_GET = 21  # a: pin; value: level
FLASH = 22  # a: FLASH_*, b: bytes; value: how many of them before the power fails
RTC_GET = 23  # a: 0 or 1; value: day since 2000 or second of the day
RTC_SET = 24  # a: day, b: second

FLASH_WRITE = 0
FLASH_ERASE = 1

REQUEST = 64
ANSWER = 128
DATA = 4  # where the data of either begin

# Causes of a reset, as the ESP32 port numbers them.
POWER_ON = 1
HARD_RESET = 2
WATCHDOG_RESET = 3
SOFT_RESET = 5

CHANNEL_FD = 3
FLASH_FD = 4
BLOCK = 4096
