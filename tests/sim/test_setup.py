"""What a fresh machine installs must be exact, and must not name the place that this machine got it from."""

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = [
    line
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _name(requirement):
    return re.match(r"[\w.-]+", requirement).group().lower().replace("_", "-")


def test_every_package_is_pinned():
    for line in LOCK:
        assert re.fullmatch(r"[\w.-]+==[\w.]+", line), line


def test_everything_that_is_asked_for_is_in_the_lock():
    locked = {_name(line): line.partition("==")[2] for line in LOCK}
    for wanted in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]:
        assert _name(wanted) in locked, wanted
        if "==" in wanted:
            assert locked[_name(wanted)] == wanted.partition("==")[2]


def test_the_node_lock_names_versions_and_hashes_but_no_place():
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, package in packages.items():
        if name:
            assert "resolved" not in package, name
            assert package["version"] and package["integrity"].startswith("sha512-")
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    for name, version in wanted.items():
        assert packages[f"node_modules/{name}"]["version"] == version
