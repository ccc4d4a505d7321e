"""The rooms. Each is walled: they tell each other facts, and nothing else."""
