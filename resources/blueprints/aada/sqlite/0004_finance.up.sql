-- Withdrawals and refunds. Money is in whole cents.

CREATE TABLE withdrawals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER CHECK (typeof(user_id) IN ('integer', 'null')),
  enrollment_id INTEGER CHECK (typeof(enrollment_id) IN ('integer', 'null')),
  requested_at TIMESTAMP NOT NULL CHECK (datetime(requested_at) IS substr(requested_at, 1, 19)),
  progress_pct_at_withdrawal INTEGER CHECK (typeof(progress_pct_at_withdrawal) IN ('integer', 'null')),
  reason TEXT,
  admin_notes TEXT,
  admin_processed_at TIMESTAMP CHECK (datetime(admin_processed_at) IS substr(admin_processed_at, 1, 19)),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
  CONSTRAINT fk_withdrawals_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fk_withdrawals_enrollment_id FOREIGN KEY (enrollment_id) REFERENCES enrollments (id) ON DELETE CASCADE
);
CREATE INDEX idx_withdrawals_user_id ON withdrawals (user_id);
CREATE INDEX idx_withdrawals_enrollment_id ON withdrawals (enrollment_id);

CREATE TABLE refunds (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  withdrawal_id INTEGER CHECK (typeof(withdrawal_id) IN ('integer', 'null')),
  amount_cents INTEGER NOT NULL CHECK (typeof(amount_cents) = 'integer'),
  policy_basis TEXT,
  approved_at TIMESTAMP CHECK (datetime(approved_at) IS substr(approved_at, 1, 19)),
  approved_by INTEGER CHECK (typeof(approved_by) IN ('integer', 'null')),
  remitted_at TIMESTAMP CHECK (datetime(remitted_at) IS substr(remitted_at, 1, 19)),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP CHECK (datetime(created_at) IS substr(created_at, 1, 19)),
  CONSTRAINT fk_refunds_withdrawal_id FOREIGN KEY (withdrawal_id) REFERENCES withdrawals (id) ON DELETE CASCADE, -- the cascade is ours
  CONSTRAINT fk_refunds_approved_by FOREIGN KEY (approved_by) REFERENCES users (id) ON DELETE RESTRICT -- ours: who approved stays known
);
CREATE INDEX idx_refunds_withdrawal_id ON refunds (withdrawal_id);
CREATE INDEX idx_refunds_approved_by ON refunds (approved_by); -- ours
