"""How it feels: the full-screen app."""
