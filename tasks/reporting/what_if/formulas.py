"""The value model in Excel formulas: one column for each step, in the order in which they are worked out.

A formula names facts of its row as {fact} and assumptions as [assumption]; ``filled`` puts cells in their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable

IS_KPO, ONSHORE = '{label}="KPO"', '{location}="onshore"'
# Name of the step, and its formula. Columns before them hold the facts.
STEPS = {
    # 1 to 6: BPO onshore, nearshore, offshore, then KPO. It is the place of the value in the row of an
    # assumption.
    "case": f'=IF({IS_KPO},3,0)+IF({ONSHORE},1,IF({{location}}="nearshore",2,3))',
    "share_moved": f'=IF({{share}}="",IF({IS_KPO},[transferable_share_kpo],[transferable_share_bpo]),{{share}})',
    "moved": "={labour}*{share_moved}",
    "freed": "={moved}*(1-[retained_staff])",
    "hours": (
        "=(1-[productivity_at_start])*(1-{rework}*[errors_avoided])*{used}"
        '*IF({location}="offshore",1+[extra_hours_offshore],1)'
    ),
    "onshore_price": "=[bpo_rate_onshore]*(1-{excess}*[excess_pay_taken])",
    "own_price": (
        f"=IF({ONSHORE},{{onshore_price}},[home_delivery_share]*{{onshore_price}}"
        '+(1-[home_delivery_share])*[provider_loading]*IF({location}="nearshore",{ratio_nearshore},{ratio_offshore}))'
    ),
    "market_rate": (
        f'=IF({ONSHORE},0,IF({{location}}="offshore",[bpo_rate_offshore]/per_eur_usd,'
        "IF({in_americas}=1,[bpo_rate_nearshore_americas]/per_eur_usd,[bpo_rate_nearshore_europe]))"
        f"*IF({IS_KPO},[kpo_rate_multiplier],1)*(1+{{excess}}/(1-{{excess}})*(1-[excess_pay_taken])))"
    ),
    "fee": (
        '=IF({quote}<>"",{quote},MAX({moved}*{hours}*{own_price},{share_moved}*{hours}*{market_rate}*{market_hours}))'
    ),
    "vat_lost": '=IF({vat}="exempt",[lost_vat_exempt],IF({vat}="unknown",[lost_vat_unknown],[lost_vat_recovered]))',
    "retraining": f"=IF({ONSHORE},0,{{fee}}*{{training}}*[training_billed]*[attrition_offshore])",
    "paid": "=({fee}+{retraining})*(1+{vat_lost})+{fee}*[governance]",
    "on_fee": "={fee}*([ramp_first_year]+[selection_and_advice]+{training}*[training_billed])",
    "one_off": (
        '=IF({transition}="",{fee}*[transition]*(1+{vat_lost}),{transition})+{on_fee}*(1+{vat_lost})'
        '+{moved}*[parallel_run]/12+IF(release="all_released",{freed}*[severance]*{severance_share},0)'
    ),
    "rise": (
        '=(1+IF({wage_inflation_share}<>"",{wage_inflation_share}*[wage_passed_on],'
        f'IF({ONSHORE},[wage_index_in_house],[wage_passed_on]*IF({{location}}="nearshore",'
        "[wage_index_nearshore],[wage_index_offshore]))))*(1-[vendor_productivity])"
    ),
    "leaving": '=IF({attrition_share}="",[natural_attrition],{attrition_share})',
}
# Formatted once with the year, which leaves the names of facts in single braces.
OF_YEAR = (
    "=MAX(0,MIN(1,{{years}}-{year}))*({{freed}}*{released}*(1+[wage_index_in_house])^{year}"
    "-{{paid}}*{{rise}}^{year})"
)
RELEASED = 'IF(release="all_released",1,IF(release="attrition",MIN(1,{{leaving}}*{middle}),0))'


def released(year: int) -> str:
    """Share of the posts freed that is released in a year, from 0."""
    # People leave evenly, so a year counts by its middle.
    return RELEASED.format(middle=year + 0.5)


def steps(years: int) -> dict[str, str]:
    """Every step: STEPS, the cash of each year, the yearly saving, the net present value and what counts."""
    cash = {f"cash_{year}": OF_YEAR.format(year=year, released=released(year)) for year in range(years)}
    parts = "+".join(f"MAX(0,MIN(1,{{years}}-{year}))*{released(year)}" for year in range(years))
    value = "+".join(f"{{cash_{year}}}/(1+discount_rate)^{year + 1}" for year in range(years))
    return {
        **STEPS,
        **cash,
        "saving": f"={{freed}}*({parts})/{{years}}-{{paid}}",
        "npv": f"=-{{one_off}}+{value}",
        "difference": "={npv}-{npv_of_program}",
    }


def filled(formula: str, fact: Callable[[str], str], assumption: Callable[[str], str]) -> str:
    """The formula with cells in the place of facts and assumptions.

    Args:
        formula: with {fact} and [assumption].
        fact: gives the cell of a fact or step by its name.
        assumption: gives the expression for an assumption by its id.
    """
    formula = re.sub(r"\{(\w+)\}", lambda match: fact(match[1]), formula)
    return re.sub(r"\[(\w+)\]", lambda match: assumption(match[1]), formula)


def assumptions_used() -> list[str]:
    """Ids of the assumptions that the formulas name, in the order in which they come."""
    text = "".join((*STEPS.values(), OF_YEAR))
    return list(dict.fromkeys(re.findall(r"\[(\w+)\]", text)))
