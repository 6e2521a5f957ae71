"""PostgreSQL, closer than Django comes to it: the connection, and new rows."""
