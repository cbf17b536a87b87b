"""Keys that sign images, and the set of public ones that a board trusts (/key.pub).

A development key is made on first use, in the user's own folder and readable for nobody else. Its file says what it is
in a line before the key; so a board's key set knows it too, and a release board refuses what it signed.
"""

import os
import struct
from binascii import crc32
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

MARK = b"Tandem development key: release boards refuse what it signs.\n"
BITS = (2048, 3072)
_DEVELOPMENT = 1
_RELEASE = 1


class KeyFileError(Exception):
    """A key file that cannot be used; the message says why."""


def development_key():
    """Path of this user's development key, which is made when it is missing."""
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    path = Path(base) / "tandem" / "development.pem"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        make_key(path, MARK)
    return path


def make_key(path, mark=b"", bits=2048):
    """Write a new private key, which only its owner can read. Raises FileExistsError: a key is never overwritten."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    text = mark + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)


def is_development(path):
    """Whether a key file says that it is a development key."""
    return Path(path).read_bytes().startswith(MARK)


def public_der(path):
    """The public key in a PEM file, private or public, as PKCS #1 DER. Raises KeyFileError."""
    try:
        text = Path(path).read_bytes()
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}") from None
    try:
        private = b"PRIVATE KEY" in text
        key = load_pem_private_key(text, None).public_key() if private else load_pem_public_key(text)
    except (ValueError, TypeError):
        raise KeyFileError(f"{path}: no PEM key without a password") from None
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size not in BITS or key.public_numbers().e != 65537:
        raise KeyFileError(f"{path}: only RSA keys of 2048 or 3072 bits with the exponent 65537 are known")
    return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)


def key_set(paths, release=False):
    """The bytes of /key.pub for PEM files; the layout is in firmware/launcher/keys.py. Raises KeyFileError."""
    data = b"TKEY" + struct.pack("<BB", _RELEASE if release else 0, len(paths))
    for path in paths:
        der = public_der(path)
        if release and is_development(path):
            raise KeyFileError(f"{path}: a release board trusts no development key")
        data += struct.pack("<BBH", _DEVELOPMENT if is_development(path) else 0, 0, len(der)) + der
    return data + struct.pack("<I", crc32(data))
