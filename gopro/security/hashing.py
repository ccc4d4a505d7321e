"""How passwords are hashed: argon2id with the parameters that OWASP recommends for a server under load."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class OwaspArgon2Hasher(Argon2PasswordHasher):
    """19 MiB, two passes, one lane. A hash with other parameters is made anew when its owner logs in."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
