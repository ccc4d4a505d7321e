"""Users: who somebody is, how they prove it, and what they may do.

Knows accounts, sessions, e-mail addresses, roles and signing keys. Tells when a user is created, verified, changed.
Hears nothing yet.
"""
