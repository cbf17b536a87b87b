"""The order in which a board is flashed. Whenever it breaks off, what ran before runs again, or what is new does.

1. Read what is there; nothing has changed so far.
2. main.py, which knows how a launcher is replaced; on a board that has none it comes last.
3. The launcher, as a folder beside the old one, in whose place it is renamed.
4. The image, into the slot that is not in use.
5. The keys and the board's data, each renamed over the old one.
6. The launcher's own verification of the image; then the slot record changes.
"""

from collections import namedtuple
from hashlib import sha256

from tools.flash import payload as p

# files: paths to write; launcher: whether its folder is replaced; slot: that the image is in, or gets into;
# image: whether it has to be copied; switch: whether the slot record has to change.
Plan = namedtuple("Plan", "files launcher slot image switch")
# What reading found. files: {path: SHA-256, "" where there is none}; images: [(size, SHA-256 of the signed part)].
# launcher: paths in its folder; active: slot in use; counted: whether starts are counted against it.
There = namedtuple("There", "files images launcher active counted")
NEW = "/image.new"
_BLOCK = 4096


class WorkError(Exception):
    """The work cannot be done; one line."""


def there(session, payload):
    """Read what is on the board."""
    signed = len(payload.image) - payload.signature
    found, images, launcher, (active, counted) = session.ask("there", sorted(payload.files), signed)
    return There({path: digest for path, (_, digest) in found}, images, launcher, active, counted)


def plan(payload, there, other=False):
    """What has to be done. other: copy the image, and use the slot that is not in use, also when there is no need."""
    wrong = {path for path, data in payload.files.items() if there.files[path] != sha256(data).hexdigest()}
    mine = sorted(path for path in payload.files if path.startswith(p.LAUNCHER))
    launcher = any(path in wrong for path in mine) or there.launcher != mine
    files = sorted(path for path in wrong if path not in mine)
    signed = len(payload.image) - payload.signature
    same = (len(payload.image), sha256(payload.image[:signed]).hexdigest())
    has = [slot for slot in (there.active, 1 - there.active) if there.images[slot] == same]
    fresh = there.images == [(-1, "")] * 2
    slot = has[0] if has and not other else there.active if fresh else 1 - there.active
    return Plan(files, launcher, slot, not has or other, slot != there.active or fresh)


def size(payload, plan):
    """Bytes to copy."""
    total = sum(len(payload.files[path]) for path in plan.files)
    if plan.launcher:
        total += sum(len(data) for path, data in payload.files.items() if path.startswith(p.LAUNCHER))
    return total + (len(payload.image) if plan.image else 0)


def room(payload, plan, there, free):
    """WorkError when the file system, with so many free bytes, has no room for it."""
    def blocks(n):
        return -(-max(n, 0) // _BLOCK) * _BLOCK

    # The image that is not in use goes before the new one comes.
    free += blocks(there.images[1 - there.active][0]) if plan.image else 0
    needed = blocks(size(payload, plan)) + _BLOCK * (4 + len(payload.files))
    if free < needed:
        raise WorkError(f"the file system has {free >> 10} KB free, needed are {needed >> 10}")


def do(session, payload, plan, there, told):
    """Do it; told(n) for every n bytes that are copied. Raises WorkError, SessionError."""
    first = there.files[p.MAIN] == ""
    if there.counted:
        # Starts that we end ourselves are no failures: were we to break off, the board might give up what worked.
        session.call("use", there.active)
    if p.MAIN in plan.files and not first:
        _file(session, payload, p.MAIN, told)
    if plan.launcher:
        _launcher(session, payload, told)
    slot = plan.slot
    if plan.image:
        _image(session, payload, slot, told)
    for path in plan.files:
        if path != p.MAIN:
            _file(session, payload, path, told)
    why = session.ask("verify", slot)
    if why and not plan.image:  # it is there, but its signature is not what it was
        slot = 1 - there.active
        _image(session, payload, slot, told)
        why = session.ask("verify", slot)
    if why:
        raise WorkError(f"the board refuses the image, {why} (docs/boot.md)")
    if plan.switch or slot != there.active:
        session.call("use", slot)
    if p.MAIN in plan.files and first:
        _file(session, payload, p.MAIN, told)
    return slot


def _file(session, payload, path, told):
    session.write(path + ".new", payload.files[path], told)
    session.call("os.rename", path + ".new", path)


def _launcher(session, payload, told):
    session.call("clear", "/launcher.new")
    session.call("os.mkdir", "/launcher.new")
    for path in sorted(payload.files):
        if path.startswith(p.LAUNCHER):
            session.write(path.replace(p.LAUNCHER, "/launcher.new/", 1), payload.files[path], told)
    session.call("launcher")


def _image(session, payload, slot, told):
    session.call("clear", NEW)
    session.call("clear", f"/image.{slot}")
    session.write(NEW, payload.image, told)
    session.call("os.rename", NEW, f"/image.{slot}")
