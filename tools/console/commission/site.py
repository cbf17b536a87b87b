"""A step's hands and eyes: a board whose outputs can be held, the person beside the machine, and time."""

import time

from tools.console.board import OUTS, TRIAL, USER
from tools.smp_port import Refused

HOLD_S = 30  # of the board; repeated with every look
LOOK_S = 5
SLICE_S = 0.3  # of our time between two looks at most: a virtual board may be faster than time
_STOP = 2
_NOT_NOW = 6


class Stopped(Exception):
    """The person has broken the step off."""


def by_the_clock(seconds):
    """Let time pass at a real board, or a virtual one whose time goes by itself."""
    time.sleep(min(seconds, SLICE_S))


class Person:
    """Who stands beside the machine. This one is nobody: cannot say, and does nothing."""

    def choose(self, key, text, options):
        """One of the options, or None for whoever cannot say. key: what it is about, for machines."""

    def notice(self):
        """What runs already is no news when choose() asks what moved."""

    def number(self, key, text):
        """A number, or None."""

    def act(self, key, text):
        """Do something by hand; False when it is left out."""
        return False


class Site:
    """board: tools.console.board.Board; person: a Person; passes(seconds): lets up to so much time pass; told(text):
    what goes on just now; stopped(): whether to break off. notes: what one step leaves to another."""

    def __init__(self, board, person, passes=by_the_clock, told=None, stopped=None):
        self.board = board
        self.person = person
        self.notes = {}
        self.p = {}
        self._passes = passes
        self._told = told or (lambda text: None)
        self._stopped = stopped or (lambda: False)
        self._holds = {}

    def begin(self):
        """The service stop is on, nothing is held, the parameters are known."""
        if not self.p:
            self.p = self.board.parameters()
        self._holds = {}
        if self.board.parameter("service") != _STOP:
            self.board.set({"service": _STOP}, keep=False)
        self.board.ask("write", USER, TRIAL, {"on": True})

    def end(self):
        """Nothing is held any more; the service stop stays until leave()."""
        self._holds = {}
        self.board.ask("write", USER, TRIAL, {"on": False})

    def leave(self):
        """The house is the controller's again."""
        self.end()
        self.board.set({"service": 0}, keep=False)

    def hold(self, **values):
        """Hold outputs from now on: {name of OUT_* in lower case: value}. Nothing else is held."""
        self._holds = {OUTS[name]: value for name, value in values.items()}
        if not values:
            self.board.ask("write", USER, TRIAL, {"on": True})

    def look(self):
        """A Look, with all that is held held on."""
        if self._stopped():
            raise Stopped
        if self._holds:
            body = {"o": self._holds, "s": HOLD_S}
            try:
                self.board.ask("write", USER, TRIAL, body)
            except Refused as refused:
                if refused.rc != _NOT_NOW:
                    raise
                # It ended by itself, as a repeat came too late or half an hour is over; a step goes on.
                self.begin_again(body)
        return self.board.look()

    def begin_again(self, body):
        """The same, in a new half hour."""
        self.board.ask("write", USER, TRIAL, {**body, "on": True})

    def wait(self, seconds):
        """Let time pass, whatever the board does."""
        if self._stopped():
            raise Stopped
        self._passes(seconds)

    def watch(self, seconds, until=None, text=""):
        """[Look] of so many of the board's seconds, at least two; until(look): whether that is enough."""
        looks = [self.look()]
        start = looks[0].up_s
        while until is None or not until(looks[-1]):
            gone = looks[-1].up_s - start
            if gone >= seconds:
                break
            if text:
                self._told(f"{text} ({gone} of {seconds} s)")
            at = looks[-1].up_s
            while True:
                self._passes(min(LOOK_S, seconds - gone))
                looks.append(self.look())
                if looks[-1].up_s > at:
                    break
                looks.pop()
        return looks


def mean(looks, channel, last_s=0):
    """Mean of a channel over the last seconds of some looks (0: all), None where it has no value."""
    end = looks[-1].up_s
    values = [look.v[channel] for look in looks if look.good(channel) and (not last_s or end - look.up_s <= last_s)]
    return sum(values) / len(values) if values else None


def risen_s(looks, channel, by):
    """Seconds after the first look at which a channel had risen by so much, None when it never did."""
    base = next((look.v[channel] for look in looks if look.good(channel)), None)
    if base is None:
        return None
    for look in looks:
        if look.good(channel) and look.v[channel] - base >= by:
            return look.up_s - looks[0].up_s
    return None
