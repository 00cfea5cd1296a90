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
    (
        "Outlook",
        "Title,First Name,Middle Name,Last Name,Company,Job Title,Business Phone,Mobile Phone,E-mail Address,E-mail Type",
        "contacts",
        {"title": "Job Title", "account_name": "Company", "phone": "Business Phone", "email": "E-mail Address"},
    ),
    (
        "Google contacts",
        "Name,Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title",
        "contacts",
        {"account_name": "Organization 1 - Name", "title": "Organization 1 - Title", "phone": "Phone 1 - Value"},
    ),
    (
        "Pipedrive organizations",
        "Organization - Name,Organization - ID,Organization - City/town/village/locality of Address,Organization - Owner,"
        "Organization - Country of Address",
        "accounts",
        {"city": "Organization - City/town/village/locality of Address", "owner": "Organization - Owner"},
    ),
    (
        "Dynamics accounts",
        "(Do Not Modify) Account,(Do Not Modify) Row Checksum,Account Name,Main Phone,Address 1: City,Owner",
        "accounts",
        {"external_id": "(Do Not Modify) Account", "city": "Address 1: City", "owner": "Owner"},
    ),
    (
        "Square items",
        "Date,Time,Time Zone,Category,Item,Qty,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Payment ID,Event Type,"
        "Customer ID,Customer Name",
        "orders",
        {"order_id": "Transaction ID", "line_amount": "Net Sales", "account_name": "Customer Name"},
    ),
    (
        "Odoo",
        "Order Reference,Order Date,Customer,Order Lines/Product,Order Lines/Quantity,Order Lines/Unit Price,"
        "Order Lines/Subtotal,Total,Status",
        "orders",
        {"product": "Order Lines/Product", "line_amount": "Order Lines/Subtotal", "amount": "Total"},
    ),
)  # fmt: skip

