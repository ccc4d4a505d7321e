"""Who may see what: what is published for everybody, drafts for those who edit, packages for grading."""
