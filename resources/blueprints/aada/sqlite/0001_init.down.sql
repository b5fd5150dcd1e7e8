DROP TABLE enrollments;
DROP TABLE lessons;
DROP TABLE modules;
DROP TABLE programs;
DROP TABLE users;
