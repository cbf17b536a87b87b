"""The gateway's text protocol: every command's answer and error, and that it does what it says."""

from ot_bench import plain_words
from ot_gw_bench import USUAL, Bench, heard
from tandem.links.opentherm.otgw import Service
from tandem.links.opentherm.otgw_codes import FLOW, OFF, READING, WRITING
from tandem.ports.frame import (
    CH_FLOW_SET,
    CH_OUTDOOR,
    CH_ROOM_SET,
    IN_CH,
    IN_QUALITY,
    Q_ABSENT,
    Q_GOOD,
)

# Command and answer, in any order: none of these depends on another.
ANSWERS = """
PR=A|PR: A=OpenTherm Gateway 6.6
PR=C|PR: C=4 MHz
PR=D|PR: D=O
PR=G|PR: G=00
PR=I|PR: I=11
PR=L|PR: L=FXOMPC
PR=M|PR: M=G
PR=O|PR: O=N
PR=S|PR: S=16.00
PR=T|PR: T=11
PR=V|PR: V=3
PR=W|PR: W=A
PR=Z|PR: BV
PR=a|PR: BV
PR=AB|SE
P|SE
PR|SE
PR=|SE
PRA=|SE
ABCD|SE
TT=20.5|TT: 20.50
TT=+20.5|TT: 20.50
TT=0|TT: 0.00
TC=19.25|TC: 19.25
TC=0|TC: 0.00
TT=-5|SE
TT=abc|SE
TT=20,5|SE
TT=20.5.1|SE
TT=30.01|OR
TT=0.5|OR
TC=99999999999|OR
OT=-5.3|OT: -5.30
OT=12|OT: 12.00
OT=64|OT: 64.00
OT=99|OT: -
OT=x|OT: -
OT=-40.01|OR
SC=14:05/3|SC: 14:05/3
SC=24:00/3|OR
SC=12:60/3|OR
SC=12:00/0|OR
SC=12:00/8|OR
SC=12:00|SE
SC=12:00/1x|SE
HW=0|HW: 0
HW=1|HW: 1
HW=A|HW: A
HW=T|HW: A
CS=45.50|CS: 45.50
CS=0|CS: 0.00
CS=101|OR
CS=-1|SE
C2=45|C2: 45.00
CH=0|CH: 0
CH=1|CH: 1
CH=2|BV
CH=/|BV
CH=01|SE
H2=1|H2: 1
H2=2|BV
H2=|SE
CE=00|SE
SW=55|SW: 55.00
SW=0|SW: 0.00
SW=61|BV
SW=39.99|BV
SH=70|SH: 70.00
SH=81|BV
SH=19.5|BV
SH=0|SH: 0.00
MM=0|MM: 0
MM=100|MM: 100
MM=-|MM: -
MM=T|MM: -
MM=101|OR
CL=50|CL: 50.00
CL=x|CL: -
SM=1|SM: 1
BW=x|BW: A
MH=6|MH: 6
M2=7|OR
SB=15.5|SB: 15.50
SB=0|SE
GW=2|BV
GW=11|SE
PS=2|BV
PS=01|SE
LA=F|LA: F
LF=H|LF: H
LA=Z|BV
LA=FF|SE
LG=F|NG
GA=7|GA: 7
GA=9|OR
GB=x|SE
VR=9|VR: 9
VR=10|OR
VS=100|VS: 100
TS=O|TS: O
TS=X|BV
AA=33|AA: 33
DA=0|OR
UI=256|OR
KI=116|KI: 116
PM=26|PM: 26
PM=128|OR
SR=18:1,205|SR: 18:1,205
SR=18:1|SR: 18:1
SR=18:256|OR
SR=18:1,256|OR
SR=18|SE
SR=0:1|OR
SR=18:1,|SE
SR=18:A|SE
CR=99|NF
MI=500|MI: 500
MI=503|MI: 500
MI=99|OR
IT=0|IT: 0
OH=1|OH: 1
XX=1|NG
tt=20|NG
RR=1|NG
"""


def test_every_answer():
    bench = Bench(None)
    bench.run(120)
    for row in ANSWERS.strip().split("\n"):
        command, answer = row.split("|")
        if len(answer) == 2 and answer != "SE" or answer == "SE" and len(command) > 3 and command[2] == "=":
            answer = command[:2] + ": " + answer
        got = bench.say(command)
        assert got == answer, (command, got)


