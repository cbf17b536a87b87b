"""An hour of the soak of OpenTherm, and that its judge sees what it is there for."""

import pytest

from host_sim.opentherm.boiler import BoilerSlave
from tandem.links.opentherm.gateway import Gateway
from tandem.links.opentherm.slave import Slave
from tools.opentherm_soak import PEERS, Soak


@pytest.mark.parametrize("kind", ["on-off", "modulating"])
def test_an_hour_of_everything_that_goes_wrong(kind):
    soak = Soak(kind, hours=1.0, seed=7)
    assert soak.run() == []
    assert soak.board.noise.hit > 200 and soak.board.thermostat.asked > 3000
    assert all(soak.back_s[what] for what in PEERS) and soak.heats_s > 300.0
    assert "questions" in "\n".join(soak.lines())


def test_answers_that_stay_away_are_seen(monkeypatch):
    def answer(self, now, span):
        if not 1800_000 < now < 1806_000:
            _ANSWER(self, now, span)

    monkeypatch.setattr(Slave, "_answer", answer)
    wrong = Soak("modulating", hours=0.6, seed=7, noise=(0.0, 0.0)).run()
    assert any("questions in a row" in text for text in wrong), wrong


def test_a_boiler_that_heats_by_itself_is_seen(monkeypatch):
    def obey(self):
        self.ch = self.on
        _OBEY(self)

    monkeypatch.setattr(BoilerSlave, "obey", obey)
    wrong = Soak("on-off", hours=0.3, seed=7).run()
    assert any("without demand" in text for text in wrong), wrong


def test_what_never_comes_back_is_seen(monkeypatch):
    monkeypatch.setattr(Gateway, "hear", lambda self, rq, now: None if now > 900_000 else _HEAR(self, rq, now))
    wrong = Soak("on-off", hours=0.6, seed=7).run()
    assert any("not well again" in text for text in wrong), wrong


_ANSWER, _OBEY, _HEAR = Slave._answer, BoilerSlave.obey, Gateway.hear
