"""Which accounts may be the same: names that are written in different ways by people and programs."""

from __future__ import annotations

import pytest

from reviewtui.domain.alike import name_core
from reviewtui.domain.record_ids import id_forms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller & Söhne GmbH", "Mueller und Soehne"),
        ("Kern AG", "KERN Aktiengesellschaft"),
        ("Bosch GmbH", "Bosch Gesellschaft mit beschränkter Haftung"),
        ("Café Zürich", "Cafe Zuerich S.A."),
        ("Løgstrup A/S", "Logstrup"),
        ("Rossi & Figli S.r.l.", "Rossi e Figli"),
        ("A & B Ltd", "A and B Limited"),
        ("Straße KG", "Strasse"),
    ],
)
def test_two_spellings_of_one_name_are_worth_a_look(one: str, other: str) -> None:
    assert name_core(one) == name_core(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kern", "Kerne"), ("Bau AG", "Baum AG"), ("And Or Ltd", "Or"), ("E", "Y"), ("AG", "SE")],
)
def test_two_names_are_not(one: str, other: str) -> None:
    assert name_core(one) != name_core(other)


def test_an_id_of_salesforce_has_two_forms_and_any_other_one() -> None:
    assert id_forms("0015g00000AbCdEAAV") == ("0015g00000AbCdEAAV", "0015g00000AbCdE")
    assert id_forms("0015g00000AbCDEAAV") == ("0015g00000AbCDEAAV",)
    assert id_forms("100000000000000001") == ("100000000000000001",)
    assert id_forms("A1") == ("A1",)
    assert id_forms("") == ()
