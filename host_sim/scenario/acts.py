"""What the events of a scenario do to the input frame, to the house and to the judge's list of limits."""

from functools import partial

from host_sim.scenario import describe
from host_sim.scenario.events import SOURCES
from host_sim.scenario.household import Load
from host_sim.scenario.outage import NET_S, Outage
from host_sim.scenario.signals import Contacts, Slots
from tandem.control.param_table import P_OPT_OUT_H
from tandem.ports.frame import IN_POWER_PRICE_STATE, IN_WALL_STATE, Q_ABSENT, Q_GOOD

BEATS_S = 7200  # failsafe duration where a scenario does not say one


class Acts:
    """timeline() gives what happens when; log holds what has happened, as (s since the start, text)."""

    def __init__(self, world):
        self._world = world
        self._clock_lost = False
        self._owner: dict = {}  # of each input: the event that set it last
        self._kept = {}  # by event: what its end needs
        self.log = []
        self.slots = Slots(world)
        self.contacts = Contacts(world)
        for event in world.scenario.events:
            if event.kind == "source":
                self.slots.fit(SOURCES.index(event.get("source")))
            elif event.kind in ("sg", "dim", "thermostat"):
                self.contacts.fit(event.kind)

    def timeline(self):
        """[(s since the start, function)]; ends come before beginnings of the same moment."""
        config = self._world.simulation.config
        acts = []
        for event in self._world.scenario.events:
            for from_s, to_s in event.times(config.start, config.days):
                length_s = event.get(event.kind) if event.kind in ("restart", "power_cut") else None
                if length_s is not None:
                    to_s = from_s + length_s
                acts.append((from_s, 1, partial(self._begin, event, to_s)))
                if to_s is not None:
                    acts.append((to_s, 0, partial(self._end, event)))
        acts.sort(key=lambda act: act[:2])
        return [(t, act) for t, _, act in acts]

    def controller_started(self):
        """The net is back: clock and the sources of limits speak again."""
        self._world.raw[IN_WALL_STATE] = Q_ABSENT if self._clock_lost else Q_GOOD
        self.slots.online(True)

    def _begin(self, event, to_s):
        t = self._world.now_s()
        self.log.append((t, describe.begins(event)))
        self._owner[self._input(event)] = event
        getattr(self, f"_{event.kind}")(event, to_s)

    def _end(self, event):
        # What another event has set since is left alone.
        if self._owner[self._input(event)] is not event:
            return
        text = describe.ends(event)
        if text:
            self.log.append((self._world.now_s(), text))
        getattr(self, f"_{event.kind}_over")(event)

    @staticmethod
    def _input(event):
        """Name of what an event sets, so that an older one does not put it back."""
        if event.kind in ("source", "missing"):
            return event.kind, event.get(event.kind)
        if event.kind == "lpc":
            return "beats" if event.get("lpc") in ("beats", "silence") else "lpc"
        if event.kind in ("fault", "load", "set"):
            return event.kind, event.number
        return event.kind

    def _source(self, event, to_s):
        state = event.get("state", "set")
        until_s = to_s if event.get("says_end") else None
        self.slots.set(SOURCES.index(event.get("source")), state, event.get("watts", 0.0), until_s)

    def _source_over(self, event):
        self.slots.set(SOURCES.index(event.get("source")), "none", 0.0, None)

    def _sg(self, event, _to_s):
        self.contacts.sg(event.get("sg"))

    def _sg_over(self, _event):
        self.contacts.sg(2)

    def _dim(self, event, _to_s):
        self.contacts.dim(event.get("dim"))

    def _dim_over(self, event):
        self.contacts.dim("closed" if event.get("dim") == "open" else "open")

    def _thermostat(self, event, _to_s):
        self.contacts.thermostat(event.get("thermostat") == "on")

    def _thermostat_over(self, event):
        self.contacts.thermostat(event.get("thermostat") != "on")

    def _lpc(self, event, _to_s):
        world, sender, what = self._world, self._world.sender, event.get("lpc")
        t = world.now_s()
        if what == "beats":
            sender.start(t)
        elif what == "silence":
            sender.stop()
            return
        elif what == "limit":
            sender.limit(t, event.get("watts"), event.get("duration", 0))
        elif what == "release":
            sender.release(t)
        else:
            sender.failsafe(event.get("watts"), event.get("duration", BEATS_S))
        world.wake()

    def _lpc_over(self, event):
        t, what = self._world.now_s(), event.get("lpc")
        if what == "beats":
            self._world.sender.stop()
        elif what == "silence":
            self._world.sender.start(t)
        else:
            self._world.sender.release(t)
            self._world.wake()

    def _set(self, event, _to_s):
        params = self._world.params()
        self._kept[event.number] = {pid: params[pid] for pid in event.get("set")}
        self._put(event.get("set"))

    def _set_over(self, event):
        self._put(self._kept.pop(event.number))

    def _put(self, values):
        world = self._world
        world.simulation.set_parameters(values)
        if values.get(P_OPT_OUT_H):
            world.limits.opt_out(world.now_s(), world.now_s() + values[P_OPT_OUT_H] * 3600)

    def _fault(self, event, _to_s):
        event.get("fault").begin(self._world.simulation.board)

    def _fault_over(self, event):
        event.get("fault").end(self._world.simulation.board)

    def _meter(self, event, _to_s):
        site = self._world.site
        if event.get("meter") == "silent":
            site.silent = True
        else:
            site.fault(True)

    def _meter_over(self, _event):
        self._world.site.silent = False
        self._world.site.fault(False)

    def _clock(self, _event, _to_s):
        self._clock_lost = True
        self._world.raw[IN_WALL_STATE] = Q_ABSENT

    def _clock_over(self, _event):
        self._clock_lost = False
        self._world.raw[IN_WALL_STATE] = Q_GOOD

    def _missing(self, event, _to_s):
        self._world.publisher.missing.add(event.get("missing"))

    def _missing_over(self, event):
        self._world.publisher.come(event.get("missing"))

    def _load(self, event, _to_s):
        load = Load(event.get("load"), int(event.get("phase", 0)), event.get("controllable", False))
        self._kept[event.number] = load
        self._world.site.loads.append(load)

    def _load_over(self, event):
        self._world.site.loads.remove(self._kept.pop(event.number))

    def _restart(self, event, _to_s):
        self._outage(event, False)

    def _power_cut(self, event, _to_s):
        self._outage(event, True)

    def _outage(self, event, mains):
        self._kept[event.number] = outage = Outage(self._world.simulation, mains)
        outage.begin()

    def _restart_over(self, event):
        """The controller starts; its links find the net again a minute later."""
        world = self._world
        world.raw[IN_WALL_STATE] = Q_ABSENT
        if "prices" in world.publisher.feeds:
            world.raw[IN_POWER_PRICE_STATE] = Q_ABSENT
        self.slots.online(False)
        self._kept.pop(event.number).end()
        world.simulation.at(world.start_s + world.now_s() + NET_S, world.controller_started)

    _power_cut_over = _restart_over
