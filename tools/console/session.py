"""The one thread that talks to the board: it looks once a second, does what it is asked, and finds the port again."""

import queue
import threading
import time
from typing import Any

from tools.console.board import Board
from tools.smp_port import Port, PortError

LOOK_S = 1.0
AGAIN_S = 1.5
_ANSWER_S = 1.5


class Session:
    """path: of the port. told(kind, value) is called from the thread: "look" (Look, ages, events), "lost" (text),
    "found" (Board)."""

    def __init__(self, path, told):
        self.path = path
        self._tell = told
        self._jobs: queue.Queue = queue.Queue()
        self._running = True
        self._board: Any = None
        self._number: Any = None
        self._up_s = 0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        """Begin."""
        self._thread.start()

    def stop(self):
        """End, soon."""
        self._running = False
        self._jobs.put(None)
        self._thread.join(5)

    def ask(self, job, then):
        """Call job(board) in the thread, then then(result, None), or then(None, error) with a PortError."""
        self._jobs.put((job, then))

    def _told(self, kind, value):
        if self._running:
            self._tell(kind, value)

    def _run(self):
        while self._running:
            try:
                with Port(self.path, _ANSWER_S) as port:
                    self._board = Board(port)
                    self._board.look()  # somebody answers
                    self._number = None
                    self._told("found", self._board)
                    self._serve()
            except PortError as error:
                self._told("lost", str(error))
            self._board = None
            self._refuse()
            end = time.monotonic() + AGAIN_S
            while self._running and time.monotonic() < end:
                time.sleep(0.1)

    def _serve(self):
        due = 0.0
        while self._running:
            try:
                job = self._jobs.get(timeout=max(0.0, due - time.monotonic()))
            except queue.Empty:
                self._look()
                due = time.monotonic() + LOOK_S
                continue
            if job is not None:
                self._do(*job)

    def _do(self, job, then):
        try:
            result = job(self._board)
        except PortError as error:
            then(None, error)
            return
        then(result, None)

    def _refuse(self):
        """What was asked for while nobody answers."""
        while not self._jobs.empty():
            job = self._jobs.get()
            if job is not None:
                job[1](None, PortError(f"{self.path}: no board answers"))

    def _look(self):
        board = self._board
        look = board.look()
        if look.up_s < self._up_s:
            self._number = None  # it has started anew, and so have its events
        self._up_s = look.up_s
        rows, self._number = board.events(self._number)
        self._told("look", (look, board.ages(), rows))
