"""The table of access: every operation and page, for every role. Made of what the doors declare and the policy says."""
