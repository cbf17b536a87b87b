"""A house with the whole firmware in it: kernel, store and control behind the ports of a board."""

from house import SCHEMA, House

from tandem.app import WAKE_INPUT, App


class AppHouse(House):
    """The board of the firmware is the house itself. Its clock starts close to its wrap."""

    stopwatch = None
    links = ()
    max_wait_ms = 0

    def __init__(self, machine, settings):
        self.clock = self.sensors = self.actuators = self.files = self.watchdog = self
        self.store = {}
        self.resets = []
        super().__init__(machine, settings)

    def boot(self, settings):
        self.app = App(self)
        self.params = self.app.params
        self.controller = self.app.controller
        for pid, value in settings:
            self.params.set(pid, value)
        self.outside.attach(self.app.inputs.series)
        self.left_ms = 0

    # --- the board's ports -------------------------------------------------------------------------------------------
    def now(self):
        return (self.now_ms - self.boot_ms + 0x3FFFF000) & 0x3FFFFFFF

    def read(self, what):
        """The sensors' read fills a frame, that of the files looks for a record."""
        if isinstance(what, str):
            return self.store.get(what)
        self.fill()
        what[:] = self.f
        return None

    def write(self, what, data=None):
        """The actuators get a frame, the files a record."""
        if isinstance(what, str):
            self.store[what] = bytes(data)
        else:
            self.written(what)

    def feed(self):
        pass

    def reset(self, task):
        self.resets.append(task)

    # --- the script --------------------------------------------------------------------------------------------------
    def step(self):
        """A fast input has changed."""
        self.app.scheduler.wake(WAKE_INPUT)
        self.app.loop.turn()

    def wait(self, ms):
        """Let time pass, stopping at whatever the firmware wants to do meanwhile."""
        end_ms = self.now_ms + ms
        while hasattr(self, "app"):
            wait_ms = self.app.loop.turn()
            if self.now_ms + wait_ms > end_ms:
                break
            super().wait(wait_ms)
        super().wait(end_ms - self.now_ms)

    def restart(self, away_ms):
        """Power fails at once: there is what the keeper has saved."""
        kept = [(pid, self.params.v[pid]) for pid in range(len(SCHEMA))]
        self.app.loop.turn()
        self.rest(away_ms)
        self.sources.unsure = True  # what was stored may be older than what the sources know
        self.boot(kept)
