"""Notifications: the right message, once.

Knows what was told to whom by which channel, and keeps a copy of names and addresses, fed by facts. Tells of what was
sent, failed and read. Hears users and progress.
"""
