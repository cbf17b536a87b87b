"""A controller on the unix port behind a pseudo-terminal, managed by smpclient and smpmgr as they are, and by our own
framing client (tools/smp_port.py)."""

import asyncio
import hashlib
import os
import pty
import subprocess
import sys
import time
import tty
import zlib
from pathlib import Path

import cbor2
import pytest
from smp import error as smperr
from smp import message as smpmsg
from smpclient import SMPClient
from smpclient.exceptions import SMPUploadError
from smpclient.generics import error, success
from smpclient.requests.file_management import FileHashChecksum, FileStatus, SupportedFileHashChecksumTypes
from smpclient.requests.os_management import (
    BootloaderInformationRead,
    DateTimeRead,
    DateTimeWrite,
    EchoWrite,
    MCUMgrParametersRead,
    OSApplicationInfoRead,
    ResetWrite,
    TaskStatisticsRead,
)
from smpclient.requests.settings_management import (
    CommitSettings,
    DeleteSetting,
    LoadSettings,
    ReadSetting,
    SaveSettings,
    WriteSetting,
)
from smpclient.requests.statistics_management import GroupData, ListOfGroups
from smpclient.transport.serial import SMPSerialTransport

from host_sim.param_names import read_schema
from tandem.kernel.record import decode
from tandem.ports.frame import CH_OUTDOOR, N_CH, N_IN
from tools.interpreters import ROOT, wheel_command
from tools.smp_port import READ, WRITE, NoAnswer, Port, PortError, Refused, lines

SMPMGR = str(Path(sys.executable).with_name("smpmgr"))
USER = 84
FLIGHT = bytes(i * 7 & 255 for i in range(1024))


class Machine:
    """The controller's process. ``path``: where clients connect."""

    def __init__(self, folder):
        self.folder = folder
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        command, env = wheel_command(str(ROOT / "tests/peers/smp_vm.py"), [str(folder)])
        self.process = subprocess.Popen(command, stdin=self.master, stdout=self.master, env=env)
        self.slave = slave

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def machine(tmp_path):
    (tmp_path / "fr0").write_bytes(FLIGHT)
    found = Machine(tmp_path)
    yield found
    found.close()


def talk(machine, story):
    """Run story(client)."""

    async def main():
        async with SMPClient(SMPSerialTransport(), machine.path, 5.0) as client:
            return await story(client)

    return asyncio.run(main())


async def good(client, request):
    """The answer, which is no error."""
    answer = await client.request(request)
    assert success(answer), answer
    return answer


async def refused(client, request):
    """(rc of all groups, rc of this group, reason) of an error."""
    answer = await client.request(request)
    assert error(answer), answer
    if hasattr(answer, "err"):
        return None, int(answer.err.rc), None
    return int(answer.rc), None, answer.rsn


def test_the_group_os(machine):
    async def story(client):
        assert client._transport.max_unencoded_size == 252
        for text in ("hello", "", "x" * 230):
            assert (await good(client, EchoWrite(d=text))).r == text
        answer = await good(client, MCUMgrParametersRead())
        assert (answer.buf_size, answer.buf_count) == (256, 1)
        assert (await good(client, OSApplicationInfoRead())).output == "Tandem"
        assert (await good(client, OSApplicationInfoRead(format="a"))).output.endswith("pty MicroPython")
        assert await refused(client, OSApplicationInfoRead(format="?")) == (None, 2, None)
        assert (await good(client, BootloaderInformationRead())).bootloader == "Tandem"
        tasks = (await good(client, TaskStatisticsRead())).tasks
        assert set(tasks) == {"control", "keeper"}
        assert tasks["control"].cswcnt > 0 and tasks["control"].next_checkin <= 1000
        assert await refused(client, DateTimeRead()) == (None, 4, None)
        await good(client, DateTimeWrite(datetime="2026-11-21T07:30:09.500000"))
        assert (await good(client, DateTimeRead())).datetime == "2026-11-21T07:30:09Z"
        assert await refused(client, DateTimeWrite(datetime="tomorrow")) == (None, 2, None)

    talk(machine, story)


