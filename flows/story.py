"""The story of one audit, top to bottom. How a step is done (here, in a process, as a Prefect task) is the runner's matter."""

# The steps and what they take and give (records of schemas.records):
#   schemas.rules.load_rulebook(path | None) -> Rulebook
#   tasks.intake.read_portfolio(paths, limits) -> Intake
#   tasks.quality.validate(intake, data_docs_folder | None) -> Intake
#   tasks.text.read_texts(typed, rulebook) -> frame of TEXT_COLUMNS by row_key
#   tasks.method.assess(typed, texts, rulebook, as_of) -> Assessment
#   tasks.risk.flag(typed, tables, texts, assessed_rows, rulebook, as_of) -> Risks
#   tasks.value.model(typed, assessed_rows, risk_rows, rulebook, as_of) -> Value
#   tasks.method.rank(typed, assessed_rows, risk_rows, value_rows, rulebook) -> frame of RANK_COLUMNS by row_key
#   tasks.history.compare(...) -> Changes
#   tasks.reporting.write(audit, folder) -> {file name: sha256}
