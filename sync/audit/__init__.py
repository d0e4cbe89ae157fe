"""The audit log: chained entries a registrar can check without our software; decides nothing."""
