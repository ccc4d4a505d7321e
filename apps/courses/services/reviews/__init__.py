"""Reviews: asked for, decided by somebody else than who wrote, and asked of a publication where a course wants that."""
