"""Taking in what readers read: content, then a plan, then one transaction."""
