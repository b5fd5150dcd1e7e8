-- Users, programs, modules, lessons, enrollments: the SQLite form.
-- SQLite checks neither lengths nor times nor enums by the type's name; each is a CHECK here, so that the same rows are refused as in PostgreSQL.
-- Times are text, `2026-11-20 14:32:00`, as SQLAlchemy writes them. "Ours" marks what the document does not say.

CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email VARCHAR(255) NOT NULL CHECK (length(email) <= 255),
  hashed_password VARCHAR(255) NOT NULL CHECK (length(hashed_password) <= 255),
  full_name VARCHAR(255) NOT NULL CHECK (length(full_name) <= 255),
  role TEXT NOT NULL CHECK (role IN ('student', 'instructor', 'admin')),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(updated_at) IS substr(updated_at, 1, 19))
);
CREATE UNIQUE INDEX idx_users_email ON users (email);

CREATE TABLE programs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name VARCHAR(255) NOT NULL CHECK (length(name) <= 255),
  description TEXT,
  total_credits DECIMAL(5, 2) CHECK (typeof(total_credits) IN ('integer', 'real', 'null') AND coalesce(abs(total_credits), 0) < 1000),
  duration_weeks INTEGER CHECK (typeof(duration_weeks) IN ('integer', 'null')),
  tuition_amount_cents INTEGER CHECK (typeof(tuition_amount_cents) IN ('integer', 'null')),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(updated_at) IS substr(updated_at, 1, 19))
);

CREATE TABLE modules (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  program_id INTEGER CHECK (typeof(program_id) IN ('integer', 'null')),
  name VARCHAR(255) NOT NULL CHECK (length(name) <= 255),
  order_num INTEGER NOT NULL CHECK (typeof(order_num) = 'integer'),
  description TEXT,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
  CONSTRAINT fk_modules_program_id FOREIGN KEY (program_id) REFERENCES programs (id) ON DELETE CASCADE -- the cascade is ours
);
CREATE INDEX idx_modules_program_id ON modules (program_id);

CREATE TABLE lessons (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  module_id INTEGER CHECK (typeof(module_id) IN ('integer', 'null')),
  title VARCHAR(255) NOT NULL CHECK (length(title) <= 255),
  content_type TEXT NOT NULL CHECK (content_type IN ('h5p', 'scorm', 'video', 'document')),
  content_url VARCHAR(512) CHECK (length(content_url) <= 512),
  order_num INTEGER NOT NULL CHECK (typeof(order_num) = 'integer'),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
  CONSTRAINT fk_lessons_module_id FOREIGN KEY (module_id) REFERENCES modules (id) ON DELETE CASCADE -- the cascade is ours
);
CREATE INDEX idx_lessons_module_id ON lessons (module_id); -- ours

CREATE TABLE enrollments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER CHECK (typeof(user_id) IN ('integer', 'null')),
  program_id INTEGER CHECK (typeof(program_id) IN ('integer', 'null')),
  status TEXT NOT NULL CHECK (status IN ('active', 'completed', 'withdrawn')),
  enrolled_at DATE NOT NULL CHECK (date(enrolled_at) IS enrolled_at),
  completed_at DATE CHECK (date(completed_at) IS completed_at),
  progress_pct INTEGER DEFAULT 0 CHECK (typeof(progress_pct) IN ('integer', 'null')),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
  CONSTRAINT fk_enrollments_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fk_enrollments_program_id FOREIGN KEY (program_id) REFERENCES programs (id) ON DELETE RESTRICT,
  CONSTRAINT check_progress_pct CHECK (progress_pct >= 0 AND progress_pct <= 100)
);
CREATE INDEX idx_enrollments_user_id ON enrollments (user_id);
CREATE INDEX idx_enrollments_program_id ON enrollments (program_id);
CREATE INDEX idx_enrollments_status ON enrollments (status);
