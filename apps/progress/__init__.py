"""Progress: what a learner did, and what it amounts to.

Knows enrollments, lessons completed, submissions and their verdicts, achievements. Keeps a copy of each published
course's outline, fed by facts. Tells of enrollments, completions, verdicts, achievements. Hears courses and users.
"""
