"""Wi-Fi, Ethernet and names, with networks that vanish, radios that raise and servers that lie."""

import chips
from chip_net import LAN, Air, Net
from support import raises
from tandem.ports.reasons import E_NET

TIME = chips.chip_time.clock
NAME = "time.example.org"


def wifi():
    chips.fresh()
    made = chips.driver("net").Wifi("house", "secret", "tandem")
    hub = chips.Hub()
    made.attach(hub)
    return made, hub


def test_it_connects_and_says_so_once():
    made, hub = wifi()
    chips.serve(made, 10000)
    assert made.up and hub.events == [(E_NET, 1, 0)]
    assert made.address == "192.168.1.20" and made.dns == "192.168.1.2"
    assert Air.connects == [("house", "secret")] and Air.hostname == "tandem"
    chips.serve(made, 600000)
    assert len(hub.events) == 1 and len(Air.connects) == 1


def test_a_lost_network_is_tried_again_with_longer_pauses():
    made, hub = wifi()
    chips.serve(made, 10000)
    Air.there = False
    chips.serve(made, 3600000)
    assert hub.events[1:] == [(E_NET, 0, 0)] and not made.up and made.losses == 1
    assert 10 <= len(Air.connects) <= 30, len(Air.connects)
    Air.there = True
    chips.serve(made, 330000)
    assert made.up and hub.events[2:] == [(E_NET, 1, 0)]
    # The pause is short again.
    Air.there = False
    chips.serve(made, 5000)
    Air.there = True
    chips.serve(made, 30000)
    assert made.up


def test_connected_without_an_address_is_not_up():
    made, _ = wifi()
    Air.address = ("0.0.0.0", "", "0.0.0.0", "0.0.0.0")
    chips.serve(made, 30000)
    assert not made.up


def test_without_a_name_server_the_router_is_asked():
    made, _ = wifi()
    Air.address = ("10.0.0.5", "255.0.0.0", "10.0.0.1", "0.0.0.0")
    chips.serve(made, 30000)
    assert made.dns == "10.0.0.1"


def test_a_radio_that_raises_is_restarted():
    made, hub = wifi()
    Air.broken = True
    chips.serve(made, 60000)
    assert not made.up and hub.events == []
    Air.broken = False
    chips.serve(made, 120000)
    assert made.up
    Air.broken = True
    chips.serve(made, 60000)
    assert not made.up and hub.events[-1] == (E_NET, 0, 0)


def test_a_cable():
    chips.fresh()
    made = chips.driver("net").Lan(LAN())
    chips.serve(made, 3000)
    assert made.up
    Air.there = False
    chips.serve(made, 3000)
    assert not made.up
    Air.there = True
    chips.serve(made, 60000)
    assert made.up and made.losses == 1


class Station:
    up = True
    dns = "192.168.1.2"


def reply(request, records, code=0, ident=None, tail=b""):
    """An answer: records of (type, ttl, data) to the question asked, names compressed."""
    head = bytearray(request[:12])
    if ident is not None:
        head[1] ^= ident
    head[2] = 0x81
    head[3] = 0x80 | code
    head[7] = len(records)
    out = bytes(head) + request[12:]
    for kind, ttl, data in records:
        out += b"\xc0\x0c" + bytes((0, kind, 0, 1, 0, 0, ttl >> 8, ttl & 0xFF, 0, len(data))) + data
    return out + tail


class Names:
    def __init__(self):
        chips.fresh()
        self.dns = chips.driver("dns").Dns(Station)
        self.make = good
        self.sender = ("192.168.1.2", 53)
        Net.peers[("192.168.1.2", 53)] = lambda request: [(self.sender, self.make(request))]

    def run(self, ms=1000, name=NAME):
        self.dns.address(name)
        chips.serve(self.dns, ms)
        return self.dns.address(name)


def test_a_name_has_an_address():
    names = Names()
    assert names.dns.address(NAME) == "", "not at once, and nothing waits"
    assert names.run() == "93.184.216.34" and Net.open == 0
    request = Net.sent[0][0]
    assert request[2:12] == b"\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
    assert request[12:] == b"\x04time\x07example\x03org\x00\x00\x01\x00\x01"


def test_numbers_need_nobody():
    names = Names()
    assert names.dns.address("10.1.2.3") == "10.1.2.3" and Net.sent == []


def test_it_is_asked_again_when_old_and_kept_while_nobody_answers():
    names = Names()
    names.run()
    chips.serve(names.dns, 3500000)
    assert len(Net.sent) == 1
    names.make = lambda request: reply(request, [(1, 1, bytes((1, 2, 3, 4)))])
    chips.serve(names.dns, 200000)
    assert names.dns.address(NAME) == "1.2.3.4" and len(Net.sent) == 2
    chips.serve(names.dns, 150000)
    assert len(Net.sent) == 2, "a second to live is too short to believe"
    Net.peers.clear()
    chips.serve(names.dns, 3600000)
    assert names.dns.address(NAME) == "1.2.3.4" and 10 <= len(Net.sent) <= 25, len(Net.sent)
    assert Net.open == 0


def test_an_alias_first():
    names = Names()
    names.make = lambda request: reply(request, [(5, 60, b"\x04pool\xc0\x11"), (1, 600, bytes((9, 8, 7, 6)))])
    assert names.run() == "9.8.7.6"


def good(request):
    return reply(request, [(1, 3600, bytes((93, 184, 216, 34)))])


def misnamed(request):
    return good(request).replace(b"example", b"examplf")


def test_answers_to_other_questions():
    for lie in ("ident", "sender", "port", "name", "query", "error", "none", "six"):
        names = Names()
        names.make = good
        if lie == "ident":
            names.make = lambda request: reply(request, [(1, 60, bytes(4))], ident=1)
        elif lie == "sender":
            names.sender = ("6.6.6.6", 53)
        elif lie == "port":
            names.sender = ("192.168.1.2", 5353)
        elif lie == "name":
            names.make = misnamed
        elif lie == "query":
            names.make = lambda request: request
        elif lie == "error":
            names.make = lambda request: reply(request, [], 3)
        elif lie == "none":
            names.make = lambda request: reply(request, [])
        else:
            names.make = lambda request: reply(request, [(28, 60, bytes(16))])
        assert names.run(4000) == "", lie
        assert Net.open == 0, lie
        names.make = good
        names.sender = ("192.168.1.2", 53)
        assert names.run(30000) == "93.184.216.34", lie


def test_cut_and_wild_answers_are_survived():
    names = Names()
    whole = reply(b"\x12\x34" + bytes(10) + b"\x04time\x07example\x03org\x00\x00\x01\x00\x01", [(1, 60, bytes(4))] * 3)
    answer = chips.driver("dns").answer
    asked = chips.driver("dns").question(NAME)
    whole = whole[:4] + b"\x00\x01" + whole[6:]
    assert answer(whole, 0x1234, asked)[1] == "0.0.0.0"
    for n in range(len(whole)):
        answer(whole[:n], 0x1234, asked)
    seed = 1
    for _ in range(2000):
        wild = bytearray(whole)
        for _ in range(3):
            seed = (seed * 1103 + 12345) % 65536
            wild[seed % len(wild)] = seed >> 8
        answer(bytes(wild), 0x1234, asked)
    assert names is not None


def test_no_network_and_too_many_names():
    names = Names()
    Net.unreachable = True
    assert names.run(10000) == "" and Net.open == 0
    for bad in ("", "a..b", "x" * 70 + ".org"):
        raises(ValueError, names.dns.address, bad)
    for i in range(5):
        names.dns.address("n%d.org" % i)
    raises(ValueError, names.dns.address, "more.org")
