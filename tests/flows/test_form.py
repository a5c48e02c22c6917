"""What an operations person may paste into the form, and which file on the server it stands for."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from flows.around_audit import AskForm, RateForm
from flows.audit_portfolio import AuditForm, _archived, hold_to_folders, started_by
from flows.nightly_audit import NightlyForm
from schemas.errors import UsageError
from tasks.settings import settings
from tests.flows.requests_for_tests import request


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


@pytest.mark.parametrize("form", [AuditForm, NightlyForm, AskForm, RateForm])
def test_fields_keep_their_order_on_postgresql(form):
    """Jsonb sorts keys by length; the UI sorts fields by position."""
    fields = form.model_json_schema()["properties"]
    stored = dict(sorted(fields.items(), key=lambda item: (len(item[0]), item[0])))
    assert list(stored) != list(form.model_fields)
    assert sorted(stored, key=lambda name: stored[name].get("position", 0)) == list(form.model_fields)


def test_a_form_is_held_to_inbox_and_output_folder_and_a_command_is_not(tmp_path, monkeypatch):
    inside, outside = tmp_path / "inbox" / "a.csv", tmp_path / "inbox" / ".." / "other" / "a.csv"
    hold_to_folders([outside], tmp_path / "inbox")
    monkeypatch.setattr("flows.audit_portfolio.deployment", SimpleNamespace(id="1", name="ad-hoc"))
    hold_to_folders([inside], tmp_path / "inbox")
    for path in (outside, tmp_path / "inbox" / "link.csv"):
        (tmp_path / "inbox").mkdir(exist_ok=True)
        if path.name == "link.csv":
            path.symlink_to("/etc/passwd")
        with pytest.raises(UsageError, match="lies elsewhere than in"):
            hold_to_folders([path], tmp_path / "inbox")


def test_what_a_form_names_is_archived_and_read_from_there_and_what_a_command_names_is_not(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("PROCESS_AUDIT_ARCHIVE", str(tmp_path / "archive"))
    settings.cache_clear()
    try:
        sent = tmp_path / "group.csv"
        sent.write_text("Process name;FTE\nPayroll;3\n")
        asked = request(tmp_path / "out", sent)
        assert _archived(asked) == asked
        monkeypatch.setattr("flows.audit_portfolio.deployment", SimpleNamespace(id="1", name="ad-hoc"))
        [kept] = _archived(asked).inputs
        assert started_by().startswith("Prefect deployment ad-hoc, run ")
        assert kept.is_relative_to(tmp_path / "archive")
        assert kept.read_bytes() == sent.read_bytes()
        (tmp_path / "archive").rename(tmp_path / "moved")
        (tmp_path / "archive").write_text("a file in the way")
        alone = _archived(asked)
        assert alone.inputs == (sent,)
        assert alone.remarks[0].startswith("No copy of the inputs is kept in the archive.")
    finally:
        settings.cache_clear()


def test_a_run_under_settings_that_cannot_be_used_is_named_and_failed_and_says_which(monkeypatch):
    """Prefect would leave a run that finds no name for itself at Pending, then call it Crashed, without a word."""
    from flows import audit_portfolio as ad_hoc
    from flows import nightly_audit as of_nights

    monkeypatch.setenv("PROCESS_AUDIT_PROCESSES", "two")
    form = ad_hoc.AuditForm(inputs=["group.csv"])
    monkeypatch.setattr(ad_hoc, "flow_run", SimpleNamespace(id=None, parameters={"form": form.model_dump()}))
    assert of_nights._run_name() == "night"
    assert ad_hoc._run_name().startswith("audit 2")
    for ended in (of_nights.nightly_audit.fn(), ad_hoc.audit_portfolio.fn(form)):
        assert ended.is_failed()
        assert ended.message.startswith(
            "The setting PROCESS_AUDIT_PROCESSES in the environment cannot be used"
        )
