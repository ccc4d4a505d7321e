"""Settings: base for all, then local (embedded), test and production."""
