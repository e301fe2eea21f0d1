"""Reports of a collection for a period (users: 24): every number with the query that gives it again."""
