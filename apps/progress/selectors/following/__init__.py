"""Who comes along to a new publication of a course, and what of what they did counts there."""
