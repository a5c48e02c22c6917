"""Registers and exports whose shape is known: a small specimen of each, made after its documentation.

Sources, per specimen, stand in ``SOURCE``. None of the rows is anybody's.
"""

from __future__ import annotations

import pytest

from tasks.intake.assemble.interpret import interpret
from tests.intake.made_sheets import file, read, sheet

SOURCE = {
    "DORA": "Commission Implementing Regulation (EU) 2024/2956, annex I, template B_06.01 (functions identification)",
    "DORA with codes first": "EBA reporting technical package 4.0, plain-csv and xlsx layouts of the register of information",
    "records of processing": "GDPR, Article 30(1); template of the Information Commissioner's Office (ico.org.uk, documentation template for controllers)",
    "records in German": "DSK, Hinweise zum Verzeichnis von Verarbeitungstätigkeiten, 2018, Muster Verantwortliche",
    "business impact analysis": "Ready.gov, Business Impact Analysis Worksheet; ISO/TS 22317",
    "CISO Assistant": "intuitem/ciso-assistant-community, documentation of the data import: processings and business impact assets",
    "UiPath Automation Hub": "docs.uipath.com, Automation Hub, bulk import of ideas: Process name, Submitter, Department, ratings",
    "SharePoint": "learn.microsoft.com, export of a list to Excel: Item Type and Path as the last columns",
    "Microsoft Lists": "learn.microsoft.com, export of a list to CSV: first line ListSchema, Title first",
    "Jira": "support.atlassian.com, export of issues to CSV: repeated headings of fields with several values, Parent by issue id",
    "ServiceNow": "docs.servicenow.com, export of a list to Excel: display names of the fields, Parent by name",
    "Smartsheet": "help.smartsheet.com, export to Excel: child rows are grouped in the outline and indented",
    "Monday": "support.monday.com, export of a board to Excel: name of the board, of each group, headings again, sums",
    "APQC": "apqc.org, Process Classification Framework in Excel: PCF ID, Hierarchy ID, Name, Difference Index, Change details",
    "Salesforce": "help.salesforce.com, printable view and details only export of a report: footer with filters and copyright",
    "Power BI": "learn.microsoft.com, export data from a visual: Applied filters below the rows",
}
A, B = "Pay supplier invoices", "Run payroll"


def dora():
    heads = ["Function Identifier", "Licenced activity", "Function name", "LEI of the financial entity"]
    heads += ["Criticality or importance assessment", "Reasons for criticality or importance"]
    heads += [
        "Date of the last assessment of criticality or importance",
        "Recovery time objective of the function",
    ]
    codes = [f"B_06.01.00{number}0" for number in range(1, 9)]
    rows = [
        [
            f"F{n}",
            "Payment services",
            name,
            "529900T8BM49AURSDO55",
            "Yes",
            "Daily business",
            "2026-01-31",
            4.0,
        ]
        for n, name in ((1, A), (2, B))
    ]
    return heads, codes, rows


def monday():
    heads = ["Name", "Person", "Status", "FTE"]
    return read(
        ["Processes of the shared service centre", None, None, None],
        ["Finance", None, None, None],
        heads,
        [A, "Anna Berg", "Working on it", 4.5],
        ["Close the books", "Anna Berg", "Done", 1.0],
        [None, None, None, 5.5],
        [None, None, None, None],
        ["People", None, None, None],
        heads,
        [B, "Bernd Cole", "Done", 2.0],
        [None, None, None, 2.0],
    )


