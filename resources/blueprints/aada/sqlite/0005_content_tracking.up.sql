-- SCORM packages and xAPI statements.

CREATE TABLE scorm_data (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER CHECK (typeof(user_id) IN ('integer', 'null')),
  lesson_id INTEGER CHECK (typeof(lesson_id) IN ('integer', 'null')),
  cmi_core_lesson_status VARCHAR(50) CHECK (length(cmi_core_lesson_status) <= 50),
  cmi_core_score_raw INTEGER CHECK (typeof(cmi_core_score_raw) IN ('integer', 'null')),
  cmi_core_score_max INTEGER CHECK (typeof(cmi_core_score_max) IN ('integer', 'null')),
  cmi_suspend_data TEXT,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(updated_at) IS substr(updated_at, 1, 19)),
  CONSTRAINT fk_scorm_data_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fk_scorm_data_lesson_id FOREIGN KEY (lesson_id) REFERENCES lessons (id) ON DELETE CASCADE -- the cascade is ours
);
CREATE INDEX idx_scorm_data_user_id ON scorm_data (user_id); -- ours
CREATE INDEX idx_scorm_data_lesson_id ON scorm_data (lesson_id); -- ours

CREATE TABLE xapi_statements (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER CHECK (typeof(user_id) IN ('integer', 'null')),
  verb VARCHAR(100) NOT NULL CHECK (length(verb) <= 100),
  object_id VARCHAR(255) NOT NULL CHECK (length(object_id) <= 255),
  result JSON CHECK (json_valid(result)),
  context JSON CHECK (json_valid(context)),
  "timestamp" TIMESTAMP NOT NULL CHECK (datetime("timestamp") IS substr("timestamp", 1, 19)),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
  CONSTRAINT fk_xapi_statements_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX idx_xapi_user_id ON xapi_statements (user_id);
CREATE INDEX idx_xapi_timestamp ON xapi_statements ("timestamp");