def test_lines_end_as_they_come():
    bench = Bench(None)
    service = bench.service
    for part in (b"PR=", b"C\r\nPR=D\n\r\r", b"\n\n"):
        assert service.feed(part) == len(part)
    assert heard(service) == ["PR: C=4 MHz", "PR: D=O"]
    assert bench.say("TT=1111111111111111111111111111") == "OE"
    assert bench.say("PR=C") == "PR: C=4 MHz"


def test_a_client_that_reads_nothing_has_to_wait():
    bench = Bench(None)
    service = bench.service
    data = b"PR=A\rPS=1\rPS=0\r" * 40
    took = service.feed(data)
    assert 0 < took < len(data) and service.used < 512
    lines = heard(service)
    while took < len(data):
        took += service.feed(data[took:])
        lines.extend(heard(service))
    assert len(lines) == 160 and lines[-1] == "PS: 0" and lines[-4] == "PR: A=OpenTherm Gateway 6.6"
    bench.run(100)
    lost = service.lost
    bench.bridge.outer.sinks.append(service)
    for _ in range(60):
        service.line(84, b"\x00\x01\x02\xff")
    assert service.lost > lost and service.used < 512
    assert set(heard(service)) == {"T000102FF"}


def test_only_reading():
    bench = Bench(level=READING)
    bench.run(30)
    before = list(bench.outer.v)
    for command in ("TT=20", "CS=50", "SW=55", "GW=0", "GW=R", "HW=0", "XX=1", "LA=F", "SR=18:1", "PM=26", "MM=0"):
        assert bench.say(command) == command[:2] + ": NG"
    assert list(bench.outer.v) == before
    assert bench.say("TT") == "SE" and bench.say("PR=O") == "PR: O=N"
    assert bench.service.feed(b"PS=1\r") == 5 and len(heard(bench.service)) == 2
    writer = Service(bench.bridge, WRITING)
    assert bench.say("TT=20", writer) == "TT: 20.00"
    assert bench.say("PR=O") == "PR: O=t20.00"


def test_off_says_nothing():
    bench = Bench(level=OFF)
    bench.run(30)
    assert bench.service.feed(b"PR=A\r") == 5
    assert heard(bench.service) == [] and bench.lines == []


def test_each_session_has_its_own_mode():
    bench = Bench()
    other = Service(bench.bridge, READING)
    bench.say("PS=0", other)
    bench.service.feed(b"PS=1\r")
    heard(bench.service)
    bench.run(3)
    assert bench.lines == [] and len(heard(other)) > 5
    bench.outer.sinks.remove(other)
    assert bench.say("PS=0") == "PS: 0"
    bench.run(3)
    assert len(bench.lines) > 5 and heard(other) == []


# --- what they do ----------------------------------------------------------------------------------------------------
def test_flow_wish():
    bench = Bench(None)
    bench.run(20)
    assert bench.got(CH_FLOW_SET)[0] == Q_ABSENT
    woken = bench.woken
    bench.say("CS=45.5")
    assert bench.woken > woken, "the control tick comes at once"
    bench.run(30)
    quality, value, age_s = bench.got(CH_FLOW_SET)
    assert (quality, value) == (Q_GOOD, 4550) and 29 <= age_s <= 31
    bench.say("CH=0")
    bench.run(1)
    assert bench.got(CH_FLOW_SET)[:2] == (Q_GOOD, 0)
    bench.say("CH=1")
    bench.say("CS=50")
    bench.run(1)
    assert bench.got(CH_FLOW_SET)[:2] == (Q_GOOD, 5000) and bench.got(CH_FLOW_SET)[2] <= 1
    bench.run(61)
    assert bench.outer.v[FLOW] == 5000
    woken = bench.woken
    bench.run(3)
    assert bench.outer.v[FLOW] == 0 and bench.woken > woken, "not said again for a minute"
    assert bench.got(CH_FLOW_SET)[0] == Q_ABSENT
    bench.say("CS=7.99")
    bench.run(200)
    assert bench.got(CH_FLOW_SET) == (Q_GOOD, 799, 0), "below 8 C it stays"
    bench.say("CS=0")
    bench.run(1)
    assert bench.got(CH_FLOW_SET)[0] == Q_ABSENT


def test_expiry_where_the_clock_comes_round():
    bench = Bench(None, start_ms=0x3FFFFFFF - 30000)
    bench.say("OT=5")
    bench.run(5)
    assert bench.got(CH_OUTDOOR)[:2] == (Q_GOOD, 500) and 4 <= bench.got(CH_OUTDOOR)[2] <= 6
    bench.say("CS=45")
    bench.run(60)
    assert bench.outer.v[FLOW] == 4500
    bench.run(5)
    assert bench.outer.v[FLOW] == 0


