-- "Updated user roles and authentication fields": the document names this step without its content.
-- Ours: the soft delete and the index on roles arrive here, so that its result is the documented table.

ALTER TABLE users ADD COLUMN deleted_at timestamp;
-- provost: waive index-without-concurrently the people of one institution are indexed in milliseconds
CREATE INDEX idx_users_role ON users (role);
