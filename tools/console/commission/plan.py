"""The steps that a house needs, in their order: first what moves nothing, last the restart."""

from tools.console.commission import contacts, sensors
from tools.console.commission.boiler import Boiler
from tools.console.commission.declared import FloorThermostat, MixingValve
from tools.console.commission.fallback import Fallback
from tools.console.commission.flow import Flow
from tools.console.commission.health import Health
from tools.console.commission.heatpump import HeatPump
from tools.console.commission.meter import Meter
from tools.console.commission.relays import Relay, fitted
from tools.console.commission.rest import Rest
from tools.console.commission.sensors import Outdoor, Sensor
from tools.console.commission.sg import SgContacts

_BY_SG = 2


def steps(p, look):
    """[Step] for these parameters and a first Look."""
    must, may = sensors.needed(p)
    found: list = [Health()]
    found += [Sensor(channel, channel in must) for channel in (*must, *may)]
    found.append(Outdoor())
    found += [contacts.Contact(channel) for channel in contacts.CONTACTS if look.good(channel)]
    found.append(Rest())
    found += [Relay(name) for name in fitted(p)]
    if p["hp_fitted"]:
        found.append(Flow())
    if p["boiler_fitted"]:
        found.append(Boiler())
    if p["hp_fitted"]:
        found.append(SgContacts() if p["hp_command"] == _BY_SG else HeatPump())
        if look.good("import"):
            found.append(Meter())
    found += [FloorThermostat(), MixingValve(), Fallback()]
    return found
