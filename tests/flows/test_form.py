"""What an operations person may paste into the form, and which file on the server it stands for."""

from pathlib import Path

import pytest

from flows.audit_portfolio import AuditForm
from tasks.settings import settings


@pytest.mark.parametrize(
    ("entered", "file"),
    [
        ("group.xlsx", "INBOX/group.xlsx"),
        ("  my list (final).xlsx ", "INBOX/my list (final).xlsx"),
        ('"/srv/lists/my list.xlsx"', "/srv/lists/my list.xlsx"),
        ('"Z:\\audit inbox\\my list.xlsx"', "INBOX/my list.xlsx"),
        ("\\\\files01\\audit\\inbox\\group.xlsx", "INBOX/group.xlsx"),
        ("C:/Users/me/Desktop/group.xlsx", "INBOX/group.xlsx"),
    ],
)
def test_a_path_as_somebody_has_it_names_a_file_on_the_server(entered, file):
    assert AuditForm(inputs=[entered, " ", '""']).files() == [
        Path(file.replace("INBOX", str(settings().inbox)))
    ]


def test_what_was_looked_for_elsewhere_is_told():
    assert AuditForm(inputs=["group.xlsx", "/srv/a.xlsx"]).remarks() == []
    [told] = AuditForm(inputs=["group.xlsx", "Z:\\lists\\b_2.xlsx"]).remarks()
    assert told.startswith(r"b\_2.xlsx was looked for in the inbox")
