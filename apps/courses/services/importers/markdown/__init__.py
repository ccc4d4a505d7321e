"""Our own folders: courses written as Markdown, YAML and code beside each other."""
