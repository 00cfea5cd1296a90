"""Tables of orders, their lines, and the summaries kept by the transaction that writes them."""

from sqlalchemy import text
from sqlmodel import Field, Index, SQLModel

from reviewtui.storage.tables.base import EMPTY_JSON, Day


class OrderRow(SQLModel, table=True):
    """An order: ``status`` is ordered or cancelled; ``amount`` (1/10,000) is null until a total or lines arrive.

    ``has_lines`` says that the amount is the sum of the lines and not a total of its own; ``custom`` is JSON of columns of
    an import that have no field here.
    """

    __tablename__ = "orders"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    number: str = Field(index=True)
    day: Day
    status: str = "ordered"
    currency: str = ""
    amount: int | None = None
    has_lines: bool = False
    promised_on: Day | None = None
    delivered_on: Day | None = None
    batch_id: int | None = None
    custom: str = Field(default="{}", sa_column_kwargs=EMPTY_JSON)


class OrderLineRow(SQLModel, table=True):
    """A line of an order, keyed by (order, product, n-th occurrence); ``amount`` in 1/10,000, credits negative."""

    __tablename__ = "order_line"
    __table_args__ = (Index("ix_order_line_key", "order_id", "product", "nth", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id")
    product: str = ""
    nth: int = 1
    category: str = ""
    quantity: str = ""
    amount: int


class OrderDayRow(SQLModel, table=True):
    """All that one account ordered on one day in one currency: the summary that every order figure reads.

    ``net`` is orders minus credits, ``credits`` <= 0, ``positive`` counts the orders above zero. Cancelled orders
    and orders without an amount are not in it.
    """

    __tablename__ = "order_day"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    day: Day = Field(primary_key=True)
    currency: str = Field(primary_key=True, default="")
    net: int
    credits: int = 0
    positive: int = 0
    orders: int = 0


class AccountFiguresRow(SQLModel, table=True):
    """What Today and Accounts show of each account as of the date in the setting ``figures_as_of``.

    Kept by the writing transaction for the accounts it touched and brought to a new date when that changes;
    ``quarters`` is JSON of the last 8, oldest first; ``last_quarterly`` the last finished review of the usual template,
    ``review_due`` that the next one is due and none is running, ``review_months`` the rhythm of reviews, its own or of its tier;
    ``common_12m`` is the revenue in the currency of the file where there are rates, null where one is missing.
    A temporary table of the same name stands in for other dates.
    """

    __tablename__ = "account_figures"
    __table_args__ = (Index("ix_account_figures_due", "review_due", text("revenue_12m DESC")),)

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    currency: str = ""
    revenue_12m: int | None = None
    orders_12m: int = 0
    last_order: Day | None = None
    last_review: Day | None = None
    rating: int | None = None
    open_actions: int = 0
    overdue_actions: int = 0
    quarters: str = "[]"
    last_quarterly: Day | None = None
    review_due: bool = False
    review_months: int = Field(default=3, sa_column_kwargs={"server_default": text("3")})
    common_12m: int | None = None


class FigureStampRow(SQLModel, table=True):
    """How often something was written that moves the figures of an account.

    A line of figures carries the number it was computed at, and holds as long as that is the same. The row of account 0
    counts what moves them all.
    """

    __tablename__ = "figure_stamp"

    account_id: int = Field(primary_key=True)
    stamp: int


class CallLineRow(SQLModel, table=True):
    """What Today shows of an account in the frame that the setting ``figure_frame`` names; ``call`` is JSON,
    and ``queue`` the line of the queue as the command line prints it, empty without points.

    ``points`` are those of the queue; ``due_rank`` orders those without points whose next touch has come, null for others.
    """

    __tablename__ = "call_line"
    __table_args__ = (
        Index("ix_call_line_points", text("points DESC")),
        Index("ix_call_line_due", "due_rank", sqlite_where=text("due_rank IS NOT NULL")),
    )

    account_id: int = Field(primary_key=True)
    stamp: int
    points: float
    due_rank: int | None = None
    call: str
    queue: str


class FigureLineRow(SQLModel, table=True):
    """Every figure of an account in the same frame: ``subject`` is JSON of what a table sorts and filters by,
    ``record`` the JSON that the command line prints."""

    __tablename__ = "figure_line"

    account_id: int = Field(primary_key=True)
    stamp: int
    subject: str
    record: str
