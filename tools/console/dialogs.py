"""Small windows that ask for one thing."""

from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

CSS = """
ModalScreen { align: center middle; }
ModalScreen > Vertical { width: 70; max-width: 96%; height: auto; max-height: 90%; border: heavy $foreground;
  padding: 0 1; background: $surface; }
ModalScreen Label { width: 100%; }
ModalScreen OptionList { height: auto; max-height: 12; border: none; }
"""


class Choice(ModalScreen):
    """One of some options by arrow keys and Enter; Escape: None."""

    BINDINGS = [("escape", "leave", "Cannot say")]

    def __init__(self, text, options):
        super().__init__()
        self._text = text
        self._options = list(options)

    def compose(self):
        with Vertical():
            yield Label(self._text, markup=False)
            yield OptionList(*[Option(text) for text in self._options])
            yield Label("Up, Down, Enter; Esc: cannot say", markup=False)

    def on_option_list_option_selected(self, event):
        """Enter."""
        self.dismiss(self._options[event.option_index])

    def action_leave(self):
        """Escape."""
        self.dismiss(None)


class Ask(ModalScreen):
    """A line of text; Escape: None. check(text) returns a complaint or ""."""

    BINDINGS = [("escape", "leave", "Leave")]

    def __init__(self, text, value="", check=lambda text: ""):
        super().__init__()
        self._text = text
        self._value = value
        self._check = check

    def compose(self):
        with Vertical():
            yield Label(self._text, markup=False)
            yield Input(self._value)
            yield Label("Enter: take it; Esc: leave", id="complaint", markup=False)

    def on_input_submitted(self, event):
        """Enter."""
        complaint = self._check(event.value)
        if complaint:
            self.query_one("#complaint", Label).update(complaint)
        else:
            self.dismiss(event.value)

    def action_leave(self):
        """Escape."""
        self.dismiss(None)
