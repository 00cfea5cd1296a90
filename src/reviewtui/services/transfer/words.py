"""What an import takes for revenue, in words for its summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewtui.services.transfer.documents import CREDIT, document
from reviewtui.services.transfer.plan import ImportPlan


def counted_as_revenue(plan: ImportPlan) -> tuple[str, ...]:
    """Sentences about what an order of this file is worth: amounts, tax, freight, credits, what counts nowhere."""
    if plan.kind != "orders":
        return ()
    headers = {c.field: c.header for c in plan.mapped}
    return tuple(
        sentence
        for part in (_worth(plan, headers), _less(plan, headers), _nowhere(headers))
        for sentence in part
    )


def _worth(plan: ImportPlan, headers: dict[str | None, str]) -> Iterator[str]:
    shape = plan.shape
    if shape == "headers" and "amount" not in headers:
        yield "orders have no amount yet: it comes with their lines"
    elif shape == "headers":
        yield f"an order is worth its {headers['amount']!r}{_times(plan, 'amount')}{_over(plan)}"
    elif "line_amount" in headers:
        times = _times(plan, "line_amount")
        yield f"an order is worth the sum of {headers['line_amount']!r}{times}{_over(plan)} over its lines"
    else:
        less = next((headers[name] for name in ("discount", "discount_amount") if name in headers), "")
        price = f"{headers['unit_price']!r}{_times(plan, 'unit_price')}"
        sentence = f"a line is worth {price} x {headers['quantity']!r}"
        yield sentence + (f" less {less!r}" if less else "") + _over(plan)


def _times(plan: ImportPlan, field: str) -> str:
    """What an amount is read times, where its header says that it counts thousands."""
    return (
        " x 1,000" if any(c.field == field and c.index in plan.styles.thousands for c in plan.columns) else ""
    )


def _over(plan: ImportPlan) -> str:
    """What is taken off an amount that has tax and freight in it."""
    inside, count = plan.styles.inside, plan.options.count
    if not inside:
        return ""
    headers = [
        (c.header, c.field)
        for name in ("tax", "freight")
        if name in inside
        for c in plan.columns
        if c.field == name
    ]
    over = [repr(header) for header, field in headers if field not in count]
    if over:
        return f" less {_listed(over)}"
    named = [repr(header) for header, field in reversed(headers)]
    if named:
        return f", {_listed(named)} included"
    return ", tax and freight included if they are in it" if "tax" in inside else ""


def _listed(names: Sequence[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1]) if len(names) > 1 else names)


def _less(plan: ImportPlan, headers: dict[str | None, str]) -> Iterator[str]:
    if "order_discount" in headers and plan.shape != "headers":
        yield f"{headers['order_discount']!r} of the order is taken off"
    if "refunded" in headers:
        yield f"{headers['refunded']!r} is taken off"
    if "returned" in headers:
        of = "orders" if plan.shape == "headers" else "lines"
        yield f"{of} that came back (by {headers['returned']!r}) count nowhere"
    if "doc_type" in headers:
        samples = next(c for c in plan.columns if c.field == "doc_type").samples
        credits_ = any(document(text) == CREDIT for text in samples) or plan.styles.credits_signed
        yield "credits and refunds are negative" if credits_ else "credits and refunds, if any, are negative"
        yield "payments, estimates and the like are left out"
    if plan.options.count and plan.shape != "headers":
        yield f"lines of {' and '.join(plan.options.count)} count too"
    if ("freight" in headers or "tax" in headers) and not plan.styles.inside:
        yield "tax and freight are not part of it"
    elif "tax" in headers and "tax" not in plan.styles.inside:
        yield f"{headers['tax']!r} is not part of it"


def _nowhere(headers: dict[str | None, str]) -> Iterator[str]:
    if "status" in headers or "cancelled" in headers:
        name = headers.get("status") or headers["cancelled"]
        yield f"cancelled and void orders (by {name!r}) are kept and count nowhere"
    if "stage" in headers:
        yield f"only what is won by {headers['stage']!r} is an order"
