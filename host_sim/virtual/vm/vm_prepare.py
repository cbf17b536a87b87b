"""Puts files into a flash image that no board is running from.

    micropython vm_prepare.py IMAGE format
    micropython vm_prepare.py IMAGE put SOURCE TARGET [SOURCE TARGET ...]
    micropython vm_prepare.py IMAGE get TARGET [TARGET ...]

"get" prints the file in hexadecimal digits, or "none" when it is not there.
"""

import binascii
import os
import sys

import vfs
from vm_flash import Flash


def folders(path):
    """Make the folders that path lies in."""
    at = path.find("/", 1)
    while at > 0:
        try:
            os.mkdir("/flash" + path[:at])
        except OSError:
            pass  # it is there
        at = path.find("/", at + 1)


def main():
    flash = Flash(open(sys.argv[1], "r+b"))
    if sys.argv[2] == "format":
        vfs.VfsLfs2.mkfs(flash)
        return
    vfs.mount(vfs.VfsLfs2(flash), "/flash")
    names = sys.argv[3:]
    if sys.argv[2] == "get":
        for name in names:
            try:
                with open("/flash" + name, "rb") as file:
                    print(binascii.hexlify(file.read()).decode())
            except OSError:
                print("none")
        return
    for i in range(0, len(names), 2):
        folders(names[i + 1])
        with open(names[i], "rb") as source, open("/flash" + names[i + 1], "wb") as target:
            data = source.read(4096)
            while data:
                target.write(data)
                data = source.read(4096)
    vfs.umount("/flash")


main()
