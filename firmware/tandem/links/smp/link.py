"""Management of a running controller over one serial line."""

from launcher.smp import Smp
from tandem.links.smp.fs import FileSystem
from tandem.links.smp.os_more import OsMore
from tandem.links.smp.settings import Settings
from tandem.links.smp.stats import Stats
from tandem.links.smp.user import User


def serve(app, record, stream, calendar=None, about="Tandem", installer=True):
    """The link. app: what app.py builds; record: name of the parameters' record; see launcher.smp, os_more, settings."""
    groups = []
    link = Smp(stream, groups, app, about)
    settings = Settings(app.params, app.store, record, installer)
    groups.append(OsMore(app.scheduler, app.loop.clock, calendar))
    groups.append(Stats(app, link))
    groups.append(settings)
    groups.append(FileSystem(app.store.files))
    groups.append(User(app, settings))
    return link
