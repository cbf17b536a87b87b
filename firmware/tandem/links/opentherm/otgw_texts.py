"""What the gateway's protocol says of itself: PR=x, and the summary of PS=1."""

from tandem.links.opentherm.cells import GOOD
from tandem.links.opentherm.frame import FORM_F88, FORM_FLAGS, FORM_S16, FORM_U16, c100, s8, s16
from tandem.links.opentherm.gateway import W_ROOM, W_ROOM_SET, W_SET, W_STATUS
from tandem.links.opentherm.ids import form
from tandem.links.opentherm.outer import TEMPORARY

_BAD_VALUE = 3
# Answers that are always the same. Clients read the version at a fixed place.
_TEXTS = (
    b"\nAOpenTherm Gateway 6.6\nB00:00 01-01-2026\nC4 MHz\nDO\nG00\nI11\nLFXOMPC\nN1000\nPL\nQP\nRD\nS16.00\nT11\nV3\n"
)
# Ids in the summary, in its order (PIC firmware 5 and later).
_IDS = (
    b"\x00\x01\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x17\x18\x19\x1a\x1b\x1c\x1f\x21\x30\x31\x38\x39\x46\x47\x4d"
    b"\x74\x75\x76\x77\x78\x79\x7a\x7b"
)
_ONE_BYTE = b"\x47\x4d"  # of these only LB


def report(service, letter, bare):
    """Answer PR=letter; bare: the value alone."""
    outer = service.outer
    if not bare:
        service.put(letter)
        service.put(61)
    if letter == 77:  # M: gateway or monitor
        service.put(71 if outer.active else 77)
    elif letter == 87:  # W: hot water
        service.put(65 if outer.dhw < 0 else 48 + outer.dhw)
    elif letter == 79:  # O: room set-point, in small letters until the thermostat has it
        if not outer.room_c100:
            service.put(78)
        else:
            slave = outer.bridge.slave
            small = 0 if outer.taken or slave is None else 32
            service.put((84 if outer.room_why == TEMPORARY else 67) + small)
            service.c100(outer.room_c100)
    else:
        at = _TEXTS.find(bytes((10, letter))) + 2
        if at < 2:
            service.used -= 2
            return _BAD_VALUE
        while _TEXTS[at] != 10:
            service.put(_TEXTS[at])
            at += 1
    return 0


def summary(service):
    """The line of 34 fields behind PS: 1; what is not known is 0."""
    for i in range(len(_IDS)):
        if i:
            service.put(44)
        at = _IDS[i]
        word = _word(service.outer.bridge, at)
        how = form(at)
        if how == FORM_F88:
            service.c100(c100(word))
        elif how == FORM_FLAGS:
            for bit in range(15, -1, -1):
                service.put(48 + (word >> bit & 1))
                if bit == 8:
                    service.put(47)
        elif how == FORM_S16:
            service.number(s16(word))
        elif how == FORM_U16:
            service.number(word)
        else:
            if at not in _ONE_BYTE:
                service.number(word >> 8)
                service.put(47)
            service.number(word & 0xFF)


def _word(bridge, at):
    """What was said last: by the thermostat what it wants, by us what the boiler is told, by the boiler the rest."""
    gateway = bridge.gateway
    wishes = gateway.wishes
    cells = gateway.cells
    master = bridge.master
    word = cells.word[at] if cells.state(at) == GOOD else 0
    if at == 0:
        told = 0 if master is None else master.flags
        return (wishes.flags(W_STATUS) if wishes.known(W_STATUS) else told) & 0xFF00 | word & 0xFF
    if at == 1:
        if wishes.known(W_SET):
            return wishes.number(W_SET)
        return 0 if master is None else master.set_word
    if at == 16:
        return wishes.number(W_ROOM_SET) if wishes.known(W_ROOM_SET) else gateway.override
    if at == 24:
        return wishes.number(W_ROOM) if wishes.known(W_ROOM) else 0
    if at == 27 and not word and gateway.outdoor > 0:
        return gateway.outdoor
    return word
