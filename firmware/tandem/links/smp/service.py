"""The groups of a running controller, by their numbers."""

from launcher.smp import ERR_NOT_SUPPORTED
from tandem.links.smp.fs import file_system
from tandem.links.smp.os_more import os_more
from tandem.links.smp.settings import settings
from tandem.links.smp.stats import statistics
from tandem.links.smp.user import user

OS = 0
STATISTICS = 2
SETTINGS = 3
FILES = 8
USER = 84


def answer(service, write, command, request, reply):
    """Answer a request to the group service.link.asked; service: links.smp.link.Service. See launcher.smp."""
    group = service.link.asked
    if group == USER:
        handle = user
    elif group == SETTINGS:
        handle = settings
    elif group == STATISTICS:
        handle = statistics
    elif group == FILES:
        handle = file_system
    elif group == OS:
        handle = os_more
    else:
        return ERR_NOT_SUPPORTED
    return handle(service, write, command, request, reply)