RECORDS = (
    # headers, kind, some of its fields
    (
        "Deal - Title,Deal - Organization,Deal - Value,Deal - Currency of value,Deal - Stage,Deal - Status,Deal - ID",
        "opportunities",
        {"title": "Deal - Title", "account_name": "Deal - Organization", "amount": "Deal - Value"}
        | {"currency": "Deal - Currency of value", "status": "Deal - Status", "external_id": "Deal - ID"},
    ),
    (
        "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Associated Company",
        "opportunities",
        {"external_id": "Record ID", "title": "Deal Name", "stage": "Deal Stage", "due": "Close Date"},
    ),
    (
        "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
        "opportunities",
        {"title": "product", "amount": "close_value", "created": "engage_date", "account": "account"},
    ),
    (
        "Deal Name,Account Name,Stage,Amount,Closing Date,Probability (%),Next Step,Deal Owner,Record Id",
        "opportunities",
        {"chance": "Probability (%)", "due": "Closing Date", "next_step": "Next Step"},
    ),
    (
        "Kunde,Verkaufschance,Wert,Währung,Phase,Wahrscheinlichkeit,Abschlussdatum,Nächster Schritt",
        "opportunities",
        {"account_name": "Kunde", "title": "Verkaufschance", "amount": "Wert", "chance": "Wahrscheinlichkeit"},
    ),
    (
        "Activity - Subject,Activity - Type,Activity - Due date,Activity - Organization,Activity - Contact person,"
        "Activity - Done,Activity - Duration,Activity - Note,Activity - Assigned to user,Activity - Marked as done time",
        "actions",
        {"title": "Activity - Subject", "channel": "Activity - Type", "due": "Activity - Due date"}
        | {"account_name": "Activity - Organization", "contact": "Activity - Contact person", "detail": "Activity - Note"}
        | {"owner": "Activity - Assigned to user", "minutes": "Activity - Duration"},
    ),
    (
        "Subject,Status,Priority,ActivityDate,AccountId,WhoId,Description,TaskSubtype,CallDurationInSeconds,CompletedDateTime",
        "actions",
        {"title": "Subject", "date": "ActivityDate", "account": "AccountId", "contact_id": "WhoId"}
        | {"channel": "TaskSubtype", "seconds": "CallDurationInSeconds", "done": "CompletedDateTime"},
    ),
    (
        "Subject,Start Date/Time,Company / Account,Contact,Assigned,Location,IsAllDayEvent,DurationInMinutes",
        "touches",
        {"date": "Start Date/Time", "account_name": "Company / Account", "minutes": "DurationInMinutes"},
    ),
    (
        "Record ID,Task Title,Task Type,Task Status,Due Date,Priority,Assigned to,Associated Company,Associated Contact,Notes",
        "actions",
        {"title": "Task Title", "channel": "Task Type", "owner": "Assigned to", "account_name": "Associated Company"},
    ),
    (
        "Record ID,Call Title,Call outcome,Call duration,Activity date,Activity assigned to,Call notes,Associated Company",
        "touches",
        {"title": "Call Title", "outcome": "Call outcome", "milliseconds": "Call duration", "date": "Activity date"},
    ),
    (
        "Name,Status,Date Start,Date End,Parent,Assigned User,Direction,Description",
        "touches",
        {"title": "Name", "date": "Date Start", "account_name": "Parent", "owner": "Assigned User"},
    ),
    (
        "Name,Status,Priority,Date Start,Date Due,Parent,Assigned User,Date Completed",
        "actions",
        {"title": "Name", "due": "Date Due", "done": "Date Completed", "account_name": "Parent"},
    ),
    (
        "Task Id,Subject,Due Date,Status,Priority,Related To,Contact Name,Task Owner,Closed Time",
        "actions",
        {"external_id": "Task Id", "account_name": "Related To", "contact": "Contact Name", "done": "Closed Time"},
    ),
    (
        "Subject,Call Type,Call Start Time,Call Duration (in seconds),Related To,Contact Name,Call Owner,Call Result",
        "touches",
        {"date": "Call Start Time", "seconds": "Call Duration (in seconds)", "outcome": "Call Result"},
    ),
    (
        "hs_object_id,hs_task_subject,hs_task_status,hs_timestamp,hs_task_body,hs_task_type,Associated Company",
        "actions",
        {"title": "hs_task_subject", "date": "hs_timestamp", "channel": "hs_task_type", "detail": "hs_task_body"},
    ),
    (
        "Id,WhoId,WhatId,Subject,ActivityDate,Status,Priority,Description",
        "actions",
        {"account": "WhatId", "contact_id": "WhoId", "date": "ActivityDate"},
    ),
    (
        "Subject,Status,Direction,Start Date,Duration,Related to,Assigned to,Description",
        "touches",
        {"account_name": "Related to", "date": "Start Date", "minutes": "Duration"},
    ),
    ("account,date,channel,subject,notes", "touches", {"title": "subject", "channel": "channel", "detail": "notes"}),
    ("customer,what,who,due,status", "actions", {"title": "what", "owner": "who", "due": "due"}),
    ("Kunde,Aufgabe,Wer,Fällig am,Status", "actions", {"account_name": "Kunde", "title": "Aufgabe", "owner": "Wer"}),
    ("Kunde,Datum,Kanal,Betreff,Notiz", "touches", {"date": "Datum", "channel": "Kanal", "detail": "Notiz"}),
    ("Note body,Create date,Associated Company", "notes", {"text": "Note body", "date": "Create date"}),
    (
        "Note - Content,Note - Organization,Note - Add time,Note - User",
        "notes",
        {"text": "Note - Content", "account_name": "Note - Organization", "author": "Note - User"},
    ),
    ("Account,Date,Note,Author", "notes", {"text": "Note", "date": "Date", "author": "Author"}),
)  # fmt: skip
OTHERS = (
    ("Transaction ID,Transaction Date,Account Name,Account Group,Account Type,Amount (One column)", "entries of a ledger"),
    ("User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration", "hours worked"),
)  # fmt: skip


@pytest.mark.parametrize(("tool", "headers", "kind", "fields"), TABLES, ids=[row[0] for row in TABLES])
def test_the_table_of_a_tool_is_known(tool: str, headers: str, kind: str, fields: dict[str, str]) -> None:
    names = column_names(headers.split(","))
    found = recognise(names, "export")
    assert found.kind == kind, found
    assert found.why
    mapped = {c.field: c.header for c in map_columns(names, kind) if c.field and c.why != "when empty"}
    assert {field: mapped.get(field) for field in fields} == fields


@pytest.mark.parametrize(("headers", "kind", "fields"), RECORDS, ids=[row[0][:40] for row in RECORDS])
def test_tasks_talks_notes_and_deals_of_tools_are_known(
    headers: str, kind: str, fields: dict[str, str]
) -> None:
    names = column_names(headers.split(","))
    found = recognise(names, "export")
    assert found.kind == kind
    assert "it has the columns" in found.why
    mapped = {c.field: c.header for c in map_columns(names, kind) if c.field and c.why != "when empty"}
    assert {field: mapped.get(field) for field in fields} == fields


def test_a_list_of_invoices_with_subjects_and_due_dates_stays_a_list_of_orders() -> None:
    headers = "Invoice Number,Customer,Invoice Date,Due Date,Subject,Total"
    assert recognise(column_names(headers.split(",")), "export").kind == "orders"


@pytest.mark.parametrize(("headers", "other"), OTHERS)
def test_what_is_none_of_the_kinds_is_said_by_name(headers: str, other: str) -> None:
    found = recognise(column_names(headers.split(",")), "export")
    assert (found.kind, found.other) == (None, other)
