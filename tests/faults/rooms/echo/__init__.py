"""Notes each note that it hears of: an effect's own fact must be as safe as the first."""
