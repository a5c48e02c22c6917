"""Models that check the rulebook, one module an area; SECTIONS maps a YAML file's stem to the model of its
rules.
"""

from schemas.rule_models.method import SECTIONS as METHOD
from schemas.rule_models.report import SECTIONS as REPORT
from schemas.rule_models.risk import SECTIONS as RISK
from schemas.rule_models.text import SECTIONS as TEXT
from schemas.rule_models.value import SECTIONS as VALUE

SECTIONS = {**METHOD, **TEXT, **RISK, **VALUE, **REPORT}
