"""Makes ``factories`` importable from every folder of tests, and lets no test fail for the time it takes."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
