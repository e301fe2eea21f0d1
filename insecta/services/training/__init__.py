"""Volunteers: what they learn on, how far they agree, and at which ranks they may decide (users: 28)."""
