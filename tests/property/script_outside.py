"""Hypothesis strategies for what comes from outside: clocks, series, contacts, meters, limits with an end, a sender."""

from hypothesis import strategies as st
from machine import Machine
from outside import MOST
from script import CHANGES, RECORD, SECONDS, SMALL, WATTS, parameter

from tandem.control import param_table as t
from tandem.ports import frame as fr
from tandem.ports.series import N_SERIES, SERIES_CO2, SERIES_PRICE, SERIES_PROFILE

DAY = 1440
MIDNIGHT = DAY * 9800  # 31 October 2026
QUALITY = st.sampled_from((fr.Q_GOOD,) * 8 + (fr.Q_ABSENT, fr.Q_OPEN, fr.Q_FAULT, 7, -1))
UTC = st.sampled_from((MIDNIGHT - 1, MIDNIGHT + 3, MIDNIGHT + 710, 1, 0, -1, 14, 15, 1 << 28, (1 << 28) - 1)) | SMALL
OFFSET = st.sampled_from((60, 120, 0, -720, 840, 1439, -1439, 1440, -1440)) | SMALL
JUMP = st.sampled_from((1, -1, 15, -15, 60, -60, DAY, -DAY, 7 * DAY, -7 * DAY, 720, -720, 5259600, -5259600, -10519200))
SET = (MIDNIGHT + 410, 60, True)


def series(kind):
    """(kind, quarters ahead of now, values, absolute?): a day as it should be, or anything."""
    low, high = {SERIES_PRICE: (-500, 4000), SERIES_CO2: (0, 600), SERIES_PROFILE: (-1, 300)}[kind]
    value = st.integers(low, high)
    day = st.lists(value, min_size=2, max_size=8).map(lambda some: (some * 96)[:96])
    odd = value | st.just(None) | st.sampled_from((-1, -2, 32767, -32768, 40000)) | SMALL
    any_values = st.lists(odd, max_size=40)
    ahead = st.sampled_from((0, 0, -4, 48, 96, -96, -97, -192, 192, 500))
    return st.one_of(
        st.tuples(st.just(kind), ahead, day, st.just(False)),
        st.tuples(st.just(kind), ahead, any_values, st.just(False)),
        st.tuples(st.just(kind), st.integers(-MOST + 99, MOST - 99), any_values, st.just(True)),
    )


def contacts():
    """SG Ready states, dimming, a thermostat; mostly with sense."""
    bit = st.sampled_from((0, 1, 1))
    both = st.tuples(bit, bit, QUALITY, QUALITY).map(lambda s: ((fr.CH_SG_1, s[0], s[2]), (fr.CH_SG_2, s[1], s[3])))
    lock = st.just(((fr.CH_SG_1, 1, fr.Q_GOOD), (fr.CH_SG_2, 0, fr.Q_GOOD)))
    one = st.tuples(st.sampled_from((fr.CH_DIM, fr.CH_DIM, fr.CH_THERMOSTAT)), bit, QUALITY).map(lambda c: (c,))
    return both | lock | one


def meters():
    """Import, phases, other loads, the sun as import below zero."""
    watts = st.sampled_from((0, -6000, -2500, 800, 5000, 5800, 9000)) | st.integers(-60000, 60000)
    phases = st.tuples(watts, watts, watts).map(
        lambda w: tuple((fr.CH_PHASE_1 + i, w[i], fr.Q_GOOD) for i in range(3)) + ((fr.CH_IMPORT, sum(w), fr.Q_GOOD),)
    )
    channel = st.sampled_from((fr.CH_IMPORT, fr.CH_PHASE_1, fr.CH_PHASE_2, fr.CH_LOADS))
    return phases | st.tuples(channel, watts | SMALL, QUALITY).map(lambda c: (c,))


LPC_W = st.sampled_from((*WATTS, 100000, 100001, -1))
LPC_S = st.sampled_from((0, 0, 60, 600, 7200, 604800, 604801, -1))
SENDER = st.one_of(
    st.tuples(st.just("beats"), st.booleans()),
    st.tuples(st.just("write"), st.tuples(st.sampled_from((1, 1, 1, 0, 2)), LPC_W, LPC_S)),
    st.tuples(st.just("config"), st.tuples(LPC_W, st.sampled_from((7200, 86400, 7199, 86401)))),
    st.tuples(st.just("any"), st.lists(SMALL, min_size=8, max_size=8)),
)
LIMIT = st.tuples(
    st.integers(0, 5), st.sampled_from((2, 2, 2, 1, 0, 3)), st.sampled_from(WATTS) | SMALL,
    st.sampled_from((0, 30, 300, 7200)) | SMALL,
)  # fmt: skip
OUTSIDE = st.one_of(
    st.just(("wall", (fr.Q_GOOD, *SET))),
    st.tuples(st.just("wall"), st.tuples(QUALITY, UTC, OFFSET, st.booleans())),
    st.tuples(st.just("jump"), JUMP),
    st.tuples(st.just("jump"), JUMP),
    st.tuples(st.just("push"), st.integers(0, N_SERIES - 1).flatmap(series)),
    st.tuples(st.just("push"), st.integers(0, N_SERIES - 1).flatmap(series)),
    st.tuples(st.just("contact"), contacts()),
    st.tuples(st.just("meter"), meters()),
    st.tuples(st.just("lpc"), SENDER),
    st.tuples(st.just("lpc"), SENDER),
    st.tuples(st.just("limit"), LIMIT),
    CHANGES,
)


