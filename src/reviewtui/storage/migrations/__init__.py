"""Migrations of the file format, run by Alembic when an older file is opened."""
