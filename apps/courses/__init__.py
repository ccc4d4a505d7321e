"""Courses: what can be learned. Content in immutable versions, drafts beside what is published, imports.

Knows courses, lessons, exercises with their hidden tests and solutions. Tells when content is made, changed, published
or retired, and answers one port: what grading an exercise needs. Hears users: whom to forget.
"""
