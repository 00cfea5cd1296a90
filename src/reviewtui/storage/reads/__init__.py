"""Queries by aggregate: plain SQL in, values of the domain out."""
