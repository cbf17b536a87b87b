"""A board in safe mode, on the unix port behind a pseudo-terminal, gets an image from smpclient as it is."""

import asyncio
import os
import pty
import subprocess
import tty

import pytest
from smpclient import SMPClient
from smpclient.generics import error, success
from smpclient.requests.image_management import ImageStatesRead, ImageStatesWrite
from smpclient.requests.os_management import EchoWrite, ResetWrite
from smpclient.transport.serial import SMPSerialTransport

from tools import image, launcher, mpy, signing
from tools.interpreters import ROOT, wheel_command

ENTRY = "import sys\n\ndef main(handle):\n    handle.worked()\n    sys.exit(8)\n"
SAFE_BIN = b"TSB1" + bytes((1, 0, 0, 0)) + b"\x40\x1f\x78\x00" + bytes((255, 0, 255, 0)) + b"test".ljust(24, b"\0")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """(folder of the launcher, folder of the board, a good image, one signed by a stranger)."""
    from binascii import crc32

    folder = tmp_path_factory.mktemp("safe")
    launcher.build(folder / "launcher")
    tree, board = folder / "tree", folder / "board"
    tree.mkdir()
    board.mkdir()
    mpy.compile_text("board", ENTRY, tree / "board.mpy")
    (tree / "more.bin").write_bytes(bytes(range(256)) * 4)
    images = []
    for name in ("key.pem", "stranger.pem"):
        signing.make_key(folder / name)
        images.append(image.sign(image.packed(tree), "test", folder / name, "2.1.0"))
    (board / "key.pub").write_bytes(signing.key_set([folder / "key.pem"]))
    (board / "safe.bin").write_bytes(SAFE_BIN + crc32(SAFE_BIN).to_bytes(4, "little"))
    return folder / "launcher", board, *images


class Machine:
    """The board's process. ``path``: where clients connect."""

    def __init__(self, tree, board):
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        self.path = os.ttyname(self.slave)
        command, env = wheel_command(str(ROOT / "tests/peers/safe_vm.py"), [str(tree), str(board)])
        self.process = subprocess.Popen(command, stdin=self.master, stdout=self.master, env=env)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        code = self.process.wait()
        os.close(self.master)
        os.close(self.slave)
        return code


def test_a_client_loads_an_image(made):
    tree, board, good, stranger = made

    async def story(path):
        async with SMPClient(SMPSerialTransport(), path, 60.0) as client:
            assert (await client.request(EchoWrite(d="hello"))).r == "hello"
            answer = await client.request(ImageStatesRead())
            assert success(answer) and answer.images == []
            with pytest.raises(Exception, match="refused, 7"):
                async for _ in client.upload(stranger):
                    pass
            offsets = [offset async for offset in client.upload(good)]
            assert offsets[-1] == len(good) and len(offsets) > 5
            (state,) = (await client.request(ImageStatesRead())).images
            assert (state.slot, state.version, state.bootable) == (1, "2.1.0", True)
            assert error(await client.request(ImageStatesWrite(hash=bytes(32))))
            answer = await client.request(ImageStatesWrite(hash=state.hash))
            assert success(answer) and answer.images[0].pending
            assert success(await client.request(ResetWrite()))

    machine = Machine(tree, board)
    try:
        asyncio.run(story(machine.path))
        assert machine.process.wait(300) == 7
    finally:
        machine.close()
    again = Machine(tree, board)
    try:
        assert again.process.wait(300) == 8
    finally:
        again.close()
    assert (board / "image.1").read_bytes() == good
