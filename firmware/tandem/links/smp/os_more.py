"""What the group os has beside the launcher's part: the tasks, and date and time."""

from launcher.smp import ERR_INVALID, ERR_NOT_SUPPORTED, ERR_STATE

TASKS = "control keeper"  # in the order in which app.py adds them

_TASK_STATS = 2
_DATETIME = 4
_FORMAT = 2 << 8
_NOT_SET = 4 << 8
_FAILED = 5 << 8
_WRAP = 0x3FFFFFFF
_KEYS = "prio tid state cswcnt last_checkin next_checkin"
_PATTERN = "0000-00-00T00:00:00"
_DAYS = b"\x1f\x1c\x1f\x1e\x1f\x1e\x1f\x1f\x1e\x1f\x1e\x1f"


def os_more(service, write, command, request, reply):
    """Answer a request; see launcher.smp."""
    calendar = service.calendar
    if command == _DATETIME:
        row = [0] * 6
        if write:
            if not _parse(request.get("datetime"), row):
                return ERR_INVALID | _FORMAT
            return 0 if calendar is not None and calendar.write(row) else ERR_STATE | _FAILED
        if calendar is None or not calendar.read(row):
            return ERR_STATE | _NOT_SET
        reply.pair("datetime", "%04d-%02d-%02dT%02d:%02d:%02dZ" % tuple(row))
        return 0
    if command != _TASK_STATS or write:
        return ERR_NOT_SUPPORTED
    t = service.app.scheduler
    now = service.app.loop.clock.now()
    names = TASKS.split()
    keys = _KEYS.split()
    reply.key("tasks")
    reply.head(5, t.n)
    for i in range(t.n):
        reply.put(names[i] if i < len(names) else str(i))
        values = (i, i, t.failing[i], t.runs[i], (now - t.fresh[i]) & _WRAP, (t.due[i] - now) & _WRAP)
        reply.head(5, len(values))
        for k in range(len(values)):
            reply.put(keys[k])
            reply.put(values[k])
    return 0


def _parse(text, row):
    """Six numbers from "2026-11-21T07:30:00", with or without a fraction and Z. False when it is none."""
    if type(text) is not str or len(text) < len(_PATTERN):
        return False
    rest = text[len(_PATTERN) :]
    if rest and rest[0] == ".":
        rest = rest[1:].lstrip("0123456789")
    if rest and rest != "Z" and rest != "+00:00":
        return False
    k = 0
    for i in range(len(_PATTERN)):
        digit = ord(text[i]) - 48
        if _PATTERN[i] != "0":
            k += 1
            if text[i] != _PATTERN[i]:
                return False
        elif not 0 <= digit <= 9:
            return False
        else:
            row[k] = row[k] * 10 + digit
    y, m, d, h, mi, s = row
    if not (2020 <= y < 2100 and 1 <= m <= 12 and h < 24 and mi < 60 and s < 60):
        return False
    return 1 <= d <= _DAYS[m - 1] + (1 if m == 2 and y % 4 == 0 else 0)
