"""What a publication would do to learners: counted by the rules that move them, and tried on what they handed in."""
