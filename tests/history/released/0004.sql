BEGIN TRANSACTION;
CREATE TABLE actuals (
	portfolio VARCHAR NOT NULL, 
	process_id VARCHAR NOT NULL, 
	first_run_id VARCHAR NOT NULL, 
	as_of DATE NOT NULL, 
	run_id VARCHAR NOT NULL, 
	currency VARCHAR, 
	actual_fee DOUBLE, 
	contract_fee DOUBLE, 
	actual_volume DOUBLE, 
	actual_fte DOUBLE, 
	actual_scope_share DOUBLE, 
	actual_error_share DOUBLE, 
	actual_turnaround_hours DOUBLE, 
	PRIMARY KEY (portfolio, process_id, first_run_id, as_of)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE answers (
	portfolio VARCHAR NOT NULL, 
	report_sha256 VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	process VARCHAR, 
	answer VARCHAR, 
	override VARCHAR, 
	reason VARCHAR, 
	comment VARCHAR, 
	name VARCHAR, 
	date VARCHAR, 
	expires VARCHAR, 
	label_then VARCHAR, 
	PRIMARY KEY (portfolio, report_sha256, position), 
	FOREIGN KEY(portfolio, report_sha256) REFERENCES reports_back (portfolio, report_sha256) ON DELETE CASCADE
);
CREATE TABLE baselines (
	portfolio VARCHAR NOT NULL, 
	process_id VARCHAR NOT NULL, 
	first_run_id VARCHAR NOT NULL, 
	process_name VARCHAR, 
	decided_provider VARCHAR, 
	currency VARCHAR, 
	first_seen DATE NOT NULL, 
	decided_label VARCHAR NOT NULL, 
	service_start DATE, 
	committed_fee DOUBLE, 
	committed_posts DOUBLE, 
	committed_error_share DOUBLE, 
	committed_turnaround_hours DOUBLE, 
	baseline_labour DOUBLE, 
	baseline_fte DOUBLE, 
	baseline_volume DOUBLE, 
	baseline_scope_share DOUBLE, 
	baseline_error_share DOUBLE, 
	baseline_turnaround_hours DOUBLE, 
	modelled_fee DOUBLE, 
	modelled_on_fee_share DOUBLE, 
	modelled_posts DOUBLE, 
	modelled_saving DOUBLE, 
	PRIMARY KEY (portfolio, process_id, first_run_id)
);
CREATE TABLE challenges (
	run_key INTEGER NOT NULL, 
	process_id VARCHAR NOT NULL, 
	challenge VARCHAR NOT NULL, 
	PRIMARY KEY (run_key, process_id), 
	FOREIGN KEY(run_key) REFERENCES runs (run_key) ON DELETE CASCADE
);
CREATE TABLE deliveries (
	message_id VARCHAR NOT NULL, 
	run_id VARCHAR NOT NULL, 
	portfolio VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	recipient VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	attempted_at DATETIME NOT NULL, 
	PRIMARY KEY (message_id)
);
INSERT INTO "deliveries" VALUES('<1@x>','20260101T030000Z-000001','group','mail','a@example.org','sent',1,'2026-01-01 03:02:00');
CREATE TABLE flags (
	run_key INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	process_id VARCHAR, 
	code VARCHAR NOT NULL, 
	severity VARCHAR NOT NULL, 
	PRIMARY KEY (run_key, position), 
	FOREIGN KEY(run_key) REFERENCES runs (run_key) ON DELETE CASCADE
);
CREATE TABLE inputs (
	run_key INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	file VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	size_bytes BIGINT NOT NULL, 
	kind VARCHAR NOT NULL, 
	refused_code VARCHAR, 
	PRIMARY KEY (run_key, position), 
	FOREIGN KEY(run_key) REFERENCES runs (run_key) ON DELETE CASCADE
);
INSERT INTO "inputs" VALUES(1,0,'book.xlsx','abababababababababababababababababababababababababababababababab',10,'xlsx',NULL);
CREATE TABLE overrides (
	run_key INTEGER NOT NULL, 
	process_id VARCHAR NOT NULL, 
	override_recommendation VARCHAR NOT NULL, 
	override_reason VARCHAR, 
	override_approver VARCHAR, 
	override_expires DATE, 
	PRIMARY KEY (run_key, process_id), 
	FOREIGN KEY(run_key) REFERENCES runs (run_key) ON DELETE CASCADE
);
CREATE TABLE reports_back (
	portfolio VARCHAR NOT NULL, 
	report_sha256 VARCHAR NOT NULL, 
	file VARCHAR NOT NULL, 
	run_id VARCHAR NOT NULL, 
	taken_in_by VARCHAR NOT NULL, 
	taken_in_at DATETIME NOT NULL, 
	PRIMARY KEY (portfolio, report_sha256)
);
CREATE TABLE results (
	run_key INTEGER NOT NULL, 
	process_id VARCHAR NOT NULL, 
	process_name VARCHAR, 
	recommendation VARCHAR, 
	computed_recommendation VARCHAR, 
	tier VARCHAR, 
	first_move VARCHAR, 
	drive VARCHAR, 
	sensitivity VARCHAR, 
	location VARCHAR, 
	certainty VARCHAR, 
	grade VARCHAR, 
	highest_severity VARCHAR, 
	currency VARCHAR, 
	drive_index DOUBLE, 
	volume_complexity DOUBLE, 
	intellectual_complexity DOUBLE, 
	confidence DOUBLE, 
	saving_low DOUBLE, 
	saving_high DOUBLE, 
	PRIMARY KEY (run_key, process_id), 
	FOREIGN KEY(run_key) REFERENCES runs (run_key) ON DELETE CASCADE
);
CREATE TABLE runs (
	run_key INTEGER NOT NULL, 
	portfolio VARCHAR NOT NULL, 
	run_id VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	as_of DATE, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	host VARCHAR NOT NULL, 
	process VARCHAR NOT NULL, 
	run_folder VARCHAR NOT NULL, 
	rulebook_version VARCHAR NOT NULL, 
	rulebook_hash VARCHAR NOT NULL, 
	program_version VARCHAR NOT NULL, 
	content_hash VARCHAR NOT NULL, 
	fault VARCHAR NOT NULL, 
	counts JSON NOT NULL, 
	durations_seconds JSON NOT NULL, limits_hash VARCHAR DEFAULT '' NOT NULL, started_by VARCHAR DEFAULT '' NOT NULL, record_sha256 VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (run_key), 
	CONSTRAINT uq_runs_portfolio_run_id UNIQUE (portfolio, run_id)
);
INSERT INTO "runs" VALUES(1,'group','20260101T030000Z-000001','audited','2026-01-01','2026-01-01 03:00:00','2026-01-01 03:01:00','here','','/out/group/20260101T030000Z-000001','1.0','rules-1','1.0','c0ffee','','{"rows_assessed": 1, "rows_set_aside": 0}','{}','','','');
CREATE INDEX ix_runs_status ON runs (status);
CREATE INDEX ix_inputs_sha256 ON inputs (sha256);
CREATE INDEX ix_deliveries_run_id ON deliveries (run_id);
INSERT INTO results (run_key,process_id,process_name,recommendation) VALUES(1,'P1','Process 1','bpo_candidate');
INSERT INTO results (run_key,process_id,process_name,recommendation) VALUES(1,'P2','Process 2','bpo_candidate');
INSERT INTO results (run_key,process_id,process_name,recommendation) VALUES(1,'P3','Process 3','retain');
INSERT INTO flags (run_key,position,process_id,code,severity) VALUES(1,0,'P1','KPO-IP','high');
COMMIT;
