"""The headers of common tools: what each table is, and which columns fill the fields that matter."""

from __future__ import annotations

import pytest

from reviewtui.services.transfer.kinds import recognise
from reviewtui.services.transfer.mapping import column_names, map_columns

TABLES = (
    # tool, headers, kind, some of its fields
    (
        "Shopify",
        "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,"
        "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem discount,Billing Name,"
        "Billing Company,Cancelled at,Refunded Amount,Id,Tags",
        "orders",
        {"order_id": "Name", "date": "Created at", "unit_price": "Lineitem price", "account_name": "Billing Company"}
        | {"discount_amount": "Lineitem discount", "order_discount": "Discount Amount", "cancelled": "Cancelled at"},
    ),
    (
        "Xero invoices",
        "*ContactName,EmailAddress,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,*Description,*Quantity,"
        "*UnitAmount,Discount,*AccountCode,*TaxType,Currency",
        "orders",
        {"account_name": "*ContactName", "order_id": "*InvoiceNumber", "date": "*InvoiceDate", "amount": "Total"}
        | {"unit_price": "*UnitAmount"},
    ),
    (
        "Xero contacts",
        "*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAttentionTo,POCity,PhoneNumber,Person1FirstName",
        "accounts",
        {"name": "*ContactName", "external_id": "AccountNumber", "contact_first": "FirstName", "city": "POCity"},
    ),
    (
        "QuickBooks Online invoices",
        "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Terms,Location,Memo,Item(Product/Service),ItemDescription,"
        "ItemQuantity,ItemRate,*ItemAmount,Service Date",
        "orders",
        {"order_id": "*InvoiceNo", "account_name": "*Customer", "date": "*InvoiceDate", "line_amount": "*ItemAmount"},
    ),
    (
        "QuickBooks Desktop",
        ",Type,Date,Num,Memo,Name,Item,Qty,Sales Price,Amount,Balance",
        "orders",
        {"account_name": "Name", "doc_type": "Type", "order_id": "Num", "line_amount": "Amount", "product": "Item"},
    ),
    (
        "NetSuite",
        "Internal ID,Date,Type,Document Number,Name,Account,Memo,Amount",
        "orders",
        {"account_name": "Name", "order_id": "Document Number", "amount": "Amount"},
    ),
    (
        "Zoho Books invoices",
        "Invoice Date,Invoice ID,Invoice Number,Invoice Status,Customer Name,Customer ID,Due Date,Currency Code,Discount,"
        "SubTotal,Total,Balance,Item Name,Item Desc,Quantity,Item Price,Item Total,Item Tax %",
        "orders",
        {"order_id": "Invoice Number", "line_amount": "Item Total", "status": "Invoice Status", "product": "Item Name"},
    ),
    (
        "FreshBooks invoices",
        "Client Name,Invoice #,Date Issued,Invoice Status,Date Paid,Item Name,Item Description,Rate,Quantity,"
        "Discount Percentage,Line Subtotal,Tax 1 Type,Tax 1 Amount,Line Total,Currency",
        "orders",
        {"order_id": "Invoice #", "date": "Date Issued", "line_amount": "Line Subtotal"},
    ),
    (
        "Stripe payments",
        "id,Description,Seller Message,Created date (UTC),Amount,Amount Refunded,Currency,Converted Amount,Status,"
        "Customer ID,Customer Description,Customer Email",
        "orders",
        {"order_id": "id", "date": "Created date (UTC)", "amount": "Amount", "refunded": "Amount Refunded"},
    ),
    (
        "Stripe customers",
        "id,Description,Email,Name,Created (UTC),Delinquent,Plan,Status,Total Spend,Payment Count",
        "accounts",
        {"external_id": "id", "name": "Name", "email": "Email"},
    ),
    (
        "WooCommerce in French",
        "Date,Commande n°,État,Client,Type de client,Produit(s),Articles vendus,Code(s) promo,Ventes nettes,Attribution",
        "orders",
        {"order_id": "Commande n°", "account_name": "Client", "line_amount": "Ventes nettes", "status": "État"},
    ),
    (
        "HubSpot companies",
        "Record ID,Company name,Company owner,Create Date,Phone Number,City,Country/Region,Industry,Close Date,Deal Stage",
        "accounts",
        {"external_id": "Record ID", "name": "Company name", "owner": "Company owner"},
    ),
    (
        "HubSpot in Spanish",
        "ID de registro,Nombre de la empresa,Propietario de la empresa,Número de teléfono,Ciudad,País,Sector",
        "accounts",
        {"external_id": "ID de registro", "name": "Nombre de la empresa", "industry": "Sector", "country": "País"},
    ),
    (
        "HubSpot contacts",
        "Record ID,First Name,Last Name,Email,Phone Number,Job Title,Associated Company,Create Date",
        "contacts",
        {"first": "First Name", "account_name": "Associated Company", "title": "Job Title"},
    ),
    (
        "Pipedrive people",
        "Person - Name,Person - Organization,Person - Email (Work),Person - Phone (Work)",
        "contacts",
        {"full": "Person - Name", "account_name": "Person - Organization", "email": "Person - Email (Work)"},
    ),
    (
        "Twenty companies",
        "Id,Name,Domain Name / Link URL,Address / City,Annual Revenue / Amount,Annual Revenue / Currency,Employees",
        "accounts",
        {"name": "Name", "website": "Domain Name / Link URL", "annual_revenue": "Annual Revenue / Amount"},
    ),
    (
        "EspoCRM",
        "id,name,website,emailAddress,phoneNumber,industry,billingAddressCity,assignedUserName",
        "accounts",
        {"external_id": "id", "name": "name", "email": "emailAddress", "owner": "assignedUserName"},
    ),
    (
        "Sage day book",
        "Type,Account,Date,Ref,Details,Net,Tax,Gross",
        "orders",
        {"account_name": "Account", "amount": "Net", "order_id": "Ref", "tax": "Tax", "doc_type": "Type"},
    ),
    (
        "a German ERP",
        "Belegnr.;Belegdatum;Debitor;Artikelnr.;Menge;Einzelpreis;Nettobetrag".replace(";", ","),
        "orders",
        {"order_id": "Belegnr.", "date": "Belegdatum", "account_name": "Debitor", "line_amount": "Nettobetrag"},
    ),
    (
        "a shop in the web",
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
        "orders",
        {"order_id": "InvoiceNo", "account": "CustomerID", "unit_price": "UnitPrice", "product": "StockCode"},
    ),
    (
        "a spreadsheet with sales",
        "Row ID,Order ID,Order Date,Ship Date,Customer ID,Customer Name,Segment,Country,City,Region,Product ID,Category,"
        "Sub-Category,Product Name,Sales,Quantity,Discount,Profit",
        "orders",
        {"order_id": "Order ID", "line_amount": "Sales", "delivered": "Ship Date"},
    ),
)  # fmt: skip

