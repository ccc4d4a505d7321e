"""Second factors: set up, asked for, proved."""
