DROP TABLE enrollments;
DROP TABLE lessons;
DROP TABLE modules;
DROP TABLE programs;
DROP TABLE users;
DROP TYPE enrollment_status;
DROP TYPE lesson_content_type;
DROP TYPE user_role;
