"""READS: who may see which notification, and what each user wants."""
