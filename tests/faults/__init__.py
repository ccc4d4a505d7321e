"""Faults caused for real: processes killed at each step, servers that vanish, facts doubled and shuffled."""
