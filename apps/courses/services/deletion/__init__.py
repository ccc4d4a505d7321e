"""Deleting a course: thirty days in which it can be kept, its learners told, then it goes."""
