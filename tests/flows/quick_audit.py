"""An audit that leaves a run folder in no time: what nights do around audits is tested without them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from flows.run_folder import RunFolder, limits_hash, publish
from schemas.records import AuditRequest, Outcome
from schemas.rules import load_rulebook
from tasks import history
from tasks.settings import Settings
from tests.history.conftest import assessed, typed_rows, write_run

COUNTS = {"rows_assessed": 1, "rows_set_aside": 0, "flags_grave": 0, "issues_error": 0, "label_retain": 1}


def quick_audit(request: AuditRequest, config: Settings, refused: str = "") -> Outcome:
    """Audits nothing, and leaves what an audit leaves; ``refused`` is the code of a refusal instead."""
    from tasks.intake.files.read_file import read_file

    url, rules = history.database_url(config.history_url, config.out), load_rulebook().hash
    history.start(url, request.portfolio, request.run_id, request.as_of, request.started_by)
    read = [read_file(path, config.limits) for path in request.inputs]
    inputs = tuple((one.file, one.sha256, one.size_bytes) for one in read)
    codes = tuple((one.file, refused or one.refused_code) for one in read if refused or one.refused_code)
    told = Outcome(request.portfolio, "refused", inputs=inputs, rulebook_hash=rules, refusal_codes=codes)
    if codes:
        history.finish(
            url, request.portfolio, request.run_id, "refused", codes[0][1], inputs, rules, codes,
            limits_hash(config.limits, request.settled),
        )  # fmt: skip
        return replace(told, refusals=tuple((file, f"{file}: {code}") for file, code in codes))
    with RunFolder(request) as folder:
        before = folder.before
        folder.path.rmdir()
        typed = typed_rows({"process_id": "1", "process_name": "One", "fte": 1.0})
        write_run(folder.path, typed, assessed(typed), run_id=request.run_id, rulebook_hash=rules,
                  portfolio=request.portfolio, counts=COUNTS)  # fmt: skip
        (folder.path / "audit_report.xlsx").write_bytes(b"report")
        record = json.loads((folder.path / "run.json").read_text())
        record |= {
            "language": "en",
            "sequence": history.sequence_of(before) + 1 if before else 1,
            "previous": {"run_id": before.name} if before else None,
            "settled_hash": request.settled.hash if request.settled else "",
            "files": {"audit_report.xlsx": "0" * 64},
            "inputs": [
                {
                    "file": file,
                    "sha256": sha256,
                    "size_bytes": size,
                    "kind": "",
                    "refused_code": None,
                    "refused_message": None,
                }
                for file, sha256, size in inputs
            ],
        }
        (folder.path / "run.json").write_text(json.dumps(record))
        publish(folder)
    history.record(url, folder.final)
    return replace(told, status="audited", run_folder=str(folder.final), counts=COUNTS)


def runs_of(out: Path, portfolio: str) -> list[str]:
    """Ids of the runs of a portfolio that lie in the output folder."""
    return sorted(path.name for path in (out / portfolio).glob("2*"))
