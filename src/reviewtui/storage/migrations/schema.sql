CREATE TABLE account (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	name VARCHAR NOT NULL,
	name_key VARCHAR NOT NULL,
	external_id VARCHAR NOT NULL,
	alt_id VARCHAR NOT NULL,
	owner VARCHAR NOT NULL,
	industry VARCHAR NOT NULL,
	website VARCHAR NOT NULL,
	phone VARCHAR NOT NULL,
	email VARCHAR NOT NULL,
	address VARCHAR NOT NULL,
	city VARCHAR NOT NULL,
	region VARCHAR NOT NULL,
	postal_code VARCHAR NOT NULL,
	country VARCHAR NOT NULL,
	currency VARCHAR NOT NULL,
	employees INTEGER,
	annual_revenue INTEGER,
	renewal_date VARCHAR,
	note VARCHAR NOT NULL,
	custom VARCHAR NOT NULL,
	archived_at VARCHAR,
	PRIMARY KEY (id),
	UNIQUE (uid)
);
CREATE INDEX ix_account_alt_id ON account (alt_id);
CREATE INDEX ix_account_external_id ON account (external_id);
CREATE INDEX ix_account_hidden ON account (id) WHERE archived_at IS NOT NULL OR deleted_at IS NOT NULL;
CREATE INDEX ix_account_name_key ON account (name_key);
CREATE TABLE call_line (
	account_id INTEGER NOT NULL,
	stamp INTEGER NOT NULL,
	points FLOAT NOT NULL,
	due_rank INTEGER,
	call VARCHAR NOT NULL,
	queue VARCHAR NOT NULL,
	PRIMARY KEY (account_id)
);
CREATE INDEX ix_call_line_due ON call_line (due_rank) WHERE due_rank IS NOT NULL;
CREATE INDEX ix_call_line_points ON call_line (points DESC);
CREATE TABLE competitor (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	name VARCHAR NOT NULL,
	name_key VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	UNIQUE (name_key)
);
CREATE TABLE conflict_copy (
	id INTEGER NOT NULL,
	slot VARCHAR NOT NULL,
	account_id INTEGER,
	review_id INTEGER,
	text VARCHAR NOT NULL,
	stamp VARCHAR NOT NULL,
	settled BOOLEAN NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE draft (
	"key" VARCHAR NOT NULL,
	text VARCHAR NOT NULL,
	stamp VARCHAR NOT NULL,
	PRIMARY KEY ("key")
);
CREATE TABLE figure_line (
	account_id INTEGER NOT NULL,
	stamp INTEGER NOT NULL,
	subject VARCHAR NOT NULL,
	record VARCHAR NOT NULL,
	PRIMARY KEY (account_id)
);
CREATE TABLE figure_stamp (
	account_id INTEGER NOT NULL,
	stamp INTEGER NOT NULL,
	PRIMARY KEY (account_id)
);
CREATE TABLE import_batch (
	id INTEGER NOT NULL,
	file VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	stamp VARCHAR NOT NULL,
	as_of VARCHAR NOT NULL,
	actor VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	holder_id INTEGER,
	summary VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE import_layout (
	id INTEGER NOT NULL,
	headers VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	file VARCHAR NOT NULL,
	mapping VARCHAR NOT NULL,
	answers VARCHAR NOT NULL,
	used_at VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (headers)
);
CREATE TABLE journal (
	id INTEGER NOT NULL,
	label VARCHAR NOT NULL,
	stamp VARCHAR NOT NULL,
	as_of VARCHAR NOT NULL,
	actor VARCHAR NOT NULL,
	session VARCHAR NOT NULL,
	merge_key VARCHAR NOT NULL,
	changes VARCHAR NOT NULL,
	undone_by INTEGER,
	undoes INTEGER,
	PRIMARY KEY (id)
);
CREATE TABLE rate (
	id INTEGER NOT NULL,
	source VARCHAR NOT NULL,
	target VARCHAR NOT NULL,
	day VARCHAR NOT NULL,
	rate VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_rate_pair ON rate (source, target, day);
CREATE TABLE setting (
	"key" VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	PRIMARY KEY ("key")
);
CREATE TABLE template_version (
	id INTEGER NOT NULL,
	"key" VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	hash VARCHAR NOT NULL,
	body VARCHAR NOT NULL,
	created_at VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (hash)
);
CREATE INDEX ix_template_version_key ON template_version ("key");
CREATE TABLE account_figures (
	account_id INTEGER NOT NULL,
	currency VARCHAR NOT NULL,
	revenue_12m INTEGER,
	orders_12m INTEGER NOT NULL,
	last_order VARCHAR,
	last_review VARCHAR,
	rating INTEGER,
	open_actions INTEGER NOT NULL,
	overdue_actions INTEGER NOT NULL,
	quarters VARCHAR NOT NULL,
	last_quarterly VARCHAR,
	review_due BOOLEAN NOT NULL,
	review_months INTEGER DEFAULT 3 NOT NULL,
	common_12m INTEGER,
	PRIMARY KEY (account_id),
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_account_figures_due ON account_figures (review_due, revenue_12m DESC);
CREATE TABLE account_plan (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	tier VARCHAR NOT NULL,
	tier_reason VARCHAR NOT NULL,
	tier_since VARCHAR,
	contact_ideal INTEGER,
	contact_maximum INTEGER,
	rest_since VARCHAR,
	rest_until VARCHAR,
	rest_note VARCHAR NOT NULL,
	feedback_ideal INTEGER,
	feedback_maximum INTEGER,
	review_months INTEGER,
	post_order VARCHAR,
	renewal_lead INTEGER,
	own_since VARCHAR,
	PRIMARY KEY (id),
	UNIQUE (uid),
	UNIQUE (account_id),
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE TABLE contact (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	title VARCHAR NOT NULL,
	email VARCHAR NOT NULL,
	phone VARCHAR NOT NULL,
	channel VARCHAR NOT NULL,
	decides BOOLEAN NOT NULL,
	"left" BOOLEAN NOT NULL,
	external_id VARCHAR NOT NULL,
	note VARCHAR NOT NULL,
	custom VARCHAR DEFAULT '{}' NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_contact_account_id ON contact (account_id);
CREATE TABLE import_change (
	id INTEGER NOT NULL,
	batch_id INTEGER NOT NULL,
	tbl VARCHAR NOT NULL,
	row_id INTEGER NOT NULL,
	"before" VARCHAR,
	"after" VARCHAR,
	PRIMARY KEY (id),
	FOREIGN KEY(batch_id) REFERENCES import_batch (id)
);
CREATE INDEX ix_import_change_batch_id ON import_change (batch_id);
CREATE TABLE ledger_entry (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	day VARCHAR NOT NULL,
	weight VARCHAR NOT NULL,
	reason VARCHAR NOT NULL,
	author VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_ledger_entry_account_id ON ledger_entry (account_id);
CREATE TABLE order_day (
	account_id INTEGER NOT NULL,
	day VARCHAR NOT NULL,
	currency VARCHAR NOT NULL,
	net INTEGER NOT NULL,
	credits INTEGER NOT NULL,
	positive INTEGER NOT NULL,
	orders INTEGER NOT NULL,
	PRIMARY KEY (account_id, day, currency),
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE TABLE orders (
	id INTEGER NOT NULL,
	account_id INTEGER NOT NULL,
	number VARCHAR NOT NULL,
	day VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	currency VARCHAR NOT NULL,
	amount INTEGER,
	has_lines BOOLEAN NOT NULL,
	promised_on VARCHAR,
	delivered_on VARCHAR,
	batch_id INTEGER,
	custom VARCHAR DEFAULT '{}' NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_orders_account_id ON orders (account_id);
CREATE INDEX ix_orders_number ON orders (number);
CREATE TABLE review (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	template_key VARCHAR NOT NULL,
	template_version INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	day VARCHAR NOT NULL,
	channel VARCHAR NOT NULL,
	person VARCHAR NOT NULL,
	attendees VARCHAR NOT NULL,
	finished_on VARCHAR,
	next_date VARCHAR,
	elapsed INTEGER NOT NULL,
	place VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id),
	FOREIGN KEY(template_version) REFERENCES template_version (id)
);
CREATE INDEX ix_review_account_day ON review (account_id, day);
CREATE INDEX ix_review_state ON review (state);
CREATE TABLE snooze (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	reason VARCHAR NOT NULL,
	set_on VARCHAR NOT NULL,
	until VARCHAR NOT NULL,
	note VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_snooze_account_id ON snooze (account_id);
CREATE TABLE answer (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	review_id INTEGER NOT NULL,
	account_id INTEGER NOT NULL,
	question_key VARCHAR NOT NULL,
	item VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	fields VARCHAR NOT NULL,
	raw VARCHAR NOT NULL,
	unchanged BOOLEAN NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(review_id) REFERENCES review (id),
	FOREIGN KEY(account_id) REFERENCES account (id)
);
CREATE INDEX ix_answer_account_id ON answer (account_id);
CREATE UNIQUE INDEX ix_answer_slot ON answer (review_id, question_key, item);
CREATE TABLE note (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	review_id INTEGER,
	question_key VARCHAR NOT NULL,
	item VARCHAR NOT NULL,
	text VARCHAR NOT NULL,
	written_on VARCHAR NOT NULL,
	author VARCHAR NOT NULL,
	external_id VARCHAR DEFAULT '' NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id),
	FOREIGN KEY(review_id) REFERENCES review (id)
);
CREATE INDEX ix_note_account_id ON note (account_id);
CREATE UNIQUE INDEX ix_note_slot ON note (review_id, question_key, item);
CREATE TABLE order_line (
	id INTEGER NOT NULL,
	order_id INTEGER NOT NULL,
	product VARCHAR NOT NULL,
	nth INTEGER NOT NULL,
	category VARCHAR NOT NULL,
	quantity VARCHAR NOT NULL,
	amount INTEGER NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(order_id) REFERENCES orders (id)
);
CREATE UNIQUE INDEX ix_order_line_key ON order_line (order_id, product, nth);
CREATE TABLE action (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	review_id INTEGER,
	note_id INTEGER,
	source VARCHAR NOT NULL,
	title VARCHAR NOT NULL,
	owner VARCHAR NOT NULL,
	side VARCHAR NOT NULL,
	promise BOOLEAN NOT NULL,
	status VARCHAR NOT NULL,
	priority INTEGER,
	due VARCHAR,
	first_due VARCHAR,
	done_on VARCHAR,
	created_on VARCHAR NOT NULL,
	slipped BOOLEAN NOT NULL,
	broken BOOLEAN NOT NULL,
	detail VARCHAR NOT NULL,
	external_id VARCHAR DEFAULT '' NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id),
	FOREIGN KEY(review_id) REFERENCES review (id),
	FOREIGN KEY(note_id) REFERENCES note (id)
);
CREATE INDEX ix_action_account_id ON action (account_id);
CREATE INDEX ix_action_done_on ON action (done_on);
CREATE INDEX ix_action_status_due ON action (status, due, created_on, account_id, deleted_at);
CREATE TABLE ask (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	review_id INTEGER,
	note_id INTEGER,
	source VARCHAR NOT NULL,
	text VARCHAR NOT NULL,
	domain VARCHAR NOT NULL,
	decision VARCHAR NOT NULL,
	wish BOOLEAN NOT NULL,
	status VARCHAR NOT NULL,
	asked_on VARCHAR NOT NULL,
	due VARCHAR,
	done_on VARCHAR,
	owner VARCHAR NOT NULL,
	effort VARCHAR NOT NULL,
	holds VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id),
	FOREIGN KEY(review_id) REFERENCES review (id),
	FOREIGN KEY(note_id) REFERENCES note (id)
);
CREATE INDEX ix_ask_account_id ON ask (account_id);
CREATE TABLE capture (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	review_id INTEGER,
	note_id INTEGER,
	line VARCHAR NOT NULL,
	nth INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	target_table VARCHAR NOT NULL,
	target_id INTEGER,
	made VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id),
	FOREIGN KEY(review_id) REFERENCES review (id),
	FOREIGN KEY(note_id) REFERENCES note (id)
);
CREATE INDEX ix_capture_account_id ON capture (account_id);
CREATE INDEX ix_capture_line ON capture (note_id, line, nth);
CREATE TABLE fact (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	review_id INTEGER,
	note_id INTEGER,
	source VARCHAR NOT NULL,
	contact_id INTEGER,
	person VARCHAR NOT NULL,
	label VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	confirmed_on VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id),
	FOREIGN KEY(review_id) REFERENCES review (id),
	FOREIGN KEY(note_id) REFERENCES note (id),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);
CREATE INDEX ix_fact_account_id ON fact (account_id);
CREATE TABLE issue (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	review_id INTEGER,
	note_id INTEGER,
	source VARCHAR NOT NULL,
	text VARCHAR NOT NULL,
	severity VARCHAR NOT NULL,
	opened_on VARCHAR NOT NULL,
	found_by VARCHAR NOT NULL,
	solved_on VARCHAR,
	solved_well BOOLEAN,
	owner VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id),
	FOREIGN KEY(review_id) REFERENCES review (id),
	FOREIGN KEY(note_id) REFERENCES note (id)
);
CREATE INDEX ix_issue_account_id ON issue (account_id);
CREATE TABLE objective (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	review_id INTEGER,
	note_id INTEGER,
	source VARCHAR NOT NULL,
	goal VARCHAR NOT NULL,
	percent VARCHAR,
	stated_on VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id),
	FOREIGN KEY(review_id) REFERENCES review (id),
	FOREIGN KEY(note_id) REFERENCES note (id)
);
CREATE INDEX ix_objective_account_id ON objective (account_id);
CREATE TABLE opportunity (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	review_id INTEGER,
	note_id INTEGER,
	source VARCHAR NOT NULL,
	text VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	amount INTEGER,
	currency VARCHAR NOT NULL,
	chance INTEGER,
	due VARCHAR,
	next_step VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	found_on VARCHAR NOT NULL,
	external_id VARCHAR DEFAULT '' NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id),
	FOREIGN KEY(review_id) REFERENCES review (id),
	FOREIGN KEY(note_id) REFERENCES note (id)
);
CREATE INDEX ix_opportunity_account_id ON opportunity (account_id);
CREATE TABLE quote (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	review_id INTEGER,
	note_id INTEGER,
	source VARCHAR NOT NULL,
	text VARCHAR NOT NULL,
	speaker VARCHAR NOT NULL,
	said_on VARCHAR NOT NULL,
	question_key VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id),
	FOREIGN KEY(review_id) REFERENCES review (id),
	FOREIGN KEY(note_id) REFERENCES note (id)
);
CREATE INDEX ix_quote_account_id ON quote (account_id);
CREATE TABLE sighting (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	review_id INTEGER,
	note_id INTEGER,
	source VARCHAR NOT NULL,
	competitor_id INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	text VARCHAR NOT NULL,
	seen_on VARCHAR NOT NULL,
	gap VARCHAR,
	source_channel VARCHAR NOT NULL,
	confidence VARCHAR NOT NULL,
	next_move VARCHAR NOT NULL,
	counter VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id),
	FOREIGN KEY(review_id) REFERENCES review (id),
	FOREIGN KEY(note_id) REFERENCES note (id),
	FOREIGN KEY(competitor_id) REFERENCES competitor (id)
);
CREATE INDEX ix_sighting_account_id ON sighting (account_id);
CREATE INDEX ix_sighting_competitor_id ON sighting (competitor_id);
CREATE TABLE touch (
	id INTEGER NOT NULL,
	uid VARCHAR NOT NULL,
	version INTEGER NOT NULL,
	created_at VARCHAR NOT NULL,
	changed_at VARCHAR NOT NULL,
	deleted_at VARCHAR,
	account_id INTEGER NOT NULL,
	review_id INTEGER,
	note_id INTEGER,
	source VARCHAR NOT NULL,
	day VARCHAR NOT NULL,
	channel VARCHAR NOT NULL,
	topic VARCHAR NOT NULL,
	person VARCHAR NOT NULL,
	contact VARCHAR NOT NULL,
	minutes INTEGER,
	text VARCHAR NOT NULL,
	two_way BOOLEAN NOT NULL,
	reached BOOLEAN NOT NULL,
	planned BOOLEAN NOT NULL,
	value_given BOOLEAN NOT NULL,
	external_id VARCHAR DEFAULT '' NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (uid),
	FOREIGN KEY(account_id) REFERENCES account (id),
	FOREIGN KEY(review_id) REFERENCES review (id),
	FOREIGN KEY(note_id) REFERENCES note (id)
);
CREATE INDEX ix_touch_account_id ON touch (account_id);