def test_settings(machine):
    schema = read_schema()

    async def story(client):
        for row in schema.rows[::10]:
            value = (await good(client, ReadSetting(name=row.name))).val
            assert cbor2.loads(value) == row.default
            assert (await good(client, ReadSetting(name=f"p{row.pid}"))).val == value
        await good(client, WriteSetting(name="room_target_c100", val=cbor2.dumps(2150)))
        assert cbor2.loads((await good(client, ReadSetting(name="room_target_c100"))).val) == 2150
        row = schema.row("room_target_c100")
        reason = f"{row.pid}: {row.low}..{row.high}"
        for value in (row.high + 1, row.low - 1, 2**32, -(2**31), 20.5, "2150", True, [2150]):
            answer = await refused(client, WriteSetting(name="room_target_c100", val=cbor2.dumps(value)))
            assert answer == (3, None, reason)
        assert await refused(client, ReadSetting(name="room_target")) == (None, 3, None)
        assert await refused(client, WriteSetting(name="p999", val=b"\x01")) == (None, 3, None)
        await good(client, WriteSetting(name="away_d", val=cbor2.dumps(77)))
        await good(client, CommitSettings())
        assert not (machine.folder / "params.0").exists() and not (machine.folder / "params.1").exists()
        await good(client, SaveSettings())
        stored = [path.read_bytes() for path in machine.folder.glob("params.?")]
        assert any(b"\x4d\x00\x00\x00" in bytes(decode(data)[1]) for data in stored)
        await good(client, DeleteSetting(name="away_d"))
        assert cbor2.loads((await good(client, ReadSetting(name="away_d"))).val) == 0
        await good(client, LoadSettings())
        assert cbor2.loads((await good(client, ReadSetting(name="away_d"))).val) == 77

    talk(machine, story)


def test_statistics(machine):
    async def story(client):
        names = (await good(client, ListOfGroups())).stat_list
        assert names == ("kernel", "smp", "control", "keeper")
        for name in names:
            fields = (await good(client, GroupData(name=name))).fields
            assert fields and all(value >= 0 for value in fields.values())
        kernel = (await good(client, GroupData(name="kernel"))).fields
        assert kernel["heap_free"] > 10000 and kernel["links"] == kernel["stores"] == 0
        assert await refused(client, GroupData(name="none")) == (None, 2, None)

    talk(machine, story)


def test_files(machine):
    async def story(client):
        assert await client.download_file("fr0") == FLIGHT
        assert await client.download_file("/data/fr0") == FLIGHT
        assert (await good(client, FileStatus(name="fr0"))).len == 1024
        assert (await good(client, FileHashChecksum(name="fr0"))).output == hashlib.sha256(FLIGHT).digest()
        crc = await good(client, FileHashChecksum(name="fr0", type="crc32", off=3, len=100))
        assert (crc.off, crc.len, crc.output) == (3, 100, zlib.crc32(FLIGHT[3:103]))
        types = (await good(client, SupportedFileHashChecksumTypes())).types
        assert types["crc32"].size == 4 and types["sha256"].size == 32
        assert await refused(client, FileStatus(name="fr1")) == (None, 3, None)
        assert await refused(client, FileStatus(name="../fr0")) == (None, 2, None)
        with pytest.raises(SMPUploadError):
            async for _ in client.upload_file(b"x" * 500, "fr0"):
                pass
        assert (machine.folder / "fr0").read_bytes() == FLIGHT

    talk(machine, story)


class UserError1(smperr.ErrorV1):
    _GROUP_ID = USER


class UserError2(smperr.ErrorV2[smperr.MGMT_ERR]):
    _GROUP_ID = USER


class ReadingsResponse(smpmsg.ReadResponse):
    _GROUP_ID = USER
    _COMMAND_ID = 1
    wall_min: int | None
    off_min: int | None
    v: list[int]
    q: list[int]


class Readings(smpmsg.ReadRequest):
    _GROUP_ID = USER
    _COMMAND_ID = 1
    _Response = ReadingsResponse
    _ErrorV1 = UserError1
    _ErrorV2 = UserError2


class SetResponse(smpmsg.WriteResponse):
    _GROUP_ID = USER
    _COMMAND_ID = 4