OTHERS = (
    ("Deal - Title,Deal - Organization,Deal - Value,Deal - Stage,Deal - Status", "opportunities"),
    ("Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount", "opportunities"),
    ("opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value", "opportunities"),
    ("Activity - Subject,Activity - Due date,Activity - Organization,Activity - Done", "tasks"),
    ("Subject,Status,Priority,ActivityDate,AccountId,Description", "tasks"),
    ("Note body,Create date,Associated Company", "notes"),
    ("Transaction ID,Transaction Date,Account Name,Account Group,Account Type,Amount (One column)", "entries of a ledger"),
)  # fmt: skip


@pytest.mark.parametrize(("tool", "headers", "kind", "fields"), TABLES, ids=[row[0] for row in TABLES])
def test_the_table_of_a_tool_is_known(tool: str, headers: str, kind: str, fields: dict[str, str]) -> None:
    names = column_names(headers.split(","))
    found = recognise(names, "export")
    assert found.kind == kind, found
    assert found.why
    mapped = {c.field: c.header for c in map_columns(names, kind) if c.field and c.why != "when empty"}
    assert {field: mapped.get(field) for field in fields} == fields


@pytest.mark.parametrize(("headers", "other"), OTHERS)
def test_what_is_none_of_the_kinds_is_said_by_name(headers: str, other: str) -> None:
    found = recognise(column_names(headers.split(",")), "export")
    assert (found.kind, found.other) == (None, other)
