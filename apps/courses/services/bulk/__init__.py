"""One change to many lessons and exercises of a course."""
