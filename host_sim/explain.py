"""Says for a moment of a run, in plain words, what the machine did and why: `tandem explain out/run 2d17:05`.

Made from the log of decisions beside the report. Sentences are put together from what the firmware itself gave as its
reasons; nothing is guessed from the plots.
"""

from datetime import datetime, timedelta
from zipfile import BadZipFile

from host_sim.decision_log import NAME, read
from host_sim.reason_texts import ALARM_TEXTS, CHANNEL_TEXTS, clause
from host_sim.report_text import duration_text, figure_text
from host_sim.scenario.words import DAY_S, clock_s
from tandem.ports.frame import DHW_HYGIENE, DHW_NONE, PLAN_NONE, Q_GOOD
from tandem.ports.limits import LIMIT_SET
from tandem.ports.reasons import (
    R_BRIDGE,
    R_HEAT,
    R_HYGIENE,
    R_LIMIT_CAP,
    R_LIMIT_OFF,
    R_LIMIT_WAIT,
    R_NO_LIMIT,
    R_NONE,
    R_NOT_FITTED,
    R_OTHER_SOURCE,
    R_TANK,
)

RECENT_S = 1800
WIDTH = 100
# Reasons that only say "as planned": the plan's own reason is then told, too.
_PLANNED = (R_HEAT, R_OTHER_SOURCE, R_BRIDGE, R_NONE)
_LIMITED = (R_LIMIT_OFF, R_LIMIT_WAIT, R_LIMIT_CAP)


class ExplainError(ValueError):
    """A moment or a folder that cannot be explained: one line."""


def moment_s(word, start, length_s):
    """Seconds since the start of "2d17:05", "17:05" (a run of one day) or "2025-01-22 17:05"; raises ExplainError."""
    end = start + timedelta(seconds=length_s)
    span = f"the run goes from 0d{start:%H:%M} ({start:%Y-%m-%d %H:%M}) to {_name(length_s)} ({end:%Y-%m-%d %H:%M})"
    try:
        day, d, clock = word.strip().partition("d")
        if d and day.isdecimal():
            t_s = int(day) * DAY_S + (clock_s(clock) if clock else 0)
        elif "-" in word:
            t_s = round((datetime.fromisoformat(word.strip()) - start).total_seconds())
        else:
            t_s = clock_s(word.strip())
            if length_s > DAY_S:
                raise ExplainError(f"'{word}': which day? Write 0d{word.strip()} for the first; {span}")
    except ExplainError:
        raise
    except (ValueError, TypeError, OverflowError):
        raise ExplainError(f"'{word}' is not a moment; write 2d17:05 or 2025-01-22 17:05; {span}") from None
    if not 0 <= t_s < length_s:
        raise ExplainError(f"'{word}' is outside the run; {span}")
    return t_s


def _name(t_s):
    return f"{t_s // DAY_S}d{t_s % DAY_S // 3600:02d}:{t_s % 3600 // 60:02d}"


def load(folder):
    """(Table, about) of the run in a folder; raises ExplainError."""
    path = folder / NAME
    try:
        table, about = read(path)
    except OSError:
        raise ExplainError(f"{folder}: no {NAME} there; 'tandem sim --out {folder}' writes it") from None
    except (ValueError, KeyError, EOFError, BadZipFile) as error:
        raise ExplainError(f"{path}: cannot be read: {error}") from None
    if not len(table):
        raise ExplainError(f"{path}: nothing was simulated")
    return table, about


def explain(folder, word):
    """The explanation as lines; raises ExplainError."""
    table, about = load(folder)
    start = datetime.fromisoformat(about["start"])
    t_s = moment_s(word, start, about["length_s"])
    return Moment(table, about, start, t_s).lines()


