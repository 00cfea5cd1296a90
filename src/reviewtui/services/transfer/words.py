"""What an import takes for revenue, in words for its summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewtui.services.transfer.documents import CREDIT, document
from reviewtui.services.transfer.orderrows import is_gross
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
    shape, count = plan.shape, plan.options.count
    if shape == "headers" and "amount" not in headers:
        yield "orders have no amount yet: it comes with their lines"
    elif shape == "headers":
        yield f"an order is worth its {headers['amount']!r}{_over(headers, headers['amount'], count)}"
    elif "line_amount" in headers:
        own = headers["line_amount"]
        yield f"an order is worth the sum of {own!r}{_over(headers, own, count)} over its lines"
    else:
        less = next((headers[name] for name in ("discount", "discount_amount") if name in headers), "")
        sentence = f"a line is worth {headers['unit_price']!r} x {headers['quantity']!r}"
        yield sentence + (f" less {less!r}" if less else "")


def _over(headers: dict[str | None, str], amount: str, count: Sequence[str]) -> str:
    """What is taken off an amount that has tax and freight in it."""
    if not is_gross(amount):
        return ""
    over = [repr(headers[name]) for name in ("tax", "freight") if name in headers and name not in count]
    if over:
        return f" less {' and '.join(over)}"
    named = [repr(headers[name]) for name in count if name in headers]
    return f", {' and '.join(named)} included" if named else ", tax and freight included if they are in it"


def _less(plan: ImportPlan, headers: dict[str | None, str]) -> Iterator[str]:
    if "order_discount" in headers and plan.shape != "headers":
        yield f"{headers['order_discount']!r} of the order is taken off"
    if "refunded" in headers:
        yield f"{headers['refunded']!r} is taken off"
    if "doc_type" in headers:
        samples = next(c for c in plan.columns if c.field == "doc_type").samples
        credits_ = any(document(text) == CREDIT for text in samples) or plan.styles.credits_signed
        yield "credits and refunds are negative" if credits_ else "credits and refunds, if any, are negative"
        yield "payments, estimates and the like are left out"
    if plan.options.count and plan.shape != "headers":
        yield f"lines of {' and '.join(plan.options.count)} count too"
    if ("freight" in headers or "tax" in headers) and not is_gross(_amount_header(plan, headers)):
        yield "tax and freight are not part of it"


def _amount_header(plan: ImportPlan, headers: dict[str | None, str]) -> str:
    return headers.get("amount" if plan.shape == "headers" else "line_amount", "")


def _nowhere(headers: dict[str | None, str]) -> Iterator[str]:
    if "status" in headers or "cancelled" in headers:
        name = headers.get("status") or headers["cancelled"]
        yield f"cancelled and void orders (by {name!r}) are kept and count nowhere"
    if "stage" in headers:
        yield f"only what is won by {headers['stage']!r} is an order"
