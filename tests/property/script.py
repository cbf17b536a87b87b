"""Hypothesis strategies for machines, parameters and scripts (see house.py)."""

import os

from house import SCHEMA
from hypothesis import settings
from hypothesis import strategies as st
from machine import Machine

from tandem.control import param_table as t
from tandem.ports import frame as fr

EXAMPLES = int(os.environ.get("TANDEM_EXAMPLES", "0"))
SMALL = st.integers(-(1 << 30), (1 << 30) - 1)
RECORD = {t.P_HP_START_S: 180, t.P_HP_STOP_S: 60}  # what is said of the machine has to be true of all of them
FREE = [pid for pid in range(len(SCHEMA)) if pid not in RECORD]
SECONDS = st.sampled_from((0, 5, 20, 60, 120, 180))


def campaign(examples):
    """Settings of a test: so many examples, always the same ones, or TANDEM_EXAMPLES new ones."""
    if EXAMPLES:
        return settings(max_examples=EXAMPLES, deadline=None, derandomize=False, print_blob=True)
    return settings(max_examples=examples, deadline=None, derandomize=True)


@st.composite
def machines(draw):
    """A heat pump; one that stops by itself does so after a minute to an hour."""
    own_s = draw(st.sampled_from((0, 0, 0, 0, 60, 400, 3600)))
    stop_s = min(draw(SECONDS), 55)  # what does not report must have stopped within hp_stop_s
    return Machine(draw(SECONDS) * 1000, stop_s * 1000, own_s * 1000, draw(st.integers(0, 2)))


@st.composite
def parameter(draw):
    """(id, value) within the schema."""
    pid = draw(st.sampled_from(FREE))
    default, low, high = SCHEMA[pid]
    return pid, draw(st.sampled_from((low, high, default)) | st.integers(low, high))


def installations():
    """Settings at the start: eager ones, so that much happens, and a few arbitrary ones."""
    eager = st.fixed_dictionaries(
        {
            t.P_HP_STARTS_HOUR: st.integers(1, 6),
            t.P_HP_MIN_ON_S: st.sampled_from((300, 300, 600)),
            t.P_PUMP_LEAD_S: st.sampled_from((10, 60)),
            t.P_ENERGY_KMIN: st.just(5),
            t.P_HP_MIN_POWER_W: st.sampled_from((50, 50, 400)),
            t.P_START_CT_X10: st.just(0),
            t.P_HP_STARTS_DAY: st.just(100),
            t.P_HP_FLOW_PROOF: st.sampled_from((0, 0, 0, 1)),
            t.P_BOILER_FITTED: st.integers(0, 1),
            t.P_HP_COMMAND: st.sampled_from((0, 0, 0, 1, 1, 2)),
            t.P_HP_CONTACTOR: st.integers(0, 1),
            t.P_SCHEME: st.integers(0, 4),
            t.P_HP_OUTDOOR_WATER: st.sampled_from((0, 2)),
            **{pid: st.just(value) for pid, value in RECORD.items()},
            t.P_DHW_BY: st.sampled_from((0, 0, 1, 2, 3)),
            t.P_MIXER: st.integers(0, 1),
            t.P_ELEMENT_W: st.sampled_from((0, 0, 500, 2000)),
        }
    )
    return st.tuples(eager, st.lists(parameter(), max_size=4)).map(lambda both: [*both[0].items(), *both[1]])


WATTS = (0, 0, 0, 500, 769, 770, 923, 924, 1499, 1500, 4200)
VALUES = SMALL | st.integers(-5000, 12000) | st.sampled_from((8500, 0, 1, 250, 5900, 650, 450))
UPSET = st.tuples(
    st.integers(0, fr.N_CH - 1), VALUES, st.integers(-1, 6) | st.just(fr.Q_GOOD), st.sampled_from((0, 0, 0, 61, 10**6))
)
TELLS = ((fr.CH_HP_DEFROST, 1), (fr.CH_HP_DEFROST, 0), (fr.CH_HP_ERROR, 1), (fr.CH_HP_ERROR, 0))
CHANGES = st.one_of(
    st.sampled_from(TELLS).map(lambda told: ("upset", (*told, fr.Q_GOOD, 0))),
    st.sampled_from((0, 0, 3, 1, 2)).map(lambda mode: ("param", (t.P_MODE, mode))),
    st.tuples(st.just("room"), st.sampled_from((1900, 1900, 2300, 1500, 700))),
    st.tuples(st.just("water"), st.sampled_from((2500, 2600, 2500, 4500, 5900, 600, 450))),
    st.tuples(st.just("tank"), st.sampled_from((2500, 4000, 5300, 6400, 7500))),
    st.tuples(st.just("upset"), UPSET),
    st.tuples(st.just("calm"), st.none()),
    st.tuples(
        st.just("limit"),
        st.tuples(st.integers(0, 5), st.sampled_from((2, 2, 2, 2, 1, 0, 3, 4)), st.sampled_from(WATTS) | SMALL),
    ),
    st.tuples(st.just("outdoor"), st.sampled_from((500, 500, -1500, -2500, 2500))),
    st.tuples(st.just("prices"), st.tuples(SMALL | st.just(22000), SMALL | st.just(8090))),
    st.tuples(st.just("param"), parameter()),
    st.tuples(st.just("restart"), st.sampled_from((0, 137, 30000, 3600000, 86400000))),
)
SPANS_MS = st.sampled_from((10000,) * 12 + (30000, 5000, 100, 1037, 9973, 60001, 600000, 3600000, 10800000))


def scripts(shortest=8, longest=25, changes=CHANGES, spans=SPANS_MS):
    """A list of segments, the first of them long enough for a first start."""
    segment = st.fixed_dictionaries({"change": changes, "span_ms": spans, "ticks": st.integers(1, 90)})
    first = {"change": ("calm", None), "span_ms": 10000, "ticks": 40}
    return st.lists(segment, min_size=shortest, max_size=longest).map(lambda rest: [first, *rest])
