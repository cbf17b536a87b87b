"""SMP's group statistics: how the kernel, each task and this link are doing; docs/management.md says what is what."""

import gc

from launcher.smp import ERR_NOT_SUPPORTED, ERR_NOT_THERE
from tandem.links.smp.os_more import TASKS

_NO_GROUP = 2 << 8
_KERNEL = "up_s events events_held links stores bad resets heap_free heap_used"
_LINK = "requests errors bad strays"
_TASK = "runs slips overruns failures longest_ms"


def statistics(service, write, command, request, reply):
    """Answer a request; see launcher.smp."""
    if write or command > 1:
        return ERR_NOT_SUPPORTED
    names = ("kernel smp " + TASKS).split()
    if command == 1:
        reply.pair("stat_list", names)
        return 0
    name = request.get("name")
    app = service.app
    if type(name) is not str or name not in names:
        return ERR_NOT_THERE | _NO_GROUP
    if name == "kernel":
        keys = _KERNEL
        loop = app.loop
        values = [app.uptime.s, app.events.total, app.events.held, loop.link_failures, app.store.failed]
        values += [app.store.bad, app.supervisor.resets, 0, 0]
        if hasattr(gc, "mem_free"):  # CPython has no such heap
            values[-2:] = gc.mem_free(), gc.mem_alloc()  # type: ignore[attr-defined, unused-ignore]
    elif name == "smp":
        keys = _LINK
        link = service.link
        values = [link.requests, link.errors, link.lines.bad, link.lines.strays]
    else:
        keys = _TASK
        t = app.scheduler
        i = names.index(name) - 2
        values = [t.runs[i], t.slips[i], t.overruns[i], t.failures[i], t.longest_ms[i]]
    reply.pair("name", name)
    reply.key("fields")
    reply.head(5, len(values))
    words = keys.split()
    for i in range(len(values)):
        reply.put(words[i])
        reply.put(values[i])
    return 0
