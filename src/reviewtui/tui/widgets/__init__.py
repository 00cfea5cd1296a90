"""The controls of the app."""
