"""What the user says of columns: ``column=field``, held against the columns and the fields that there are."""

from __future__ import annotations

from collections.abc import Sequence

from reviewtui.domain.custom import PREFIX, bare
from reviewtui.domain.errors import UsageError
from reviewtui.services.transfer.synonyms import RECORDS, fields_of, normalise

ALTERNATIVE = "alt_id"
_UNNAMED = ("order_discount",)


def known_fields(kind: str) -> tuple[str, ...]:
    """Every field that a column of this kind of file may be given, but for custom ones."""
    return (
        fields_of(kind)
        if kind in RECORDS
        else tuple(dict.fromkeys((*fields_of(kind), ALTERNATIVE, *_UNNAMED)))
    )


def given_fields(names: Sequence[str], kind: str, maps: Sequence[str]) -> dict[int, str]:
    """Column index -> field as the user said; an empty field leaves the column out."""
    fields = {normalise(name): name for name in known_fields(kind)}
    found: dict[int, str] = {}
    for text in maps:
        column, sign, wanted = text.rpartition("=")
        if not sign:
            raise UsageError(f'--map {text!r} is not understood; write it as --map "column=field".')
        field_key = normalise(wanted)
        index = _column(names, column)
        if wanted.strip().casefold().startswith(PREFIX):
            found[index] = PREFIX + (bare(wanted.strip()) or bare(names[index])).replace("=", "-")
            continue
        if wanted.strip() and field_key not in fields:
            raise UsageError(
                f"There is no field {wanted.strip()!r} for {kind}; the fields are {', '.join(fields_of(kind))}, "
                "and custom.NAME for what fits none."
            )
        found[index] = fields.get(field_key, "")
    return found


def _column(names: Sequence[str], wanted: str) -> int:
    for index, name in enumerate(names):
        if name == wanted:
            return index
    keys = [normalise(name) for name in names]
    if normalise(wanted) and keys.count(normalise(wanted)) == 1:
        return keys.index(normalise(wanted))
    from difflib import get_close_matches

    near = get_close_matches(wanted, names, n=3, cutoff=0.5) or list(names[:30])
    raise UsageError(f"The file has no column {wanted!r}; it has {', '.join(repr(name) for name in near)}.")
