"""Tables whose headers mislead: what a tool calls ``Name`` or ``ContactName`` is not what the word says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import field

from reviewtui.domain.frozen import frozen
from reviewtui.services.transfer.synonyms import normalise


@frozen
class Tool:
    """A table of one tool: all of ``marks`` and at least one of ``one_of`` are among its headers.

    ``fields`` says what misleading headers mean in it, an empty field that the column is left out; headers are in
    normal form. ``starred`` wants the first header to carry a star.
    """

    name: str
    kind: str
    marks: frozenset[str]
    one_of: frozenset[str] = frozenset()
    fields: Mapping[str, str] = field(default_factory=dict)
    starred: bool = False


def _tool(
    tool: str, kind: str, marks: str, one_of: str = "", /, *, starred: bool = False, **fields: str
) -> Tool:
    wanted = frozenset(one_of.split()) if one_of else frozenset()
    return Tool(tool, kind, frozenset(marks.split()), wanted, fields, starred)


_XERO = "invoicenumber emailaddress accountnumber poattentionto contactstatus"
TOOLS: tuple[Tool, ...] = (
    _tool(
        "Shopify orders", "orders", "name createdat", "lineitemname lineitemquantity financialstatus",
        name="order_id", discountamount="order_discount", lineitemdiscount="discount_amount", vendor="", employee="",
    ),
    _tool(
        "Shopify customers", "accounts", "firstname lastname email", "totalspent totalorders orderscount",
        state="", title="", company="name",
    ),
    _tool("Stripe payments", "orders", "id amount", "createddateutc createdutc", id="order_id", description=""),
    _tool(
        "Stripe charges", "orders", "id amount currency created", id="order_id", description="",
        amountrefunded="refunded", refunded="",
    ),
    _tool(
        "Stripe invoices", "orders", "id number total", "createddateutc createdutc dateutc amountremaining",
        id="", number="order_id", created="date",
    ),
    _tool("Stripe customers", "accounts", "id email", "delinquent totalspend", id="external_id", description=""),
    _tool("Xero invoices", "orders", "contactname invoicenumber invoicedate", contactname="account_name", type="doc_type"),
    _tool("Xero contacts", "accounts", "contactname", _XERO, starred=True, contactname="name"),
    _tool("Xero contacts", "accounts", "contactname accountnumber emailaddress", contactname="name"),
    _tool("WooCommerce orders", "orders", "order# netsales", "date", customer="account_name"),
    _tool(
        "QuickBooks Desktop", "orders", "type date num name", "item salesprice qty split clr balance",
        name="account_name", account="", type="doc_type",
    ),
    _tool(
        "NetSuite", "orders", "internalid documentnumber name amount", "date",
        name="account_name", account="", type="doc_type", internalid="",
    ),
    _tool("Sage day book", "orders", "type account date net", "gross tax", account="account_name", ref="order_id"),
    _tool("Sage day book", "orders", "type ac date netamount", "grossamount taxamount", ac="account_name", no="", ref="order_id"),
    _tool(
        "QuickBooks Online", "orders", "transactiontype num", "split posting balance memodescription",
        account="", name="account_name",
    ),
    _tool(
        "PayPal", "orders", "timezone transactionid gross fee net", "name fromemailaddress",
        transactionid="order_id", name="account_name", fromemailaddress="account_name", gross="amount", net="", fee="",
        type="doc_type", invoicenumber="", referencetxnid="", quantity="", itemtitle="", itemid="", salestax="tax",
        shippingandhandlingamount="freight",
    ),
    _tool("Etsy orders", "orders", "orderid buyeruserid ordervalue", fullname="account_name", buyer=""),
    _tool("Magento orders", "orders", "purchasedate billtoname", "grandtotalbase grandtotalpurchased", id="order_id"),
    _tool(
        "Tally registers", "orders", "date particulars", "voucherno vchno",
        particulars="account_name", vouchertype="doc_type", vchtype="doc_type", debit="amount", credit="",
    ),
    _tool("Business Central lines", "orders", "documentno no", "selltocustomerno selltocustomername billtocustomerno", no=""),
    _tool("Amazon orders", "orders", "amazonorderid purchasedate", "itemprice", itemprice="line_amount"),
    _tool("QuickBooks customers", "accounts", "displayname", "fullyqualifiedname openbalance balancewithjobs", title=""),
    _tool("Invoice Ninja clients", "accounts", "name balance paidtodate", name="name"),
    _tool(
        "Close opportunities", "opportunities", "leadid leadname statustype value", "valueformatted",
        note="title", valueformatted="amount", value="",
    ),
    _tool(
        "HubSpot calls", "touches", "callduration", "calltitle callstatus callnotes callandmeetingtype activityassignedto",
        callduration="milliseconds",
    ),
    _tool(
        "EspoCRM calls and meetings", "touches", "datestart dateend duration", "parent parentname assigneduser assignedusername",
        duration="seconds",
    ),
    _tool(
        "Square payments", "orders", "transactionid grosssales netsales totalcollected",
        transactionid="order_id", grosssales="", netsales="amount", tax="",
    ),
    _tool(
        "Square items", "orders", "transactionid grosssales netsales item",
        transactionid="order_id", grosssales="", netsales="line_amount", discounts="", tax="",
    ),
    # Title is how somebody is addressed where the job has a column of its own.
    _tool("Outlook contacts", "contacts", "title jobtitle firstname lastname company", title=""),
    _tool(
        "Outlook calendar", "touches", "subject startdate starttime enddate", "alldayevent meetingorganizer requiredattendees",
        starttime="", enddate="", endtime="", priority="", categories="", reminderdate="", remindertime="",
    ),
    _tool("Harvest invoices", "orders", "issuedate id client invoiceamount", id="order_id", ponumber="", discount=""),
    _tool("Zoho Books customers", "accounts", "displayname", "customersubtype contacttype paymentterms"),
)  # fmt: skip


def tool_of(headers: Sequence[str]) -> Tool | None:
    """The tool that a table with these headers comes from, None when it is none of those that mislead."""
    keys: Set[str] = {normalise(header) for header in headers}
    for tool in TOOLS:
        if not tool.marks <= keys or (tool.one_of and not tool.one_of & keys):
            continue
        if not tool.starred or any(header.strip().startswith("*") for header in headers):
            return tool
    return None
