"""The board's table of data-ids against the protocol specification 4.2, written down here a second time by hand."""

from support import no_allocation
from tandem.links.opentherm import frame, ids

# The master may read, and write; all else is reserved or the makers' own.
READ = (0, 3, 5, 6, 9, 10, 11, 12, 13, 15, 17, 18, 19, 20, 21, 22, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36)
READ += (38, 39, 48, 49, 56, 57, 70, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91)
READ += (93, 94, 95, 96, 97, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115)
READ += (116, 117, 118, 119, 120, 121, 122, 123, 125, 127)
WRITE = (1, 2, 4, 7, 8, 11, 14, 16, 20, 21, 22, 23, 24, 27, 37, 38, 56, 57, 71, 78, 79, 87, 89, 96, 97, 98, 99, 106)
WRITE += (109, 110, 112, 113, 114, 116, 117, 118, 119, 120, 121, 122, 123, 124, 126)
F88 = (1, 7, 8, 9, 14, 16, 17, 18, 19, 23, 24, 25, 26, 27, 28, 29, 31, 32, 34, 36, 37, 38, 39, 56, 57, 75, 80, 81, 82)
F88 += (83, 124, 125)
S16 = (30, 33)
U16 = (22, 73, 79, 84, 85, 96, 97, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 123)
U8 = (4, 10, 11, 12, 13, 15, 21, 35, 71, 76, 77, 78, 87, 88, 89, 90, 91, 93, 94, 95, 98, 99, 104, 105, 106, 107, 108)
U8 += (126, 127)
S8 = (48, 49)
FLAGS = (0, 2, 3, 5, 6, 70, 72, 74, 86, 100, 101, 102, 103)


def test_what_is_known():
    for number in range(256):
        assert ids.known(number) is (number in READ or number in WRITE), number
        assert ids.readable(number) is (number in READ), number
        assert ids.writable(number) is (number in WRITE), number


def test_forms():
    forms = (
        (F88, frame.FORM_F88),
        (S16, frame.FORM_S16),
        (U16, frame.FORM_U16),
        (U8, frame.FORM_U8),
        (S8, frame.FORM_S8),
        (FLAGS, frame.FORM_FLAGS),
        ((20,), frame.FORM_DAY_TIME),
    )
    seen = 0
    for numbers, form in forms:
        for number in numbers:
            assert ids.form(number) == form, number
            seen += 1
    for number in range(256):
        if not ids.known(number):
            assert ids.form(number) == 0
            seen += 1
    assert seen == 256, "each id has one form"


def edges(number, good, bad):
    for value in good:
        assert ids.plausible(number, value), (number, value)
    for value in bad:
        assert not ids.plausible(number, value), (number, value)


def test_bounds_of_fractions():
    edges(1, (0x0000, 0x6400), (0xFFFF, 0x6401, 0x8000, 0x7FFF))  # 0..100 C
    edges(18, (0x0000, 0x0500), (0x0501, 0xFFFF))  # 0..5 bar
    edges(19, (0x1000,), (0x1001,))  # 0..16 l/min
    for number in (16, 24, 25, 26, 27, 28, 31, 34, 80):  # -40..127 C
        edges(number, (0xD800, 0x0000, 0xFFFF, 0x7F00), (0xD7FF, 0x7F01, 0x8000, 0x7FFF))
    edges(9, (0x0000, 0x1E00), (0x1E01, 0xFFFF))  # 0..30 C
    edges(17, (0x6400,), (0x6401,))
    edges(56, (0x7F00,), (0x7F01, 0xFF00))


def test_bounds_of_whole_numbers():
    edges(33, (500, 0, 0x10000 - 40), (501, 0x10000 - 41))
    edges(30, (250, 0x10000 - 40), (251, 0x1900, 0x10000 - 41))  # 25 C in f8.8 is no whole number of degrees here
    edges(22, (1999, 2099), (1998, 2100, 0, 0xFFFF))
    edges(79, (0, 10000), (10001,))
    edges(120, (0, 0x7FFF, 0x8000, 0xFFFF), ())


def test_bounds_of_bytes():
    edges(15, (0x0000, 0xFF64), (0xFF65, 0x00FF))  # kW any, modulation 0..100 %
    edges(21, (0x0101, 0x0C1F), (0x0001, 0x0100, 0x0D01, 0x0120))
    edges(48, (0x7F7F, 0x0000, 0x4128), (0x80FF, 0x0080, 0x8000))
    edges(71, (0x0000, 0x0064, 0xFF00), (0x0065,))  # the other byte is not used
    edges(87, (0x6400, 0x64FF), (0x6500,))


def test_bounds_of_the_time_of_day():
    edges(20, (0x0000, 0x173B, 0xF73B, 0x2000), (0x1800, 0x003C, 0xF800, 0x20FF))


def test_flags_are_always_plausible_and_unknown_ids_never():
    for value in (0, 1, 0xFF, 0xFF00, 0xFFFF, 0x8000):
        for number in FLAGS:
            assert ids.plausible(number, value)
        for number in (40, 50, 58, 69, 92, 128, 255):
            assert not ids.plausible(number, value)


def test_flags_are_those_of_the_standard():
    """Bit 0 first."""
    master = (ids.MASTER_CH, ids.MASTER_DHW, ids.MASTER_COOLING, ids.MASTER_OTC, ids.MASTER_CH2, ids.MASTER_SUMMER)
    slave = (ids.SLAVE_FAULT, ids.SLAVE_CH, ids.SLAVE_DHW, ids.SLAVE_FLAME, ids.SLAVE_COOLING, ids.SLAVE_CH2)
    config = (ids.CONFIG_DHW, ids.CONFIG_ON_OFF, ids.CONFIG_COOLING, ids.CONFIG_TANK, ids.CONFIG_NO_PUMP_CONTROL)
    fault = (ids.FAULT_SERVICE, ids.FAULT_RESET_ALLOWED, ids.FAULT_LOW_PRESSURE, ids.FAULT_FLAME)
    rows = (
        master + (ids.MASTER_DHW_BLOCKED,),
        slave + (ids.SLAVE_DIAGNOSTIC, ids.SLAVE_ELECTRICITY),
        config + (ids.CONFIG_CH2, ids.CONFIG_NO_REMOTE_FILL, ids.CONFIG_SLAVE_SWITCHES),
        fault + (ids.FAULT_AIR_PRESSURE, ids.FAULT_OVER_TEMPERATURE),
        (ids.CONFIG_SMART_POWER,),
        (ids.PARAMETER_DHW, ids.PARAMETER_MAX_CH),
        (ids.OVERRIDE_MANUAL, ids.OVERRIDE_PROGRAM),
    )
    for row in rows:
        assert row == tuple(1 << bit for bit in range(len(row)))


def _ask(_):
    for number in (0, 1, 20, 30, 40, 48, 71, 127, 255):
        ids.known(number)
        ids.readable(number)
        ids.writable(number)
        ids.form(number)
        ids.plausible(number, 0xFFFF)


def test_no_allocation():
    no_allocation(_ask, None)
