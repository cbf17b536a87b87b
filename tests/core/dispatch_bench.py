"""What the tests of dispatch share: a wish for heat, prices, and a dispatch to decide about them."""

from control_bench import GAS_CT_MWH, POWER_CT_MWH, parameters
from tandem.control.dispatch import Dispatch
from tandem.control.param_table import P_BOILER_SLOPE_X1000, P_START_CT_X10
from tandem.control.prices import Prices
from tandem.control.wall import Wall
from tandem.ports.frame import (
    IN_GAS_PRICE_CT_MWH,
    IN_GAS_PRICE_STATE,
    IN_POWER_PRICE_CT_MWH,
    IN_POWER_PRICE_STATE,
    Q_GOOD,
    Inputs,
)
from tandem.ports.reasons import R_NONE, R_SUMMER


class Wish:
    """A demand as dispatch sees it."""

    wanted = True
    why = R_SUMMER  # only passed on when nothing is wanted
    req_c100 = 3500
    mean_c100 = 3000
    load_w = 2000
    boosted = 0
    room_error = 0
    outdoor_c100 = 500
    outdoor_known = True


class Bench:
    def __init__(self):
        self.params = parameters()
        self.params.set(P_BOILER_SLOPE_X1000, 0)
        self.params.set(P_START_CT_X10, 0)
        self.inputs = Inputs(self.params)
        self.f = self.inputs.f
        self.wall = Wall()
        self.money = Prices()
        self.f[IN_POWER_PRICE_STATE] = Q_GOOD
        self.f[IN_GAS_PRICE_STATE] = Q_GOOD
        self.wish = Wish()
        self.d = Dispatch()
        self.now_s = 1000
        self.prices(POWER_CT_MWH, GAS_CT_MWH)

    def prices(self, power, gas):
        self.f[IN_POWER_PRICE_CT_MWH] = power
        self.f[IN_GAS_PRICE_CT_MWH] = gas

    def lift(self, kelvin):
        """Outdoor 5 C and a flow so much above it."""
        self.wish.req_c100 = 500 + kelvin * 100

    def plan(self, hp_ok=True, hp_why=R_NONE, boiler_ok=True, run_s=0, after_s=60, boost_why=R_NONE, opt_out=False):
        """(plan, why) of the next slow decision."""
        self.now_s += after_s
        self.wall.step(self.f)
        self.money.step(self.inputs, self.wall)
        self.d.decide(
            self.money, self.wish, self.params.v, hp_ok, hp_why, run_s, boiler_ok, self.now_s, boost_why, opt_out
        )
        return self.d.plan, self.d.why
