"""What is typed into a review handed to the saver: answers, notes, the place of the cursor.

The payloads are what the recovery file holds: ``kind`` (answer, note, place), the review, the slot, the version it was
typed on (``base``), and the content - for an answer the columns of its row.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from reviewtui.domain.answers import Answer
from reviewtui.domain.reviews import Place
from reviewtui.domain.sheets import Slot
from reviewtui.services import reviews
from reviewtui.services.kept import answer_columns

if TYPE_CHECKING:
    from reviewtui.storage.store import Store
    from reviewtui.tui.session import Session


class Keeper:
    """Hands the typing of one review to the saver and knows which slots it has touched since the sheet was read."""

    def __init__(self, session: Session, review_id: int) -> None:
        self.session = session
        self.review_id = review_id
        self.serial = 0
        self.touched: dict[str, int] = {}
        self.sitting = 0
        """Counts what is one step to take back: an answer by one key, or all that is typed into an open field."""
        self.lost: set[str] = set()
        """Slots in which another window was first, until one of the two texts is chosen."""
        self._place: Place | None = None

    def name(self, kind: str, slot: Slot) -> str:
        """The saver's name of a slot."""
        return f"{kind}:{self.review_id}:{slot.question}:{slot.item}"

    def answer(self, slot: Slot, answer: Answer) -> None:
        """Keep an answer."""
        review_id, moment, sitting = self.review_id, self.session.moment(), self.sitting

        def write(store: Store, base: int) -> int:
            return reviews.put_answer(store, review_id, slot, answer, base, moment, sitting=sitting)

        payload = {**self._payload("answer", slot, answer.version), **answer_columns(answer)}
        self._put(self.name("answer", slot), write, payload, answer.version)

    def note(self, slot: Slot, text: str, base_version: int) -> None:
        """Keep a note."""
        review_id, moment = self.review_id, self.session.moment()

        def write(store: Store, base: int) -> int:
            return reviews.put_note(store, review_id, slot, text, base, moment)

        payload = {**self._payload("note", slot, base_version), "text": text}
        self._put(self.name("note", slot), write, payload, base_version)

    def place(self, place: Place, elapsed: int) -> None:
        """Keep where the cursor is, when that is somewhere else than before."""
        if place == self._place:
            return
        self._place = place
        review_id, moment = self.review_id, self.session.moment()

        def write(store: Store, base: int) -> int:
            reviews.put_place(store, review_id, place, elapsed, moment)
            return base

        payload = {"kind": "place", "review_id": review_id, "place": asdict(place), "elapsed": elapsed}
        self.session.put(f"place:{review_id}", write, payload)

    def clock(self, place: Place, elapsed: int) -> None:
        """Keep the time spent, wherever the cursor is."""
        self._place = None
        self.place(place, elapsed)

    def _payload(self, kind: str, slot: Slot, base: int) -> dict[str, object]:
        return {
            "kind": kind, "review_id": self.review_id, "question": slot.question, "item": slot.item, "base": base,
        }  # fmt: skip

    def _put(self, name: str, write: object, payload: dict[str, object], base: int) -> None:
        self.serial += 1
        self.touched[name] = self.serial
        self.session.put(name, write, payload, base)  # type: ignore[arg-type]

    def loaded(self, serial: int) -> None:
        """The sheet was read after all that was put up to ``serial``: the versions it shows count from now on."""
        for name, at in list(self.touched.items()):
            if at <= serial:
                del self.touched[name]
                self.session.saver.rebase(name, None)
