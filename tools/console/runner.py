"""Commissioning on the page: the list of steps, whoever runs them, and the questions to the person at the keyboard."""

import time
from concurrent.futures import Future

from textual.widgets import DataTable, Static

from tools.console import dialogs
from tools.console.commission import words
from tools.console.commission.plan import steps
from tools.console.commission.site import Person, Site
from tools.console.commission.step import Stopped, perform

_LOOK_S = 3.0
_KEEP_S = 180.0
_DONE, _OUT = "done, go on", "leave it out"


class Keyboard(Person):
    """Asks by windows of the page, from the session's thread."""

    def __init__(self, page):
        self._page = page
        self.keep = lambda: None

    def _ask(self, screen):
        answer: Future = Future()
        self._page.call_from_thread(self._page.push_screen, screen, answer.set_result)
        until = time.monotonic() + _KEEP_S
        while True:
            try:
                return answer.result(_LOOK_S)
            except TimeoutError:
                # What is held stays on while somebody looks, but not for ever.
                if time.monotonic() < until:
                    self.keep()

    def choose(self, key, text, options):
        """See Person."""
        return self._ask(dialogs.Choice(text, options))

    def number(self, key, text):
        """See Person."""
        said = self._ask(dialogs.Ask(text, "", _number))
        return None if said is None or not said.strip() else float(said)

    def act(self, key, text):
        """See Person."""
        return self._ask(dialogs.Choice(text, (_DONE, _OUT))) == _DONE


def _number(text):
    try:
        float(text or "0")
    except ValueError:
        return f"{text} is not a number"
    return ""


class Runner:
    """page: the console's."""

    def __init__(self, page):
        self.page = page
        self.steps = []
        self.found = {}  # {key: Result}
        self._site = None
        self._stop = False
        self._busy = False
        self._leaving = False

    def leave(self):
        """End the page, after what runs has been broken off and the house is the controller's again."""
        if not self._busy:
            self.page.exit()
            return
        self._stop = self._leaving = True
        self._say("Breaking off, then leaving.")

    def results(self):
        """[(step, Result)] of what has a verdict."""
        return [(step, self.found[step.key]) for step in self.steps if step.key in self.found]

    def prepare(self):
        """A board was found: what does its house need?"""

        def job(board):
            return board, steps(board.parameters(), board.look())

        def then(result, error):
            if error is None:
                self.page.call_from_thread(self._prepared, *result)

        self.page.session.ask(job, then)

    def _prepared(self, board, found):
        notes = {} if self._site is None else self._site.notes
        self.steps = found
        person = Keyboard(self.page)
        self._site = Site(board, person, told=self._told, stopped=lambda: self._stop)
        self._site.notes = notes
        person.keep = self._site.look
        self._show()

    def _show(self):
        table = self.page.query_one("#steps", DataTable)
        at = table.cursor_row
        table.clear()
        for step in self.steps:
            result = self.found.get(step.key)
            said = ""
            if result is not None:
                likely = f" Likely: {words.cause_text(result.cause)}." if result.cause else ""
                said = result.text + likely
            table.add_row(step.title, result.verdict if result else "-", said)
        if self.steps:
            table.move_cursor(row=min(at, len(self.steps) - 1))

    def highlighted(self, at):
        """The hint of a step, or what it measured."""
        if self._busy or not 0 <= at < len(self.steps):
            return
        step = self.steps[at]
        result = self.found.get(step.key)
        text = f"{step.hint} About {step.about_s} s. Enter starts it."
        if result is not None:
            text = ", ".join(f"{name} {value}" for name, value in result.measured) or result.text
        self._say(text)

    def run_one(self, at):
        """Start or repeat a step."""
        if 0 <= at < len(self.steps):
            self._run([self.steps[at]])

    def run_all(self):
        """All that have no verdict."""
        self._run([step for step in self.steps if step.key not in self.found])

    def skip(self, at):
        """No verdict on this one."""
        if 0 <= at < len(self.steps) and not self._busy:
            self.found[self.steps[at].key] = words.Result(words.SKIPPED, "Left out by the installer.")
            self._show()

    def stop(self):
        """Break off."""
        self._stop = True

    def _run(self, todo):
        if self._busy or self._site is None or not todo:
            return
        self._busy, self._stop = True, False
        page, site = self.page, self._site

        def job(board):
            site.board = board
            site.p = {}  # somebody may have changed one
            try:
                for step in todo:
                    page.call_from_thread(self._say, f"{step.title}: {step.hint}")
                    self.found[step.key] = perform(step, site)
                    page.call_from_thread(self._show)
            except Stopped:
                page.call_from_thread(self._say, "Broken off.")
            finally:
                site.leave()

        def then(_, error):
            self._busy = False
            if self._leaving:
                page.call_from_thread(page.exit)
                return
            page.call_from_thread(self._say, f"Broken off: {error}" if error else "Ready.")

        page.session.ask(job, then)

    def _told(self, text):
        self.page.call_from_thread(self._say, text)

    def _say(self, text):
        self.page.query_one("#progress", Static).update(text)
