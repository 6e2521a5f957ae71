"""The ledger of promises, and what is done about one."""
