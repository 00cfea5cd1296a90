"""Windows over a place: each asks one thing and returns it."""
