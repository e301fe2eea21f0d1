"""The hot folder beside a camera: see it, judge it, take it in, tell the photographer."""
