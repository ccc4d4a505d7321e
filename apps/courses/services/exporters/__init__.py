"""Writers of courses in other people's formats: one neutral tree in, files out; each the inverse of its reader."""
