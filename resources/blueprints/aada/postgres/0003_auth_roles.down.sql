DROP INDEX idx_users_role;
ALTER TABLE users DROP COLUMN deleted_at;
