"""Sensor by sensor: is it there, can its value be, does it follow a warm hand?"""

from host_sim.reason_texts import CHANNEL_TEXTS
from tandem.ports import frame
from tools.console.board import CHANNELS, QUALITY
from tools.console.commission.site import mean, risen_s
from tools.console.commission.step import Step
from tools.console.commission.words import celsius, doubtful, ok, wrong

_WATCH_S = 25
_HAND_S = 120
_HAND_C100 = 80
_JUMP_C100 = 400  # between two looks: a loose contact
_RANGES = {"outdoor": (-3000, 4500), "room": (300, 3500)}
_WATER = (50, 8800)
_AIR = ("outdoor", "room")  # by hand; what is on pipes is followed while a machine heats
_CAUSES = {frame.Q_OPEN: "sensor-open", frame.Q_SHORT: "sensor-short", frame.Q_FAULT: "sensor-fault"}


def text_of(channel):
    """For people."""
    return CHANNEL_TEXTS[CHANNELS[channel]]


def needed(p):
    """(channels that must be there, channels that may be) in such a house."""
    must = ["outdoor", "flow"]
    may = ["return"]
    if p["room_use"]:
        must.append("room")
    if p["hp_fitted"]:
        must += ["hp_flow", "hp_return"]
    if p["boiler_fitted"]:
        may.append("boiler_flow")
    if p["dhw_by"]:
        must.append("tank")
    if p["scheme"] == 2:
        must.append("mixed_flow")
    return must, may


class Sensor(Step):
    """One sensor of temperature."""

    def __init__(self, channel, must):
        self.channel = channel
        self.must = must
        self.key = f"sensor-{channel}"
        self.title = f"Sensor: {text_of(channel)}"
        self.by_hand = channel in _AIR
        self.hint = "Have the sensor at hand: it is warmed for two minutes." if self.by_hand else "Looks for a while."
        self.about_s = _WATCH_S + (_HAND_S if self.by_hand else 0)
        self.moves = False

    def run(self, site):
        """See Step."""
        channel = self.channel
        looks = site.watch(_WATCH_S, text="looking")
        last = looks[-1]
        quality = last.q[channel]
        if quality != frame.Q_GOOD:
            said = [("quality", QUALITY.get(quality, "?"))]
            if quality == frame.Q_ABSENT and not self.must:
                return ok("Not fitted, and not needed.", said)
            cause = f"{_CAUSES.get(quality, 'sensor-open')}:{channel}"
            return wrong("No value.", cause, said)
        value = mean(looks, channel)
        values = [look.v[channel] for look in looks if look.good(channel)]
        measured = [("value", celsius(value)), ("moved", celsius(max(values) - min(values)))]
        low, high = _RANGES.get(channel, _WATER)
        if not low <= value <= high:
            return wrong("Such a value cannot be: another type of sensor, or another place.", "", measured)
        if any(abs(b - a) > _JUMP_C100 for a, b in zip(values, values[1:])):
            return doubtful("The value jumps: a loose contact.", measured)
        return self._hand(site, measured) if self.by_hand else ok("It is there, and its value can be.", measured)

    def _hand(self, site, measured):
        channel = self.channel
        before = site.look()
        if not site.person.act(f"warm:{channel}", f"Warm the sensor with your hand: {text_of(channel)}."):
            return ok("It is there, and its value can be; not warmed by hand.", measured)
        others = [name for name in _AIR if name != channel and before.good(name)]

        def moved(look):
            return any(look.good(name) and look.v[name] - before.v[name] >= _HAND_C100 for name in (channel, *others))

        looks = [before, *site.watch(_HAND_S, moved, "warming")]
        site.person.act(f"let-go:{channel}", "Let it go.")
        measured.append(("warmed by hand", celsius(looks[-1].v[channel] - before.v[channel])))
        if risen_s(looks, channel, _HAND_C100) is not None:
            return ok("It is there, and follows.", measured)
        for name in others:
            if risen_s(looks, name, _HAND_C100) is not None:
                cause = "swapped-outdoor-room" if {name, channel} == set(_AIR) else ""
                return wrong(f"Another one moved: {text_of(name)}.", cause, measured)
        return doubtful("It does not follow the hand: it hangs elsewhere, or very slowly.", measured)


class Outdoor(Step):
    """Is the outdoor temperature what a thermometer says?"""

    key = "outdoor"
    title = "Outdoor temperature"
    hint = "Needs a thermometer, or the weather report: how warm is it outdoors now?"
    about_s = 20
    moves = False

    def run(self, site):
        """See Step."""
        look = site.look()
        said = site.person.number("outdoor", "How warm is it outdoors, in degrees C?")
        if not look.good("outdoor"):
            return wrong("No value; see the sensor's own step.", "", [])
        value = look.v["outdoor"]
        measured = [("sensor", celsius(value))]
        room = look.v["room"] if look.good("room") else None
        if said is None:
            if room is not None and value > 1800 and room < 1200:
                return wrong("The room is cold and outdoors is warm.", "swapped-outdoor-room", measured)
            return doubtful("Nobody compared it with a thermometer.", measured)
        measured.append(("thermometer", f"{said:.1f} C"))
        off = abs(value / 100 - said)
        if off <= 4.0:
            return ok("It agrees with the thermometer.", measured)
        if room is not None and abs(room / 100 - said) <= 3.0:
            return wrong("The room's sensor shows what it is outdoors.", "swapped-outdoor-room", measured)
        return doubtful(f"It is {off:.0f} K off: sun on the sensor, the wall's warmth, or another type.", measured)
