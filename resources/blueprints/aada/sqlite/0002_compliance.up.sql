-- Attendance, transcripts, credentials, externships.

CREATE TABLE attendance (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER CHECK (typeof(user_id) IN ('integer', 'null')),
  enrollment_id INTEGER CHECK (typeof(enrollment_id) IN ('integer', 'null')),
  clock_in TIMESTAMP NOT NULL CHECK (datetime(clock_in) IS substr(clock_in, 1, 19)),
  clock_out TIMESTAMP CHECK (datetime(clock_out) IS substr(clock_out, 1, 19)),
  -- Whole minutes; a started minute does not count. The rounding is ours.
  total_minutes INTEGER GENERATED ALWAYS AS ((unixepoch(clock_out) - unixepoch(clock_in)) / 60) STORED,
  notes TEXT,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
  CONSTRAINT fk_attendance_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fk_attendance_enrollment_id FOREIGN KEY (enrollment_id) REFERENCES enrollments (id) ON DELETE CASCADE
);
CREATE INDEX idx_attendance_user_id ON attendance (user_id);
CREATE INDEX idx_attendance_enrollment_id ON attendance (enrollment_id);

-- Kept permanently, says the document, and also that deleting a user cascades: the record wins, so the user cannot be deleted.
CREATE TABLE transcripts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER CHECK (typeof(user_id) IN ('integer', 'null')),
  program_id INTEGER CHECK (typeof(program_id) IN ('integer', 'null')),
  gpa DECIMAL(3, 2) CHECK (typeof(gpa) IN ('integer', 'real', 'null') AND coalesce(abs(gpa), 0) < 10),
  total_credits DECIMAL(5, 2) CHECK (typeof(total_credits) IN ('integer', 'real', 'null') AND coalesce(abs(total_credits), 0) < 1000),
  generated_at TIMESTAMP NOT NULL CHECK (datetime(generated_at) IS substr(generated_at, 1, 19)),
  pdf_url VARCHAR(512) CHECK (length(pdf_url) <= 512),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
  CONSTRAINT fk_transcripts_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT, -- ours
  CONSTRAINT fk_transcripts_program_id FOREIGN KEY (program_id) REFERENCES programs (id) ON DELETE RESTRICT, -- ours
  CONSTRAINT check_gpa CHECK (gpa >= 0.0 AND gpa <= 4.0)
);
CREATE INDEX idx_transcripts_user_id ON transcripts (user_id); -- ours
CREATE INDEX idx_transcripts_program_id ON transcripts (program_id); -- ours

CREATE TABLE credentials (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER CHECK (typeof(user_id) IN ('integer', 'null')),
  program_id INTEGER CHECK (typeof(program_id) IN ('integer', 'null')),
  credential_type VARCHAR(255) NOT NULL CHECK (length(credential_type) <= 255),
  cert_serial VARCHAR(100) CHECK (length(cert_serial) <= 100),
  issued_at DATE CHECK (date(issued_at) IS issued_at),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
  CONSTRAINT fk_credentials_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fk_credentials_program_id FOREIGN KEY (program_id) REFERENCES programs (id) ON DELETE RESTRICT -- ours
);
CREATE INDEX idx_credentials_user_id ON credentials (user_id); -- ours
CREATE INDEX idx_credentials_program_id ON credentials (program_id); -- ours

CREATE TABLE externships (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER CHECK (typeof(user_id) IN ('integer', 'null')),
  site_name VARCHAR(255) NOT NULL CHECK (length(site_name) <= 255),
  site_address TEXT,
  supervisor_name VARCHAR(255) CHECK (length(supervisor_name) <= 255),
  supervisor_email VARCHAR(255) CHECK (length(supervisor_email) <= 255),
  total_hours INTEGER DEFAULT 0 CHECK (typeof(total_hours) IN ('integer', 'null')),
  verified BOOLEAN DEFAULT 0 CHECK (verified IN (0, 1)),
  verified_at TIMESTAMP CHECK (datetime(verified_at) IS substr(verified_at, 1, 19)),
  verification_doc_url VARCHAR(512) CHECK (length(verification_doc_url) <= 512),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
  CONSTRAINT fk_externships_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX idx_externships_user_id ON externships (user_id);
CREATE INDEX idx_externships_verified ON externships (verified);
