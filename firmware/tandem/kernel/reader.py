"""One reader's place in the ring of events. Every link that hands events on has its own; a board without needs none."""

from tandem.kernel.events import MASK


class Reader:
    """One reader's place in the ring. ``lost`` counts the events that were dropped before this reader came."""

    def __init__(self, events):
        self.events = events
        self.number = (events.total - events.held) & MASK
        self.lost = 0

    def next(self, row):
        """Copy the next unread event into ``row``; False when there is none."""
        missed = self.events.lost(self.number)
        self.lost += missed
        self.number = (self.number + missed) & MASK
        if not self.events.at(self.number, row):
            return False
        self.number = (self.number + 1) & MASK
        return True
