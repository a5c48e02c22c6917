"""What method, risk and value share: facts about rows, conditions on them, decision tables, the catalogue."""
