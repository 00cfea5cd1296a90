"""How it is kept: the only floor that knows SQLModel, SQLAlchemy or SQLite."""
