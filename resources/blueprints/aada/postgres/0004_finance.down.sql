DROP TABLE refunds;
DROP TABLE withdrawals;
