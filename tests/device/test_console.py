"""The console in a real terminal (tmux) at a virtual board: what an installer sees after each key."""

import json
import shutil
import subprocess
import sys
import time
from datetime import datetime

import pytest

from host_sim import cli
from host_sim.run import Config
from host_sim.virtual.house import House
from host_sim.virtual.wiring import Wiring
from tests.device.virtual import make, until

TMUX = shutil.which("tmux")


class Terminal:
    """A program in a terminal of 80x24."""

    def __init__(self, name, command):
        self._tmux = [str(TMUX), "-L", name]
        self._run("new-session", "-d", "-x", "80", "-y", "24", command)

    def _run(self, *words):
        return subprocess.run([*self._tmux, *words], capture_output=True, text=True, check=True).stdout

    def text(self):
        """What is on the screen."""
        return self._run("capture-pane", "-p")

    def press(self, *keys):
        """Keys as tmux names them."""
        self._run("send-keys", *keys)

    def type(self, text):
        """A line of text in place of what is there."""
        time.sleep(0.4)  # a person sees the window before typing
        self._run("send-keys", "C-e", "C-u")
        time.sleep(0.4)
        self._run("send-keys", "-l", text)
        self._run("send-keys", "Enter")

    def leads(self, act, *words):
        """Do it until all of these are on the screen: on a slow machine keys may come before the window that they are
        meant for."""
        for _ in range(30):
            act()
            try:
                until(lambda: self._has(words), words, 10.0, 0.2)
                return
            except AssertionError:
                pass
        raise AssertionError(f"{words} not in\n{self.text()}")

    def _has(self, words):
        text = self.text()
        return all(word in text for word in words)

    def shows(self, *words):
        """Wait until all of these are on the screen."""
        try:
            until(lambda: self._has(words), words, look_s=0.2)
        except AssertionError:
            raise AssertionError(f"{words} not in\n{self.text()}") from None

    def end(self):
        """Whatever is left of it."""
        subprocess.run([*self._tmux, "kill-server"], capture_output=True)


@pytest.fixture
def house(tmp_path):
    """A board at work, ten times as fast as time, its circuit's sensors swapped."""
    config = Config(start=datetime(2025, 3, 10), days=2)
    return make(tmp_path, House(config, 10.0, Wiring("swapped-flow-return")))


@pytest.mark.skipif(TMUX is None, reason="no tmux")
def test_an_installer_at_the_page(tmp_path, house):
    with house as board:
        until(lambda: board.house.ticks > 1, "a tick")
        page = f"{sys.executable} -m host_sim.cli console --port {board.port.link} --report {tmp_path}/report"
        terminal = Terminal(f"tandem-{board.port.path.rpartition('/')[2]}", page)
        try:
            # Live: readings with quality, who heats and why, limits.
            terminal.shows("outdoor", "good", "Plan:", "Heat pump:", "Hard limit: not", "no alarm", "4 Commissioning")
            terminal.press("2")
            terminal.shows("Controller started")
            # A parameter is searched, refused out of range, set for now.
            terminal.press("3")
            terminal.leads(
                lambda: (terminal.press("/"), terminal.type("room_target")),
                "room_target_c100", "5 C..30 C", "room temperature wanted",
            )  # fmt: skip
            terminal.press("Enter")
            terminal.shows("Enter: take it")
            terminal.leads(lambda: terminal.type("99 C"), "out of range")
            terminal.leads(lambda: terminal.type("21.5 C"), "only until the next start")
            terminal.press("Down", "Enter")
            terminal.shows("*room_target_c100", "21.5 C")
            # A step runs, with a question; another is left out; a report is written.
            terminal.press("4")
            terminal.shows("Everything at rest", "About 15 s")
            time.sleep(0.4)
            terminal.press("Enter")
            # What was measured may take both lines, so nothing below it can be waited for.
            terminal.shows("It runs.", "k Skip")
            time.sleep(1.0)
            terminal.press("Down", "k")
            terminal.shows("skipped", "Left out")
            terminal.press("r")
            terminal.shows("Done by:")
            terminal.leads(lambda: terminal.type("Jan"), "Place:")
            terminal.type("Ede")
            until((tmp_path / "report.json").exists, "a report")
            report = json.loads((tmp_path / "report.json").read_text())
            assert [step["verdict"] for step in report["steps"]] == ["ok", "skipped"] and report["who"] == "Jan"
            assert {"room_target_c100"} <= {row["name"] for row in report["parameters"]}
            # The board goes away, and comes back.
            board.call(board.cut)
            terminal.shows("NO BOARD")
            board.call(board.power)
            terminal.shows("up 0 d 0 h")
            terminal.press("q")
        finally:
            terminal.end()


def test_once(tmp_path, house, capsys):
    with house as board:
        until(lambda: board.house.ticks > 1, "a tick")
        assert cli.main(["console", "--once", "--port", str(board.port.link)]) == 0
        text = capsys.readouterr().out
        assert "Heat pump: " in text and "outdoor temperature" in text and "Controller started" in text
    assert cli.main(["console", "--once", "--port", str(tmp_path / "none")]) == 2
    assert "tandem: " in capsys.readouterr().err