class Moment:
    """One moment of a run."""

    def __init__(self, table, about, start, t_s):
        self.table = table
        self.about = about
        self.start = start
        self.t_s = t_s
        self.i = max(0, table.before(t_s))
        self.now = table.row(self.i)

    def lines(self):
        """All that is to be said, a sentence or two per line."""
        when = self.start + timedelta(seconds=self.t_s)
        said = [f"{when:%H:%M} on day {self.t_s // DAY_S} ({when:%a %d %b %Y}):"]
        parts = (self._house, self._limits, self._heat_pump, self._boiler, self._hot_water, self._mode, self._alarms,
                 self._recent, self._next)  # fmt: skip
        return said + [text for part in parts if (text := part())]

    # --- the machines ---

    def _heat_pump(self):
        now = self.now
        if now["hp_why"] == R_NOT_FITTED:
            return ""
        why = self._why(now["hp_why"])
        if now["defrost"]:
            return f"The heat pump is defrosting; {why}."
        since = self._since("hp")
        if now["hp"] and now["hp_run"]:
            text = f"The heat pump runs{since} with {figure_text(now['hp_w'])} W"
            if now["hp_set_c100"] > 0:
                text += f" and is to make {_c(now['hp_set_c100'])}"
            if now["hp_cap_why"] not in (R_NO_LIMIT, R_NONE):
                text += f", held to {figure_text(now['hp_cap_w'])} W ({self._why(now['hp_cap_why'])})"
            return f"{text}, because: {why}."
        if now["hp"]:
            return f"The heat pump has been told to run{since} and does not run yet, because: {why}."
        if now["hp_run"]:
            return f"The heat pump has been told to stop{since} and still runs, because: {why}."
        return f"The heat pump is off{since}, because: {why}."

    def _boiler(self):
        now = self.now
        if now["boiler_why"] == R_NOT_FITTED:
            return ""
        why = self._why(now["boiler_why"])
        since = self._since("boiler")
        if not now["boiler"]:
            text = f"The boiler does not heat{since}, because: {why}."
            return text if not now["flame"] else f"{text} Its flame burns: for the tap, or it is about to stop."
        burns = "heats" if now["flame"] else "is called and has no flame just now, with its goal"
        return f"The boiler {burns} at {_c(now['boiler_set_c100'])}{since}, because: {why}."

    def _why(self, code):
        """The reason, and what stands behind one that only points elsewhere."""
        now = self.now
        text = clause(code)
        held = not now["hp"] and now["plan_why"] in _LIMITED and code == now["hp_why"] and code not in _LIMITED
        if (held or code in _PLANNED) and now["plan_why"] not in (R_NONE, code):
            code = now["plan_why"]
            text = f"{text}; {clause(code)}"
        source = self._source() if code in _LIMITED else ""
        return f"{text} ({source})" if source else text

    def _since(self, name):
        """Since when a command has been as it is."""
        column = self.table[name]
        j = self.i
        while j > 0 and column[j - 1] == column[self.i]:
            j -= 1
        return f" since {self._clock(int(self.table['t_s'][j]))}" if j > 0 else ""

    # --- limits ---

    def _source(self):
        """The limit that stands behind a limited machine."""
        hard, soft = self._limit("hard"), self._limit("soft")
        ruling = min((text for text in (hard, soft) if text), key=lambda text: text[0], default=None)
        return "" if ruling is None else ruling[1]

    def _limit(self, kind):
        """(watts, text) of the hard or the soft limit, None without one."""
        now = self.now
        if now[f"{kind}_state"] != LIMIT_SET:
            return None
        why = now[f"{kind}_why"]
        name = clause(why) if why != R_NONE else "a limit that must be obeyed" if kind == "hard" else "a limit by wish"
        end = self._limit_ends(kind)
        watts = now[f"{kind}_w"]
        return watts, f"{name}: {figure_text(watts)} W{'' if end is None else f' until {self._clock(end)}'}"

    def _limit_ends(self, kind):
        """When this limit changes, None when it does not any more in the run."""
        table = self.table
        same = (table[f"{kind}_state"] == self.now[f"{kind}_state"]) & (table[f"{kind}_why"] == self.now[f"{kind}_why"])
        later = (~same[self.i :]).nonzero()[0]
        return int(table["t_s"][self.i + later[0]]) if len(later) else None

    def _limits(self):
        texts = [text[1] for text in (self._limit("hard"), self._limit("soft")) if text]
        if self.now["boost"]:
            asked = "recommended" if self.now["boost"] == 1 else "ordered"
            texts.append(f"running is {asked} ({clause(self.now['boost_why'])})")
        return f"In force: {'; '.join(texts)}." if texts else ""

    # --- the house ---

    def _house(self):
        now = self.now
        parts = []
        if now["room_ok"] == Q_GOOD:
            target = now["target_c100"] or now["target"]
            gap = (now["room"] - target) / 100.0
            where = "at" if abs(gap) < 0.05 else f"{abs(gap):.1f} K {'below' if gap < 0 else 'above'}"
            parts.append(f"the room is {_c(now['room'])}, {where} its target of {_c(target)}")
        if now["outdoor_ok"] == Q_GOOD:
            parts.append(f"outdoors {_c(now['outdoor'])}")
        if now["req_c100"] > 0:
            parts.append(f"the house needs water of {_c(now['req_c100'])}")
        elif now["plan"] == PLAN_NONE:
            parts.append(f"no heating ({clause(now['plan_why'])})")
        text = ", ".join(parts)
        return f"{text[:1].upper()}{text[1:]}." if text else ""

    def _hot_water(self):
        now = self.now
        if now["dhw"] == DHW_NONE:
            return ""
        what = "is being disinfected" if now["dhw"] == DHW_HYGIENE or now["dhw_why"] == R_HYGIENE else "is being heated"
        warm = f", now {_c(now['tank'])}" if now["tank_ok"] == Q_GOOD else ""
        return f"The tank {what} to {_c(now['dhw_goal_c100'])}{warm}, because: {clause(now['dhw_why'])}."

    def _mode(self):
        code = self.now["mode_why"]
        return "" if code in (R_NONE, R_TANK) else f"Mode: {clause(code)}."

    def _alarms(self):
        alarms = [text for bit, text in ALARM_TEXTS.items() if self.now["alarms"] & bit]
        lost = [text for ch, text in CHANNEL_TEXTS.items() if self.now["bad"] >> ch & 1]
        if lost:
            alarms.append(f"without a usable value: {', '.join(lost)}")
        return f"Alarms: {'; '.join(alarms)}." if alarms else ""

    # --- before and after ---

    def _recent(self):
        happened = [(t, text) for t, text in self.about["events"] if self.t_s - RECENT_S <= t <= self.t_s]
        if not happened:
            return ""
        return "Just before: " + "; ".join(f"{self._clock(t)} {text}" for t, text in happened[-3:]) + "."

    def _next(self):
        """The first changes of limits and machines that follow."""
        table, coming = self.table, {}
        for name in ("hard_state", "soft_state", "hp", "boiler", "plan"):
            later = (table[name][self.i :] != self.now[name]).nonzero()[0]
            if len(later):
                coming.setdefault(self.i + int(later[0]), []).append(name)
        if not coming:
            return "Next: nothing changes until the end of the run."
        texts = []
        for i in sorted(coming)[:3]:
            row = table.row(i)
            after = int(row["t_s"]) - self.t_s
            texts.append(f"{self._clock(row['t_s'])} (in {_span(after)}) {self._change(row, coming[i])}")
        return "Next: " + "; ".join(texts) + "."

    @staticmethod
    def _change(row, names):
        said = []
        for kind, limit in (("hard", "the limit that must be obeyed"), ("soft", "the limit by contract or wish")):
            if f"{kind}_state" in names:
                if row[f"{kind}_state"] == LIMIT_SET:
                    why = row[f"{kind}_why"]
                    name = clause(why) if why != R_NONE else "a limit"
                    said.append(f"{name} comes: {figure_text(row[f'{kind}_w'])} W")
                else:
                    said.append(f"{limit} ends")
        if "hp" in names:
            said.append(f"the heat pump {'starts' if row['hp'] else 'stops'}: {clause(row['hp_why'])}")
        if "boiler" in names:
            said.append(f"the boiler {'is called' if row['boiler'] else 'is let go'}: {clause(row['boiler_why'])}")
        if not said:
            said.append(f"another plan: {clause(row['plan_why'])}")
        return " and ".join(said)

    def _clock(self, t_s):
        """Time of day, with the day when it is another one."""
        when = self.start + timedelta(seconds=int(t_s))
        if int(t_s) // DAY_S == self.t_s // DAY_S:
            return f"{when:%H:%M}"
        return f"{when:%H:%M} on day {int(t_s) // DAY_S}" if t_s >= 0 else "before the start"


def _span(seconds):
    return f"{seconds} s" if seconds < 60 else duration_text(seconds)


def _c(c100):
    return f"{c100 / 100.0:.1f} C"
