DROP TABLE xapi_statements;
DROP TABLE scorm_data;
