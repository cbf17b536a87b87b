"""The simulated chip's network and socket modules: stations, cables and datagrams, with what goes wrong with them."""

STA_IF = 0
AF_INET = 2
SOCK_DGRAM = 2


class Air:
    """What is around: ``there`` the network answers, after ``slow`` looks; ``broken`` the radio raises."""

    there = True
    broken = False
    slow = 2
    hostname = ""
    connects = []
    address = ("192.168.1.20", "255.255.255.0", "192.168.1.1", "192.168.1.2")


class Net:
    """Datagrams: ``peers[(address, port)]`` is called with a request and returns a list of (sender, data)."""

    peers = {}
    open = 0
    sent = []
    unreachable = False


def fresh():
    """Nothing has happened yet."""
    Air.there = True
    Air.broken = False
    Air.slow = 2
    Air.connects = []
    Air.address = ("192.168.1.20", "255.255.255.0", "192.168.1.1", "192.168.1.2")
    Net.peers = {}
    Net.open = 0
    Net.sent = []
    Net.unreachable = False


def hostname(name):
    Air.hostname = name


class LAN:
    def __init__(self):
        self.on = False

    def active(self, on):
        self.on = on

    def isconnected(self):
        if Air.broken:
            raise OSError("state of its own")
        return self.on and Air.there

    def ifconfig(self):
        return Air.address


class WLAN(LAN):
    def __init__(self, kind):
        assert kind == STA_IF
        LAN.__init__(self)
        self.trying = False
        self.looks = 0
        self.reconnects = -1

    def config(self, reconnects):
        self.reconnects = reconnects

    def connect(self, ssid, key):
        if Air.broken or not self.on or self.trying:
            raise OSError("Wifi Internal State Error")
        assert self.reconnects == 0, "its own endless retries disturb ours"
        Air.connects.append((ssid, key))
        self.trying = True
        self.looks = 0

    def disconnect(self):
        self.trying = False

    def isconnected(self):
        if Air.broken:
            raise OSError("state of its own")
        if not self.trying:
            return False
        self.looks += 1
        up = Air.there and self.looks > Air.slow
        if not Air.there and self.looks > Air.slow and self.was:
            self.trying = False  # lost: the chip gives up by itself
        self.was = up
        return up

    was = False


class socket:
    AF_INET = AF_INET

    def __init__(self, family, kind):
        assert (family, kind) == (AF_INET, SOCK_DGRAM)
        self.blocking = True
        self.coming = []
        self.closed = False
        Net.open += 1

    def setblocking(self, flag):
        self.blocking = flag

    def sendto(self, data, address):
        assert not self.blocking, "a send may wait"
        assert address[0].replace(".", "").isdigit(), "a name would be looked up, and everything waits for that"
        if Net.unreachable:
            raise OSError(118)
        Net.sent.append((bytes(data), address))
        peer = Net.peers.get(address)
        if peer is not None:
            self.coming.extend(peer(bytes(data)))
        return len(data)

    def recvfrom(self, n):
        assert not self.blocking and not self.closed
        if not self.coming:
            raise OSError(11)
        sender, data = self.coming.pop(0)
        return data[:n], sender

    def close(self):
        assert not self.closed
        self.closed = True
        Net.open -= 1