def connections():
    """Settings of a house whose grid, clock and prices matter."""
    eager = st.fixed_dictionaries(
        {
            **{pid: st.just(value) for pid, value in RECORD.items()},
            t.P_HP_STARTS_HOUR: st.just(6),
            t.P_HP_MIN_ON_S: st.just(300),
            t.P_PUMP_LEAD_S: st.just(10),
            t.P_ENERGY_KMIN: st.just(5),
            t.P_RELEASE_S: st.sampled_from((0, 600)),
            t.P_BOILER_FITTED: st.sampled_from((1, 1, 1, 0)),
            t.P_SG_SENDER: st.integers(0, 2),
            t.P_SG_LOCK_W: st.sampled_from((0, 0, 1000)),
            t.P_LPC_USE: st.integers(0, 1),
            t.P_LPC_SILENT: st.integers(0, 1),
            t.P_DIM_USE: st.integers(0, 2),
            t.P_DIM_KIND: st.sampled_from((0, 0, 1)),
            t.P_DIM_SUM_W: st.sampled_from((4200, 3000, 30000)),
            t.P_FUSE_W: st.sampled_from((0, 0, 5750)),
            t.P_PHASE: st.integers(0, 3),
            t.P_PROFILE_USE: st.integers(0, 1),
            t.P_CONTRACT_SAFE_W: st.sampled_from((4200, 600)),
            t.P_CONTRACT_REF: st.sampled_from((0, 0, 0, 1, 2)),
            t.P_QUIET_FROM_MIN: st.sampled_from((0, 1380, 400)),
            t.P_QUIET_TO_MIN: st.sampled_from((0, 420, 460)),
            t.P_QUIET_W: st.sampled_from((0, 900, 1200)),
            t.P_PV_START_W: st.sampled_from((0, 1500)),
            t.P_WEIGHT_CO2_PCT: st.sampled_from((0, 0, 100, 40)),
            t.P_TARIFF: st.integers(0, 1),
            t.P_SCHED: st.integers(0, 1),
            t.P_DHW_BY: st.sampled_from((0, 0, 1, 3)),
            t.P_MIXER: st.just(1),
        }
    )
    return st.tuples(eager, st.lists(parameter(), max_size=3)).map(lambda both: [*both[0].items(), *both[1]])


def behind_contacts():
    """Settings of a heat pump that has SG Ready contacts alone."""
    eager = st.fixed_dictionaries(
        {
            **{pid: st.just(value) for pid, value in RECORD.items()},
            t.P_HP_COMMAND: st.just(2),
            t.P_HP_STARTS_HOUR: st.integers(1, 6),
            t.P_HP_MIN_ON_S: st.sampled_from((300, 600, 1200)),
            t.P_HP_MIN_OFF_S: st.sampled_from((300, 300, 900)),
            t.P_PUMP_LEAD_S: st.just(10),
            t.P_ENERGY_KMIN: st.just(5),
            t.P_HP_STARTS_DAY: st.just(100),
            t.P_RELEASE_S: st.sampled_from((0, 600)),
            t.P_RAMP_S: st.sampled_from((0, 14400)),
            t.P_BOILER_FITTED: st.sampled_from((1, 1, 0)),
            t.P_HP_CONTACTOR: st.integers(0, 1),
            t.P_SG_SENDER: st.sampled_from((0, 1)),
        }
    )
    return st.tuples(eager, st.lists(parameter(), max_size=2)).map(lambda both: [*both[0].items(), *both[1]])


@st.composite
def own_minds(draw):
    """A machine that starts by itself where it may: soon, late, or only when it is first let."""
    own_s = draw(st.sampled_from((0, 60, 400, 400, 900, 3600)))
    idle_s = draw(st.sampled_from((0, 20, 200, 200, 590, 3000)))
    stop_s = min(draw(SECONDS), 55)
    return Machine(draw(SECONDS) * 1000, stop_s * 1000, own_s * 1000, draw(st.integers(0, 2)), idle_s * 1000)