SPECIMENS = {
    "DORA": lambda: read(dora()[0], dora()[1], *dora()[2]),
    "DORA with codes first": lambda: read([f"c00{n}0" for n in range(1, 9)], dora()[0], *dora()[2]),
    "records of processing": lambda: read(
        [
            "Business function",
            "Purpose of processing",
            "Name and contact details of joint controller",
            "Categories of individuals",
            "Categories of personal data",
            "Categories of recipients",
            "Retention schedule",
        ],
        ["Finance", A, "N/A", "Suppliers", "Contact details", "Bank", "10 years"],
        ["Human resources", B, "N/A", "Employees", "Bank details", "HMRC", "6 years"],
    ),
    "records in German": lambda: read(
        [
            "Lfd. Nr.",
            "Bezeichnung der Verarbeitungstätigkeit",
            "Verantwortlicher Fachbereich",
            "Zwecke der Verarbeitung",
            "Kategorien betroffener Personen",
            "Löschfristen",
        ],
        [1.0, A, "Finanzen", "Zahlung von Rechnungen", "Lieferanten", "10 Jahre"],
        [2.0, B, "Personal", "Lohn und Gehalt", "Beschäftigte", "6 Jahre"],
    ),
    "business impact analysis": lambda: read(
        [
            "Department",
            "Business Process",
            "Criticality",
            "RTO (hours)",
            "RPO (hours)",
            "Timing / Duration",
            "Operational Impacts",
        ],
        [
            "e.g. Sales",
            "e.g. Order taking",
            "e.g. High",
            "e.g. 8",
            "e.g. 4",
            "e.g. > 1 day",
            "e.g. Lost sales",
        ],
        ["Finance", A, "High", 24.0, 4.0, "> 1 day", "Late fees"],
        ["HR", B, "High", 8.0, 4.0, "end of month", "Staff unpaid"],
    ),
    "CISO Assistant": lambda: read(
        ["internal_id", "name", "description", "domain", "status", "processing_nature"],
        ["7c9e-1", A, "Invoices are entered and paid", "Global", "privacy_draft", "collection"],
        ["7c9e-2", B, "Monthly payroll", "Global", "privacy_draft", "storage"],
    ),
    "UiPath Automation Hub": lambda: read(
        [
            "Automation Name*",
            "Description*",
            "Submitter Email*",
            "Department*",
            "Number of employees",
            "Rule based (1-5)",
            "Applications used",
        ],
        [
            "[Text, at most 200 characters]",
            "[Text]",
            "[Email]",
            "[From the hierarchy]",
            "[Number]",
            "[1-5]",
            "[List]",
        ],
        [A, "Enter and pay", "a@example.org", "Finance", 5.0, 4.0, "SAP"],
        [B, "Monthly payroll", "b@example.org", "HR", 2.0, 5.0, "Workday"],
    ),
    "SharePoint": lambda: read(
        ["Title", "Department", "FTE", "Created By", "Modified", "Item Type", "Path"],
        [A, "3;#Finance", 4.5, "Anna Berg", "2026-05-01", "Item", "sites/ops/Lists/Processes"],
        [B, "4;#HR", 2.0, "Bernd Cole", "2026-05-01", "Item", "sites/ops/Lists/Processes"],
    ),
    "Microsoft Lists": lambda: read(
        ['ListSchema={"schemaXmlList":["<Field Name=Title />"]}', None, None],
        ["Title", "Department", "FTE"],
        [A, "Finance", 4.5],
        [B, "HR", 2.0],
    ),
    "Jira": lambda: read(
        [
            "Summary",
            "Issue key",
            "Issue id",
            "Issue Type",
            "Parent",
            "Labels",
            "Labels",
            "Custom field (FTE)",
        ],
        ["Shared services", "OPS-1", "10001", "Epic", None, None, None, None],
        [A, "OPS-2", "10002", "Task", "10001", "finance", "p2p", 4.5],
        [B, "OPS-3", "10003", "Task", "10001", "hr", None, 2.0],
    ),
    "ServiceNow": lambda: read(
        ["Number", "Name", "Parent", "Owned by", "Operational status", "Business criticality"],
        ["BPR01", "Shared services", None, "Anna Berg", "Operational", "2 - somewhat critical"],
        ["BPR02", A, "Shared services", "Anna Berg", "Operational", "1 - most critical"],
        ["BPR03", B, "Shared services", "Bernd Cole", "Operational", "1 - most critical"],
    ),
    "Smartsheet": lambda: interpret(
        [
            file(
                sheet(
                    ["Process", "Assigned To", "FTE"],
                    ["Shared services", None, 6.5],
                    [A, "a@example.org", 4.5],
                    [B, "b@example.org", 2.0],
                    indents=((3, "A", 1), (4, "A", 1)),
                    outline_levels=((3, 1), (4, 1)),
                )
            )
        ]
    ),
    "Monday": monday,
    "APQC": lambda: read(
        ["PCF ID", "Hierarchy ID", "Name", "Difference Index", "Change details", "Metrics available?"],
        [17058.0, "9.0", "Manage financial resources", 0.0, "No change", "Y"],
        [10733.0, "9.6", "Process accounts payable", 0.0, "No change", "Y"],
        [10756.0, "9.6.1", A, 0.0, "No change", "N"],
        [10731.0, "9.5", "Process payroll", 0.0, "No change", "Y"],
        [10754.0, "9.5.2", B, 0.0, "No change", "N"],
    ),
    "Salesforce": lambda: read(
        ["Process Name", "Department", "FTE"],
        [A, "Finance", 4.5],
        [B, "HR", 2.0],
        ["Grand Totals (2 records)", None, 6.5],
        [None, None, None],
        ["Filtered By:", None, None],
        ["Status equals Active", None, None],
        ["Confidential Information - Do Not Distribute", None, None],
        ["Copyright © 2000-2026 salesforce.com, inc. All rights reserved.", None, None],
    ),
    "Power BI": lambda: read(
        ["Process name", "Sum of FTE"],
        [A, 4.5],
        [B, 2.0],
        ["Total", 6.5],
        [None, None],
        ["Applied filters:\nStatus is Active\nRegion is Europe", None],
    ),
}


@pytest.mark.parametrize("name", SPECIMENS)
def test_a_known_register_gives_its_processes(name):
    intake = SPECIMENS[name]()
    assert SOURCE[name]
    found = [text for text in intake.typed["process_name"] if text != "Close the books"]
    assert found == [A, B]
    rows_in = sum(table.rows_in for table in intake.tables.values())
    assert rows_in == len(intake.typed) + len(intake.set_aside) + sum(intake.roles.values())
    assert intake.set_aside.empty


def test_groups_and_figures_of_known_registers():
    assert SPECIMENS["Smartsheet"]().groups[["process_name", "fte"]].values.tolist() == [
        ["Shared services", 6.5]
    ]
    assert SPECIMENS["Jira"]().groups["process_name"].tolist() == ["Shared services"]
    assert SPECIMENS["Jira"]().typed["fte"].tolist() == [4.5, 2.0]
    assert SPECIMENS["Power BI"]().typed["fte"].tolist() == [4.5, 2.0]
    assert SPECIMENS["DORA"]().typed["recovery_time_hours"].tolist() == [4.0, 4.0]
    assert SPECIMENS["SharePoint"]().typed["business_unit"].tolist() == ["Finance", "HR"]
