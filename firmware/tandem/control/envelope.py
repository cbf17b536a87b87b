"""Envelope: all sources of limits drawn together into two numbers, hard and soft.

hard: legal and fuse; soft: quiet hours, contracts, energy manager. Each as electrical power of compressor and heaters
at this device, with a state beside it, as zero watts is a limit. The lowest value of a class rules.
"""

from tandem.control.limits.source import Source
from tandem.control.param_table import P_CONTRACT_SAFE_W, P_FUSE_SAFE_W, P_GRID_SAFE_W, P_GRID_SILENT
from tandem.ports.frame import IN_LIMITS, LIMIT_FIELDS, N_SOURCES
from tandem.ports.limits import (
    LIMIT_ABSENT,
    LIMIT_NONE,
    LIMIT_SET,
    SILENT_HOLD,
    SILENT_RELEASE,
    SILENT_SAFE,
    SRC_CONTRACT,
    SRC_EMERGENCY,
    SRC_FUSE,
    SRC_GRID,
    SRC_MANAGER,
    SRC_QUIET,
)

# Where the states are in an input frame. A range with a step would be an object on the heap in every tick.
_STATES = tuple(range(IN_LIMITS, IN_LIMITS + N_SOURCES * LIMIT_FIELDS, LIMIT_FIELDS))


class Envelope:
    """hard_state/hard_w and soft_state/soft_w; changed is True in the tick in which one of them moved."""

    def __init__(self):
        self.sources = (
            Source(SRC_FUSE, True, SILENT_SAFE, -1, P_FUSE_SAFE_W),
            Source(SRC_EMERGENCY, True, SILENT_HOLD, -1, -1),
            Source(SRC_GRID, True, SILENT_HOLD, P_GRID_SILENT, P_GRID_SAFE_W),
            Source(SRC_CONTRACT, False, SILENT_SAFE, -1, P_CONTRACT_SAFE_W),
            Source(SRC_MANAGER, False, SILENT_RELEASE, -1, -1),
            Source(SRC_QUIET, False, SILENT_HOLD, -1, -1),
        )
        self.hard_state = LIMIT_ABSENT
        self.hard_w = 0
        self.soft_state = LIMIT_ABSENT
        self.soft_w = 0
        self.changed = False
        self.boost = 0  # encouragement: 0 none, 1 recommended, 2 must run
        self._idle = False

    def step(self, f, p):
        """Evaluate every source of input frame f."""
        any_state = 0
        for k in _STATES:
            any_state |= f[k]
        if any_state == LIMIT_ABSENT and self._idle:
            # No source is configured and none was in the last tick: nothing can have moved.
            self.changed = False
            return
        self._idle = any_state == LIMIT_ABSENT
        hard = soft = LIMIT_ABSENT
        hard_w = soft_w = 0
        for source in self.sources:
            source.step(f, p)
            state = source.state
            if source.hard:
                if state == LIMIT_SET:
                    if hard != LIMIT_SET or source.value_w < hard_w:
                        hard_w = source.value_w
                    hard = LIMIT_SET
                elif state == LIMIT_NONE and hard == LIMIT_ABSENT:
                    hard = LIMIT_NONE
            elif state == LIMIT_SET:
                if soft != LIMIT_SET or source.value_w < soft_w:
                    soft_w = source.value_w
                soft = LIMIT_SET
            elif state == LIMIT_NONE and soft == LIMIT_ABSENT:
                soft = LIMIT_NONE
        self.changed = (
            hard != self.hard_state or hard_w != self.hard_w or soft != self.soft_state or soft_w != self.soft_w
        )
        self.hard_state = hard
        self.hard_w = hard_w
        self.soft_state = soft
        self.soft_w = soft_w
