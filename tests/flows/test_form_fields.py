"""What a form, or a command in its place, may not hold."""

import pytest
from pydantic import ValidationError

from flows.around_audit import AskForm, BriefForm, RateForm, RegisterForm
from flows.audit_portfolio import AuditForm
from flows.nightly_audit import NightlyForm


@pytest.mark.parametrize("form", [AuditForm, NightlyForm, AskForm, RateForm, BriefForm, RegisterForm])
def test_a_field_that_the_form_does_not_have_is_refused_and_not_passed_over(form):
    needed = {"inputs": ["group.csv"]} if form is AuditForm else {"portfolio": "group"}
    with pytest.raises(ValidationError, match="langauge"):
        form.model_validate({**(needed if form is not NightlyForm else {}), "langauge": "de"})
    # By this Prefect refuses it before there is a run.
    assert form.model_json_schema()["additionalProperties"] is False
