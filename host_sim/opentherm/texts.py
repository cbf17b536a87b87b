"""What bits, codes and numbers of OpenTherm mean in plain words. The board has none of these.

Source: protocol specification 4.2, chapter 5.3, unless a line says otherwise. A tuple of flags starts at bit 0; None is
a reserved bit.
"""

KINDS = (
    "READ-DATA",
    "WRITE-DATA",
    "INVALID-DATA",
    "reserved type",
    "READ-ACK",
    "WRITE-ACK",
    "DATA-INVALID",
    "UNKNOWN-DATAID",
)

_PARAMETERS = ("hot water setpoint", "maximum heating setpoint")
# (id, byte): names of its flags.
FLAGS = {
    (0, "hb"): ("CH enable", "DHW enable", "cooling enable", "OTC active", "CH2 enable", "summer mode", "DHW blocked"),
    (0, "lb"): (
        "fault",
        "CH mode",
        "DHW mode",
        "flame",
        "cooling",
        "CH2 mode",
        "diagnostic event",
        "electricity production",
    ),
    (2, "hb"): ("smart power",),
    (3, "hb"): (
        "DHW present",
        "on/off control",
        "cooling supported",
        "storage tank",
        "low-off and pump not controlled by the master",
        "CH2 present",
        "no remote water fill",
        "slave switches heating and cooling",
    ),
    (5, "hb"): (
        "service request",
        "remote reset allowed",
        "low water pressure",
        "gas or flame fault",
        "air pressure fault",
        "water over-temperature",
    ),
    (6, "hb"): _PARAMETERS,
    (6, "lb"): _PARAMETERS,
    (70, "hb"): ("ventilation enable", "bypass open", "bypass automatic", "free ventilation"),
    (70, "lb"): (
        "fault",
        "ventilation mode",
        "bypass open",
        "bypass automatic",
        "free ventilation",
        None,
        "diagnostic event",
    ),
    (72, "hb"): ("service request", "exhaust fan fault", "inlet fan fault", "frost protection"),
    (74, "hb"): ("heat recovery", "bypass present", "variable speed"),
    (86, "hb"): ("nominal ventilation",),
    (86, "lb"): ("nominal ventilation",),
    (100, "lb"): ("a manual change ends it", "a program change ends it"),
    (103, "hb"): ("parallel system",),
}
# (id, byte): what stands before the flags or the number of a byte.
LABELS = {
    (2, "lb"): "member",
    (3, "lb"): "member",
    (5, "lb"): "OEM code",
    (6, "hb"): "transfer",
    (6, "lb"): "writable",
    (11, "hb"): "entry",
    (11, "lb"): "value",
    (13, "hb"): "entry",
    (13, "lb"): "value",
    (15, "hb"): "at most",
    (15, "lb"): "minimum modulation",
    (35, "hb"): "setpoint",
    (35, "lb"): "actual",
    (48, "hb"): "at most",
    (48, "lb"): "at least",
    (49, "hb"): "at most",
    (49, "lb"): "at least",
    (50, "hb"): "at most",
    (50, "lb"): "at least",
    (72, "lb"): "OEM code",
    (74, "lb"): "member",
    (76, "hb"): "type",
    (76, "lb"): "version",
    (86, "hb"): "transfer",
    (86, "lb"): "writable",
    (89, "hb"): "entry",
    (89, "lb"): "value",
    (91, "hb"): "entry",
    (91, "lb"): "value",
    (102, "lb"): "OEM code",
    (103, "lb"): "member",
    (104, "hb"): "type",
    (104, "lb"): "version",
    (106, "hb"): "entry",
    (106, "lb"): "value",
    (108, "hb"): "entry",
    (108, "lb"): "value",
    (126, "hb"): "type",
    (126, "lb"): "version",
    (127, "hb"): "type",
    (127, "lb"): "version",
}
# Ids whose request carries something in HB: flags of the master, or the index of what is asked for.
HB_IN_REQUEST = (0, 70, 101)
INDEX_IN_REQUEST = (11, 13, 89, 91, 93, 94, 95, 106, 108)

REQUESTS = (
    "normal operation",
    "lock-out reset",
    "water fill",
    "service: maximum power",
    "service: minimum power",
    "service: spark test",
    "service: fan at maximum",
    "service: fan at minimum",
    "service: valve to heating",
    "service: valve to hot water",
    "reset of the service flag",
    "service: test of the maker",
    "air purge",
)
DAYS = (None, "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = "January February March April May June July August September October November December".split()
HEATING_MODES = ("no override", "auto", "comfort", "precomfort", "reduced", "protection", "off")
DHW_MODES = ("no override", "auto", "anti-legionella", "comfort", "reduced", "protection", "off")
SOLAR_MODES = ("off", "eco", "comfort", "single boost", "continuous boost")
SOLAR_STATES = ("standby", "loading by sun", "loading by boiler", "anti-legionella")
SENSORS = {0: "room controller", 1: "room sensor", 2: "outdoor sensor", 15: "sensor of no defined kind"}
BATTERIES = ("battery unknown", "battery low", "battery nearly low", "battery good")

# Makers seen to send a member id. The association keeps no public list; this one is drawn from the equipment that users
# of gateways reported (otgw.tclcode.com, as collected in OTGW-firmware, boilers.txt and thermo.txt). Ids reported once
# beside another of the same maker are left out.
SLAVE_MEMBERS = {
    2: "Remeha, AWB, Bulex, Brink",
    4: "ATAG, Atlantic, Baxi, Broetje, Elco, Geminox",
    5: "Itho Daalderop",
    6: "Ideal, Daikin",
    8: "Bosch, Buderus, Biasi, Hoval",
    9: "Ferroli",
    11: "Remeha, De Dietrich, Baxi",
    13: "Cetetherm",
    16: "Unical",
    18: "Bosch, Junkers",
    24: "Vaillant, Saunier Duval, Bulex",
    27: "Immergas, Baxi",
    29: "Itho Daalderop",
    31: "Vokera",
    33: "Viessmann",
    41: "Radiant, ENBRA",
    56: "Baxi, De Dietrich",
    131: "Nefit, Bosch",
    153: "AWB",
    161: "Novaya",
    162: "Inventum",
    170: "BaltGaz",
    173: "Intergas, MHG",
    211: "Thermona",
}
MASTER_MEMBERS = {
    1: "Honeywell",
    2: "Honeywell",
    4: "Siemens, Elektrobock, Baxi, Thermosmart",
    5: "Itho Daalderop",
    6: "Elektrobock",
    11: "Remeha, De Dietrich, Baxi",
    13: "Honeywell, Ferroli, Termet",
    18: "Quatt, Viessmann, WOLF",
    22: "Hoval, MHF",
    27: "Baxi",
    41: "Radiant, Neva Lux",
    48: "ATAG, Elco, Honeywell",
    56: "Baxi",
    70: "Quby",
    138: "Thermosmart",
    140: "Plugwise",
    154: "Itho Daalderop",
    173: "Intergas, Honeywell",
    178: "Inventum",
}
