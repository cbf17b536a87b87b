"""The console's page: live view, events, parameters, commissioning. Works on 80x24 and without colours."""

from pathlib import Path
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import DataTable, Footer, Input, Static, TabbedContent, TabPane

from tools.console import dialogs, report, texts
from tools.console.runner import Runner
from tools.console.session import Session

_EVENTS = 400
_LIVE, _EVENT, _PARAMETER, _COMMISSION = "live", "events", "parameters", "commission"
_KEEP, _TEMPORARY = "kept", "only until the next start"


class Page(App):
    """path: of the port; out: path of the report, without ending."""

    TITLE = "Tandem"
    ENABLE_COMMAND_PALETTE = False
    CSS = (
        dialogs.CSS
        + """
    #status { height: 1; text-wrap: nowrap; text-overflow: ellipsis; background: $primary; color: $text; }
    Screen { overflow: hidden; }
    #tabs { height: 1fr; } TabPane { padding: 0; height: 1fr; }
    #readings { width: 48; } #summary { padding: 0 1; }
    #search { border: none; height: 1; } #about, #progress { height: 3; border-top: solid $foreground; }
    DataTable { height: 1fr; }
    """
    )
    BINDINGS = [
        # The views' own keys are on their tabs.
        Binding("1", "show('live')", "Live", show=False), Binding("2", "show('events')", "Events", show=False),
        Binding("3", "show('parameters')", "Parameters", show=False),
        Binding("4", "show('commission')", "Commissioning", show=False), ("slash", "search", "Search"),
        ("s", "save", "Save"),
        ("a", "all", "All steps"), ("k", "skip", "Skip"), ("x", "break_off", "Stop"), ("r", "report", "Report"),
        ("q", "quit", "Quit"),
    ]  # fmt: skip

    def __init__(self, path, out):
        super().__init__()
        self.path = path
        self.out = Path(out)
        self.session = Session(path, lambda kind, value: self.call_from_thread(self._told, kind, value))
        self.runner = Runner(self)
        self.schema: Any = None
        self.values = {}
        self._shown = []

    def compose(self):
        yield Static(f"{self.path}: looking for a board", id="status", markup=False)
        with TabbedContent(initial=_LIVE, id="tabs"):
            with TabPane("1 Live", id=_LIVE), Horizontal():
                yield DataTable(id="readings", cursor_type="none", zebra_stripes=True)
                with VerticalScroll():
                    yield Static("", id="summary", markup=False)
            with TabPane("2 Events", id=_EVENT):
                yield DataTable(id="event-list", cursor_type="row", show_header=False)
            with TabPane("3 Parameters", id=_PARAMETER):
                yield Input(placeholder="/ to search: a name, a group, a word", id="search")
                yield DataTable(id="parameter-list", cursor_type="row", zebra_stripes=True)
                yield Static("", id="about", markup=False)
            with TabPane("4 Commissioning", id=_COMMISSION):
                yield DataTable(id="steps", cursor_type="row", zebra_stripes=True)
                yield Static("", id="progress", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self):
        """Columns, then the board."""
        self.query_one("#readings", DataTable).add_columns("Reading", "Value", "Quality", "Age")
        self.query_one("#event-list", DataTable).add_columns("Event")
        self.query_one("#parameter-list", DataTable).add_columns("Name", "Value", "Default", "Range")
        self.query_one("#steps", DataTable).add_columns("Step", "Verdict", "What was found")
        self.session.start()

    def on_unmount(self):
        """The port is given back."""
        self.session.stop()

    async def action_quit(self):
        """Not before the board's outputs are its own again."""
        self.runner.leave()

    # --- from the session's thread -----------------------------------------------------------------------------------
    def _told(self, kind, value):
        status = self.query_one("#status", Static)
        if kind == "lost":
            status.update(f"NO BOARD, trying again. {value}")
        elif kind == "found":
            status.update(f"{self.path}: found")
            self.schema = value.schema
            self._read_parameters()
            self.runner.prepare()
        else:
            self._live(*value)

    def _live(self, look, ages, rows):
        alarms = texts.alarms(look)
        told = f"{len(alarms)} alarm{'s' if len(alarms) > 1 else ''}" if alarms else "no alarm"
        self.query_one("#status", Static).update(f"up {texts.lasted(look.up_s)}, {told}; {self.path}")
        table = self.query_one("#readings", DataTable)
        _fill(table, [(texts.short(what), *rest) for what, *rest in texts.readings(look, ages)])
        self.query_one("#summary", Static).update("\n".join([*alarms, *texts.summary(look)]))
        events = self.query_one("#event-list", DataTable)
        for row in rows:
            events.add_row(texts.event(row))
        if rows:
            while events.row_count > _EVENTS:
                events.remove_row(next(iter(events.rows)))
            events.move_cursor(row=events.row_count - 1)

    # --- parameters --------------------------------------------------------------------------------------------------
    def _read_parameters(self):
        def then(values, error):
            if error is None:
                self.call_from_thread(self._took_parameters, values)

        self.session.ask(lambda board: board.parameters(), then)

    def _took_parameters(self, values):
        self.values = values
        self._list_parameters()

    def _list_parameters(self):
        if self.schema is None:
            return
        word = self.query_one("#search", Input).value.lower().strip()
        groups = [name for name, _ in self.schema.groups]
        self._shown = [
            row
            for row in self.schema.rows
            if row.name in self.values and word in f"{row.name} {groups[row.group]} {row.text}".lower()
        ]
        table = self.query_one("#parameter-list", DataTable)
        rows = []
        for row in self._shown:
            value = self.values[row.name]
            mark = "*" if value != row.default else " "
            allowed = f"{row.show(row.low)}..{row.show(row.high)}"
            rows.append((f"{mark}{row.name}", row.show(value), row.show(row.default), allowed))
        _fill(table, rows)

        self._describe(table.cursor_row)

    def _describe(self, at):
        words = "nothing found"
        if 0 <= at < len(self._shown):
            row = self._shown[at]
            flags = (" Installer only." if row.flags & 1 else "") + (" After a restart." if row.flags & 2 else "")
            group = self.schema.groups[row.group][0]
            words = f"{group}: {row.text}.{flags}\nEnter changes it; * differs from the default"
        self.query_one("#about", Static).update(words)

    def on_input_changed(self, event):
        """The search."""
        if event.input.id == "search":
            self._list_parameters()

    def on_input_submitted(self, event):
        """From the search into the list."""
        if event.input.id == "search":
            self.query_one("#parameter-list", DataTable).focus()

    def on_data_table_row_highlighted(self, event):
        """What the line below says."""
        if event.data_table.id == "parameter-list":
            self._describe(event.cursor_row)
        elif event.data_table.id == "steps":
            self.runner.highlighted(event.cursor_row)

    def on_data_table_row_selected(self, event):
        """Enter, in the view that is open."""
        active = self.query_one("#tabs", TabbedContent).active
        if event.data_table not in self.query_one(f"#{active}").query(DataTable):
            return
        if event.data_table.id == "parameter-list" and 0 <= event.cursor_row < len(self._shown):
            self._change(self._shown[event.cursor_row])
        elif event.data_table.id == "steps":
            self.runner.run_one(event.cursor_row)

    def _change(self, row):
        def check(text):
            try:
                row.parse(text)
            except ValueError as error:
                return str(error)
            return ""

        def typed(text):
            if text is not None:
                self.push_screen(
                    dialogs.Choice(f"{row.name} = {text}", (_KEEP, _TEMPORARY)),
                    lambda how: how and self._set(row, row.parse(text), how == _KEEP),
                )

        words = f"{row.name}: {row.text}. {row.allowed()}"
        self.push_screen(dialogs.Ask(words, row.show(self.values[row.name]), check), typed)

    def _set(self, row, value, keep):
        def then(_, error):
            self.call_from_thread(self.notify, str(error) if error else f"{row.name} is set", markup=False)
            if error is None:
                self._read_parameters()

        self.session.ask(lambda board: board.set({row.name: value}, keep), then)

    # --- keys --------------------------------------------------------------------------------------------------------
    def action_show(self, tab):
        """Another view."""
        self.query_one("#tabs", TabbedContent).active = tab
        focus = {_EVENT: "#event-list", _PARAMETER: "#parameter-list", _COMMISSION: "#steps"}.get(tab)
        if focus:
            self.query_one(focus).focus()

    def check_action(self, action, parameters):
        """Keys that mean something in this view; the footer shows these."""
        tab = self.query("#tabs")
        active = tab.first(TabbedContent).active if tab else _LIVE
        if action in ("search", "save"):
            return active == _PARAMETER
        if action in ("all", "skip", "break_off", "report"):
            return active == _COMMISSION
        return True

    def on_tabbed_content_tab_activated(self, _event):
        """Other keys now."""
        self.refresh_bindings()

    def action_search(self):
        """Into the search."""
        self.query_one("#search", Input).focus()

    def action_save(self):
        """Store now."""

        def then(_, error):
            self.call_from_thread(self.notify, str(error) if error else "stored", markup=False)

        self.session.ask(lambda board: board.save(), then)

    def action_all(self):
        """All steps that have no verdict yet."""
        self.runner.run_all()

    def action_skip(self):
        """Not this one."""
        self.runner.skip(self.query_one("#steps", DataTable).cursor_row)

    def action_break_off(self):
        """Break off what runs."""
        self.runner.stop()

    def action_report(self):
        """Ask who and where, then write it."""

        def place(who):
            if who is not None:
                self.push_screen(dialogs.Ask("Place:"), lambda where: self._report(who, where))

        self.push_screen(dialogs.Ask("Done by:"), place)

    def _report(self, who, where):
        if where is None:
            return

        def job(board):
            document = report.document(report.collect(board), self.runner.results(), who, where)
            return report.write(document, self.out)

        def then(files, error):
            words = str(error) if error else f"written: {files[0]} and {files[1].name}"
            self.call_from_thread(self.notify, words, markup=False, timeout=15)

        self.session.ask(job, then)


def _fill(table, rows):
    """Put rows into a table; those that are there change in place, so that it does not jump."""
    columns = list(table.columns)
    for at, row in enumerate(rows):
        if at < table.row_count:
            key = list(table.rows)[at]
            for column, value in zip(columns, row):
                if table.get_cell(key, column) != value:
                    table.update_cell(key, column, value, update_width=True)
        else:
            table.add_row(*row)
    while table.row_count > len(rows):
        table.remove_row(list(table.rows)[-1])