class Set(smpmsg.WriteRequest):
    _GROUP_ID = USER
    _COMMAND_ID = 4
    _Response = SetResponse
    _ErrorV1 = UserError1
    _ErrorV2 = UserError2
    p: dict[str, int]
    keep: bool = True


def test_the_controllers_own_group(machine):
    async def story(client):
        answer = await good(client, Readings())
        assert len(answer.v) == len(answer.q) == N_CH and answer.v[CH_OUTDOOR] == -500
        await good(client, Set(p={"away_d": 99}))
        assert cbor2.loads((await good(client, ReadSetting(name="away_d"))).val) == 99
        assert await refused(client, Set(p={"away_d": 1, "nobody": 1})) == (5, None, "nobody")
        rc, _, reason = await refused(client, Set(p={"away_d": -1}, keep=False))
        assert rc == 3 and reason.endswith(": 0..65535")

    talk(machine, story)


def test_reset(machine):
    async def story(client):
        await good(client, WriteSetting(name="away_d", val=cbor2.dumps(55)))
        await good(client, ResetWrite())

    talk(machine, story)
    assert machine.process.wait(5) == 7
    assert (machine.folder / "params.0").exists() or (machine.folder / "params.1").exists()


def test_smpmgr(machine, tmp_path):
    def run(*words):
        command = [SMPMGR, "--port", machine.path, "--timeout", "60", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=600)

    done = run("os", "echo", "hello")
    assert done.returncode == 0 and "hello" in done.stdout, done
    target = tmp_path / "got"
    done = run("file", "download", "fr0", str(target))
    assert done.returncode == 0 and target.read_bytes() == FLIGHT, done
    assert run("os", "reset").returncode == 0
    assert machine.process.wait(5) == 7


def test_own_client(machine):
    with Port(machine.path) as port:
        assert port.write(0, 0, {"d": "hello"}) == {"r": "hello"}
        found = []
        while len(found) < N_IN:
            found += port.read(USER, 2, {"f": 0, "from": len(found)})["v"]
        assert len(found) == N_IN
        with pytest.raises(Refused, match="not valid: .*: 500..3000") as caught:
            port.write(3, 0, {"name": "room_target_c100", "val": cbor2.dumps(1)})
        assert (caught.value.rc, caught.value.group) == (3, None)
        with pytest.raises(Refused, match="error 3 of group 3") as caught:
            port.read(3, 0, {"name": "nobody"})
        assert (caught.value.rc, caught.value.group) == (3, 3)
        with pytest.raises(PortError, match="too many"):
            port.write(0, 0, {"d": "x" * 300})
        begin = time.monotonic()
        for i in range(50):
            assert port.write(0, 0, {"d": str(i)}) == {"r": str(i)}
        print(f"{(time.monotonic() - begin) / 50 * 1000:.2f} ms a round trip")
        time.sleep(1.2)
        port.read(0, 6)
        assert b"tick\n" in port.text
        machine.process.kill()
        with pytest.raises(NoAnswer):
            port.request(READ, 0, 6, timeout_s=0.2)


def test_no_such_port():
    with pytest.raises(PortError, match="/nowhere"):
        Port("/nowhere")


def test_text_beside_the_lines(machine):
    # A prompt, half a frame, and what a person types: none of it is answered, all of it is counted.
    with Port(machine.path) as port:
        port.write(0, 0, {"d": ""})
        before = port.read(2, 0, {"name": "smp"})["fields"]
        os.write(machine.slave, b"help\r\n\x06\x09AA9I\n>>> import os\r\n\x04\x14xx")
        assert port.request(WRITE, 0, 0, {"d": "x"}) == {"r": "x"}
        after = port.read(2, 0, {"name": "smp"})["fields"]
        assert (after["strays"] - before["strays"], after["errors"]) == (2, 0)
        os.write(machine.slave, lines(b"\x08\x00\x00\x01\x00\x00\x01\x06\xff"))
        assert port.request(WRITE, 0, 0, {"d": "y"}) == {"r": "y"}
        assert port.read(2, 0, {"name": "smp"})["fields"]["errors"] == 1
