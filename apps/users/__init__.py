"""Users: who somebody is, how they prove it, and what they may do.

Knows accounts, sessions, e-mail addresses, roles and signing keys. Tells when an account is made, verified, changed,
closed or opened, when its password or roles change, and when a session begins or ends. Hears the other rooms when they
have erased somebody.
"""
