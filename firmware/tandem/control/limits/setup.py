"""What a house has set up, it pays for: sources other than the plain slots come into the heap when first wanted."""

from tandem.control.envelope import KEPT_LPC
from tandem.control.param_table import (
    P_DIM_USE,
    P_FUSE_W,
    P_LPC_USE,
    P_PEAK_EUR_KW,
    P_PROFILE_USE,
    P_PV_START_W,
    P_QUIET_FROM_MIN,
    P_QUIET_TO_MIN,
    P_SG_SENDER,
)
from tandem.ports.limits import SRC_GRID


def extend(envelope, p, series):
    """Give the envelope the sources that its parameters ask for and that it does not have yet."""
    site = envelope.site
    if envelope.dim is None and p[P_DIM_USE]:
        from tandem.control.limits.dim import Dim

        envelope.dim = Dim(site, envelope.sources[SRC_GRID])
        _add(envelope, envelope.dim)
    if envelope.connection is None and p[P_FUSE_W]:
        from tandem.control.limits.connection import Connection

        envelope.connection = Connection(site)
        _add(envelope, envelope.connection)
    if envelope.peak is None and p[P_PEAK_EUR_KW]:
        from tandem.control.limits.peak import Peak

        envelope.peak = Peak(site)
    if envelope.quiet is None and p[P_QUIET_FROM_MIN] != p[P_QUIET_TO_MIN]:
        from tandem.control.limits.quiet import Quiet

        envelope.quiet = Quiet()
        _add(envelope, envelope.quiet)
    if envelope.profile is None and p[P_PROFILE_USE]:
        from tandem.control.limits.profile import Profile

        envelope.profile = Profile(site, series)
        _add(envelope, envelope.profile)
    if envelope.sg is None and p[P_SG_SENDER]:
        from tandem.control.limits.sg import SgReady

        envelope.sg = SgReady()
        envelope.sg.restore(envelope.kept, 0)
        _add(envelope, envelope.sg)
        envelope.requests = envelope.requests + (envelope.sg,)
    if envelope.lpc is None and p[P_LPC_USE]:
        from tandem.control.limits.lpc import Lpc

        envelope.lpc = Lpc()
        envelope.lpc.restore(envelope.kept, KEPT_LPC)
        _add(envelope, envelope.lpc)
    if envelope.surplus is None and p[P_PV_START_W]:
        from tandem.control.limits.surplus import Surplus

        envelope.surplus = Surplus(site)
        envelope.requests = envelope.requests + (envelope.surplus,)


def _add(envelope, source):
    """Behind the slots."""
    envelope.rest = envelope.rest + (source,)
    envelope.sources = envelope.sources + (source,)
