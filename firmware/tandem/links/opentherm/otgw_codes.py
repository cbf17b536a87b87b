"""Numbers of the gateway's text protocol: wishes, levels of access, errors, commands. All of it folds into the code."""

NONE = 0x7FFF
# Wishes by place: room and flow set-point in c100 (0: none), heating by that (0, 1), DHW enable (0, 1, NONE), highest
# modulation in percent (NONE), outdoor temperature in c100 (NONE), gateway or monitor (1, 0), set-point of hot water
# and highest flow in c100 (0), day and time (NONE), and a place for what nobody wants.
ROOM = 0
FLOW = 1
HEAT = 2
DHW = 3
MODULATION = 4
OUTDOOR = 5
ACTIVE = 6
DHW_SET = 7
MAX_SET = 8
CLOCK = 9
IDLE = 10
# What a client may do.
OFF = 0
READING = 1
WRITING = 2
# Errors: places in their texts.
OK = 0
NG = 2
SE = 4
BV = 6
OR = 8
NS = 10
NF = 12
OE = 14
# Kinds of values: a whole number, one with decimals, 0 or 1, the same or anything else for automatic, a letter.
WHOLE = 0
REAL = 1
SWITCH = 2
AUTO = 3
LETTER = 4
ENDS = 8  # to be added: what is no number ends the wish
# Commands that need more than a look into the table, as two letters.
PR = 0x5052
PS = 0x5053
TC = 0x5443
SC = 0x5343
SB = 0x5342
GW = 0x4757
SR = 0x5352
CR = 0x4352
PM = 0x504D
MI = 0x4D49
# Data-ids.
CLOCK_ID = 20
BOUNDS_ID = 48  # of hot water; of the highest flow it is the next
DHW_SET_ID = 56
MODE_ID = 99
PUSH = 0x1000  # of MODE_ID: hot water now
