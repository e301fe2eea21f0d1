"""Pictures that a source only links to: fetched politely, once, and kept beside it."""
