DROP TABLE externships;
DROP TABLE credentials;
DROP TABLE transcripts;
DROP TABLE attendance;
