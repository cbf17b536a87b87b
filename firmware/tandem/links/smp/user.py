"""Tandem's own group: what the controller sees, thinks and does, in the numbers of ports.frame and ports.reasons, and
wishes to it. docs/management.md has every message. More commands come with more objects of this group.
"""

from array import array

from launcher.smp import ERR_INVALID, ERR_NOT_SUPPORTED, ERR_NOT_THERE
from tandem.links.smp.names import pid_of
from tandem.links.smp.settings import refused
from tandem.ports.frame import (
    IN_CH,
    IN_QUALITY,
    IN_WALL_MIN,
    IN_WALL_OFF_MIN,
    IN_WALL_STATE,
    N_CH,
    OUT_ALARMS,
    OUT_BAD,
    OUT_BOILER,
    OUT_BOILER_WHY,
    OUT_DHW,
    OUT_DHW_WHY,
    OUT_HARD_STATE,
    OUT_HARD_W,
    OUT_HARD_WHY,
    OUT_HP,
    OUT_HP_WHY,
    OUT_MODE_WHY,
    OUT_PLAN,
    OUT_PLAN_WHY,
    OUT_REQ_C100,
    OUT_SOFT_STATE,
    OUT_SOFT_W,
    OUT_SOFT_WHY,
    OUT_TARGET_C100,
    Q_GOOD,
)
from tandem.ports.series import N_SERIES, NO_VALUE

_STATE = 0
_READINGS = 1
_FRAME = 2
_EVENTS = 3
_SET = 4
_SERIES = 5
_ARM = 6
_TRIAL = 7
_MARK = "hil"  # the record that tandem.serve looks for
_SURE = "outputs to fallback"
_KEYS = (
    "plan plan_why hp hp_why boiler boiler_why dhw dhw_why mode_why target_c100 req_c100 "
    "hard hard_w hard_why soft soft_w soft_why alarms bad"
)
_OUT = bytes(
    (
        OUT_PLAN, OUT_PLAN_WHY, OUT_HP, OUT_HP_WHY, OUT_BOILER, OUT_BOILER_WHY, OUT_DHW, OUT_DHW_WHY, OUT_MODE_WHY,
        OUT_TARGET_C100, OUT_REQ_C100, OUT_HARD_STATE, OUT_HARD_W, OUT_HARD_WHY, OUT_SOFT_STATE, OUT_SOFT_W,
        OUT_SOFT_WHY, OUT_ALARMS, OUT_BAD,
    )
)  # fmt: skip
_MASK = 0x3FFFFFFF
_HALF = 0x20000000
_QUARTERS = 1 << 24  # the year 2478
_INT = 5  # bytes that an integer takes at most
_EVENT = 4 * _INT + 1


def user(service, write, command, request, reply):
    """Answer a request; see launcher.smp."""
    app = service.app
    if command == _TRIAL:
        return app.trial(write, request, reply)
    if write:
        if command == _ARM:
            return _arm(app, request)
        if command == _SET:
            return _set(service, request.get("p"), request.get("keep", True), reply)
        return _series(app, request) if command == _SERIES else ERR_NOT_SUPPORTED
    if command == _EVENTS:
        return _events(app, request.get("from"), reply)
    f = app.inputs.f
    if command == _STATE:
        o = app.outputs.f
        reply.pair("up_s", app.uptime.s)
        keys = _KEYS.split()
        for i in range(len(_OUT)):
            reply.pair(keys[i], o[_OUT[i]])
    elif command == _READINGS:
        good = f[IN_WALL_STATE] == Q_GOOD
        reply.pair("wall_min", f[IN_WALL_MIN] if good else None)
        reply.pair("off_min", f[IN_WALL_OFF_MIN] if good else None)
        reply.pair("v", list(f[IN_CH : IN_CH + N_CH]))
        reply.pair("q", list(f[IN_QUALITY : IN_QUALITY + N_CH]))
    elif command == _FRAME:
        which = request.get("f", 0)
        if which == 1:
            f = app.outputs.f
        at = request.get("from", 0)
        if type(at) is not int or type(which) is not int or not 0 <= which <= 1 or not 0 <= at < len(f):
            return ERR_INVALID
        reply.pair("n", len(f))
        reply.key("v")
        reply.put(list(f[at : at + (reply.end - reply.at) // _INT - 1]))
    else:
        return ERR_NOT_SUPPORTED
    return 0


def _arm(app, request):
    """After the reset that the client asks for next, a bench: see tandem.hil."""
    if request.get("sure") != _SURE:
        return ERR_INVALID
    app.store.files.write(_MARK, b"1")
    return 0


def _events(app, number, reply):
    events = app.events
    if type(number) is not int:
        number = events.total - events.held
    number &= _MASK
    lost = events.lost(number)
    number = number + lost & _MASK
    count = events.total - number & _MASK
    reply.pair("lost", lost if lost < _HALF else -1)
    most = (reply.end - reply.at) // _EVENT - 1
    if count > most:
        count = most
    reply.pair("next", number + count & _MASK)
    reply.key("ev")
    reply.head(4, count)
    row = array("i", (0, 0, 0, 0))
    for i in range(count):
        events.at(number + i & _MASK, row)
        reply.put(list(row))
    return 0


def _set(service, wishes, keep, reply):
    """All or none."""
    params = service.app.params
    if type(wishes) is not dict or type(keep) is not bool:
        return ERR_INVALID
    todo = []
    for name in wishes:
        pid = pid_of(name)
        if not 0 <= pid < params.n:
            reply.why = str(name)
            return ERR_NOT_THERE
        rc = refused(service, pid, wishes[name], reply)
        if rc:
            return rc
        todo.append((pid, wishes[name]))
    for pid, value in todo:
        params.set(pid, value, keep)
    return 0


def _series(app, request):
    kind = request.get("kind")
    first = request.get("first")
    values = request.get("v")
    if type(kind) is not int or not 0 <= kind < N_SERIES or type(first) is not int or type(values) is not list:
        return ERR_INVALID
    if not 0 < first < _QUARTERS:
        return ERR_INVALID
    for value in values:
        if type(value) is not int or not NO_VALUE < value <= 32767:
            return ERR_INVALID
    for value in values:
        app.inputs.series.put(kind, first, value)
        first += 1
    return 0
