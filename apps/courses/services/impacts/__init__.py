"""What a publication would do to learners: asked before it is made, answered by progress, compared when it is made."""
