"""What the program is fast at: figures measured side by side in one run. No test; `make bench-events` runs it."""