def test_a_room_set_point_is_offered_to_the_thermostat():
    bench = Bench()
    bench.run(60)
    bench.say("TT=21.5")
    assert bench.say("PR=O") == "PR: O=t21.50"
    bench.run(15)
    assert (4, 9, 0x1580) in [a[2:] for a in bench.thermostat.answers]
    assert bench.got(CH_ROOM_SET)[:2] == (Q_GOOD, 2000), "the thermostat decides"
    gateway = bench.bridge.gateway
    assert gateway.override_why == 3
    bench.say("TC=21.5")
    assert gateway.override_why == 1 and gateway.override == 0x1580
    bench.thermostat.asks = USUAL[:3] + ((1, 16, 0x1590),) + USUAL[4:]
    bench.run(60)
    assert bench.say("PR=O") == "PR: O=C21.50"
    bench.thermostat.asks = USUAL
    bench.run(60)
    assert bench.say("PR=O") == "PR: O=N" and gateway.override == 0, "someone has turned the knob"
    bench.say("TT=22")
    bench.run(560)
    assert gateway.override == 0x1600
    bench.run(60)
    assert gateway.override == 0, "it does not want it"


def test_without_a_thermostat_the_room_set_point_is_ours():
    bench = Bench(None)
    bench.say("TC=18.5")
    bench.run(100)
    assert bench.got(CH_ROOM_SET) == (Q_GOOD, 1850, 0) and bench.say("PR=O") == "PR: O=C18.50"
    bench.say("TC=0")
    bench.run(1)
    assert bench.got(CH_ROOM_SET)[0] == Q_ABSENT
    bench = Bench()
    bench.run(60)
    bench.say("TT=18.5")
    bench.thermostat.silent = True
    bench.run(60)
    assert bench.got(CH_ROOM_SET) == (Q_GOOD, 1850, 0), "nor with one that is silent"


def test_hot_water_and_highest_flow_go_to_the_boiler_once():
    bench = Bench(asks=((1, 56, 0x3000), (0, 0, 0x0300)))
    bench.run(100)
    assert bench.boiler.words[56] == 0x3000
    bench.say("SW=58")
    bench.say("SH=60.5")
    bench.run(120)
    assert bench.boiler.words[56] == 0x3A00 and bench.boiler.words[57] == 0x3C80
    writes = [h for h in bench.boiler.heard if h[1] == 1 and h[2] in (56, 57)]
    assert len(writes) == 3, "the thermostat's is not written over it"
    bench.say("SW=0")
    bench.run(60)
    assert bench.boiler.words[56] == 0x3000, "the thermostat's business again"
    bench.say("SH=0")
    bench.boiler.words[57] = 0x4600
    for _ in range(3):
        bench.boiler.heard = []
        bench.run(300)
    assert bench.boiler.words[57] == 0x4600, "and the boiler's own"


def test_bounds_where_the_boiler_tells_none():
    words = plain_words()
    del words[48], words[49]
    bench = Bench(None, words)
    bench.run(60)
    rows = (("SW=80", "80.00"), ("SW=80.01", "BV"), ("SW=19", "BV"), ("SH=90", "90.00"), ("SH=9", "BV"))
    for command, answer in rows:
        assert bench.say(command) == command[:2] + ": " + answer


def test_modulation_of_zero_is_a_value():
    bench = Bench(None)
    bench.run(100)
    assert bench.boiler.words[14] == 0x6400
    bench.say("MM=0")
    bench.run(120)
    assert bench.boiler.words[14] == 0
    bench.say("MM=-")
    bench.run(120)
    assert bench.boiler.words[14] == 0x6400


def test_hot_water_off_and_on():
    bench = Bench(asks=((0, 0, 0x0300), (1, 1, 0x2800)))
    bench.run(40)

    def enabled():
        bench.run(5)
        return [h[3] >> 9 & 1 for h in bench.boiler.heard if h[2] == 0][-1]

    assert enabled() == 1
    bench.say("HW=0")
    assert enabled() == 0 and bench.say("PR=W") == "PR: W=0"
    bench.say("HW=A")
    assert enabled() == 1 and bench.say("PR=W") == "PR: W=A"
    bench.thermostat.asks = ((0, 0, 0x0100),)
    bench.run(10)
    assert enabled() == 0
    bench.say("HW=1")
    assert enabled() == 1
    bench.say("HW=P")
    bench.run(5)
    assert (1, 99, 0x1000) in [h[1:] for h in bench.boiler.heard]
    assert enabled() == 1


