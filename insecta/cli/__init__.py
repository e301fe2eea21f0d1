"""The command line: argument parsing, and one call of a service or door per command."""
