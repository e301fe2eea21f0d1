"""The system of record: SQLAlchemy Core on SQLite or PostgreSQL, one transaction per unit of work."""
