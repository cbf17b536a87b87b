"""What a power limit is: who may set it, what it refers to, how fast it must act, what silence means.

Three things differ and are never a magic number: LIMIT_ABSENT (source not configured), LIMIT_NONE (source alive, no
limit), LIMIT_LOST (source silent). Zero watts is a limit.
"""

# Sources, in the order of their slots in the input frame.
SRC_FUSE = 0  # connection, per phase
SRC_EMERGENCY = 1  # emergency stop of the grid operator
SRC_GRID = 2  # LPC, par. 14a, SG state 1 of a grid operator
SRC_CONTRACT = 3  # capacity profile
SRC_MANAGER = 4  # energy manager's wish
SRC_QUIET = 5  # quiet hours

# State of a source, and of the envelope.
LIMIT_ABSENT = 0
LIMIT_NONE = 1
LIMIT_SET = 2
LIMIT_LOST = 3

# Class, strongest first.
CLASS_FUSE = 0
CLASS_LEGAL = 1
CLASS_QUIET = 2
CLASS_CONTRACT = 3
CLASS_MANAGER = 4

# Reference point of the value.
REF_DEVICE = 0  # this device: compressor and heaters
REF_LOADS = 1  # sum of controllable loads
REF_IMPORT = 2  # import of the connection
REF_PHASE = 3  # import of the device's phase

# On silence.
SILENT_RELEASE = 0  # as if there were no limit
SILENT_HOLD = 1  # the last value stays
SILENT_SAFE = 2  # the source's failsafe limit
