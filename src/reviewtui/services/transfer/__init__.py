"""Data in and out: import, export, calendar files."""
