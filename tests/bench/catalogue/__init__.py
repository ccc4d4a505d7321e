"""A catalogue of any size, filled as a database fills fastest, and what its reads cost."""
