"""Notes each count that it hears, and tells of the note. Nothing in its tables keeps a note from being doubled."""
