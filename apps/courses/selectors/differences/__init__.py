"""What differs between two editions, to be read: words within lines, files, questions, order."""