def test_outdoor_temperature_where_no_sensor_is():
    bench = Bench(asks=((0, 27, 0), (0, 0, 0x0300)))
    bench.say("OT=-5.3")
    bench.run(25)
    quality, value, age_s = bench.got(CH_OUTDOOR)
    assert (quality, value) == (Q_GOOD, -530) and 20 <= age_s <= 26
    kind, at, word = [a for a in bench.thermostat.answers if a[3] == 27][-1][2:]
    assert kind == 4 and -16 <= word - 0x10000 + 1357 <= 16
    bench.own.f[IN_QUALITY + CH_OUTDOOR] = Q_GOOD
    bench.own.f[IN_CH + CH_OUTDOOR] = 321
    bench.run(1)
    assert bench.got(CH_OUTDOOR)[:2] == (Q_GOOD, 321)
    bench.own.f[IN_QUALITY + CH_OUTDOOR] = Q_ABSENT
    bench.say("OT=99")
    bench.run(1)
    assert bench.got(CH_OUTDOOR)[0] == Q_ABSENT


def test_clock_and_answers_of_ones_own():
    bench = Bench(asks=((0, 20, 0), (0, 18, 0), (1, 98, 0x1234)))
    bench.run(20)

    def last(at):
        return [a[2:] for a in bench.thermostat.answers if a[3] == at][-1]

    assert last(20)[0] in (6, 7) and last(18) == (4, 18, 0x0180)
    bench.say("SC=14:05/3")
    bench.say("SR=18:1,205")
    bench.say("SR=98:16")
    bench.run(6)
    assert last(20) == (4, 20, 3 << 13 | 14 << 8 | 5)
    assert last(18) == (4, 18, 0x01CD) and last(98) == (5, 98, 0x1000), "bytes are decimal"
    bench.run(70)
    assert last(20)[0] in (6, 7), "said again each minute, or nothing"
    assert bench.say("CR=18") == "CR: 18" and bench.say("CR=18") == "CR: NF"
    bench.run(6)
    assert last(18) == (4, 18, 0x0180)
    for i in range(7):
        assert bench.say("SR=%d:1" % (30 + i)) == "SR: %d:1" % (30 + i)
    assert bench.say("SR=40:1") == "SR: NS" and bench.say("SR=98:2") == "SR: 98:2"
    assert bench.say("SC=14:05/3") == "SC: NS"


def test_a_question_for_the_boiler():
    bench = Bench(None)
    bench.run(60)
    bench.lines = []
    bench.say("PM=116")
    bench.run(4)
    assert "R00740000" in bench.lines and "B407404D2" in bench.lines


def test_as_a_monitor_nothing_acts():
    bench = Bench(asks=((1, 56, 0x3000), (0, 9, 0), (0, 18, 0)))
    bench.run(30)
    for command in ("TT=21", "CS=50", "SW=58", "HW=0", "MM=40", "SR=18:1", "OT=5"):
        bench.say(command)
    assert bench.say("GW=0") == "GW: 0" and bench.say("PR=M") == "PR: M=M"
    bench.run(40)
    assert bench.got(CH_FLOW_SET)[0] == Q_ABSENT and bench.got(CH_OUTDOOR)[0] == Q_ABSENT
    assert bench.bridge.gateway.override == 0 and bench.boiler.words[56] == 0x3000
    assert bench.bridge.master.modulation_word == 0x6400 and bench.bridge.master.flags == 0x200
    assert [a[2:] for a in bench.thermostat.answers if a[3] == 18][-1] == (4, 18, 0x0180)
    assert bench.say("GW=1") == "GW: 1" and bench.say("PR=M") == "PR: M=G"
    bench.run(10)
    assert bench.got(CH_FLOW_SET)[:2] == (Q_GOOD, 5000) and bench.bridge.gateway.override == 0x1500
    bench.service.feed(b"PS=1\r")
    assert bench.say("GW=R") == "OpenTherm Gateway 6.6"
    bench.lines = []
    bench.run(2)
    assert bench.lines, "no summary mode any more"
    bench.run(1)
    assert bench.got(CH_FLOW_SET)[0] == Q_ABSENT and bench.say("PR=O") == "PR: O=N" and bench.say("PR=W") == "PR: W=A"
