"""Stock Textual programs that reviewtui is measured against: nothing but the widget, as its documentation shows it.

python -c "import reference_apps; reference_apps.run('table')"
"""

from __future__ import annotations

from typing import Any

ROWS = 1000
NOTE_BYTES = 10_000
PARAGRAPH = (
    "Discussed renewal terms with Maria; volume down 8% on the quarter, the two new sites start in May. "
    "Price list to follow by Friday, and check the rebate for the third tier.\n"
)


def note_text() -> str:
    """A note of 10 kB."""
    return (PARAGRAPH * (NOTE_BYTES // len(PARAGRAPH) + 1))[:NOTE_BYTES]


def bare() -> Any:
    """One Static."""
    from textual.app import App
    from textual.widgets import Static

    class Bare(App[None]):
        def compose(self) -> Any:
            yield Static("READY bare")

    return Bare()


def table() -> Any:
    """A DataTable of 1,000 rows and eight columns."""
    from textual.app import App
    from textual.widgets import DataTable

    class Table(App[None]):
        def compose(self) -> Any:
            yield DataTable(cursor_type="row")

        def on_mount(self) -> None:
            shown = self.query_one(DataTable)
            shown.add_columns("Account", "Owner", "Due", "Status", "Revenue", "Orders", "Trend", "Note")
            shown.add_rows(
                (
                    f"Account {i:06d}", ("Robin", "Sam", "Ines")[i % 3], f"2026-{i % 12 + 1:02d}-{i % 28 + 1:02d}",
                    "open" if i % 3 else "done", f"{i * 37 % 99991:,}", str(i % 400), "▁▂▃▅"[i % 4] * 4, "call back",
                )
                for i in range(ROWS)
            )  # fmt: skip

    return Table()


def note() -> Any:
    """A TextArea that holds 10 kB, the cursor at the end."""
    from textual.app import App
    from textual.widgets import TextArea

    class Note(App[None]):
        def compose(self) -> Any:
            yield TextArea(note_text(), soft_wrap=True)

        def on_mount(self) -> None:
            shown = self.query_one(TextArea)
            shown.move_cursor(shown.document.end)

    return Note()


def modal() -> Any:
    """F2 opens a dialog, Escape closes it."""
    from textual.app import App
    from textual.screen import ModalScreen
    from textual.widgets import Footer, Static

    class Dialog(ModalScreen[None]):
        BINDINGS = [("escape", "dismiss", "Close")]

        def compose(self) -> Any:
            yield Static("MODAL HERE")

    class Modal(App[None]):
        BINDINGS = [("f2", "push_screen('dialog')", "Dialog")]
        SCREENS = {"dialog": Dialog}

        def compose(self) -> Any:
            yield Static("READY")
            yield Footer()

    return Modal()


def screens() -> Any:
    """A screen of 20 widgets that is made once; n brings it up, p leaves it."""
    from textual.app import App
    from textual.screen import Screen
    from textual.widgets import Footer, Static

    class Detail(Screen[None]):
        BINDINGS = [("p", "app.pop_screen", "Back")]

        def compose(self) -> Any:
            yield Static("DETAIL SCREEN")
            for i in range(20):
                yield Static(f"line {i} of the review")
            yield Footer()

    class Screens(App[None]):
        BINDINGS = [("n", "push_screen('detail')", "Next")]

        def compose(self) -> Any:
            yield Static("HOME SCREEN")
            for i in range(20):
                yield Static(f"account {i}")
            yield Footer()

        def on_mount(self) -> None:
            self.install_screen(Detail(), "detail")

    return Screens()


APPS = {"bare": bare, "table": table, "note": note, "modal": modal, "screens": screens}


def run(name: str) -> None:
    """Run one of them."""
    APPS[name]().run()
