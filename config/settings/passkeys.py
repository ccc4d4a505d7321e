"""For which site passkeys are made, and from which pages they are taken."""

from urllib.parse import urlsplit

from config.environment import Environment

LOOPBACK = {"127.0.0.1", "::1"}
LOCAL = "localhost"  # browsers make passkeys for names only


def domain(environment: Environment) -> str:
    """`GOPRO_PASSKEY_DOMAIN`, or the host of the public address. Passkeys of another domain hold no more."""
    host = urlsplit(environment.public_url).hostname or LOCAL
    return environment.passkey_domain or (LOCAL if host in LOOPBACK else host)


def origins(environment: Environment) -> frozenset[str]:
    """`GOPRO_PASSKEY_ORIGINS`, or the public address, which on one's own machine has a name, too."""
    if environment.passkey_origins:
        return frozenset(environment.passkey_origins)
    public = urlsplit(environment.public_url)
    names = {public.netloc}
    if public.hostname in LOOPBACK:
        names.add(f"{LOCAL}:{public.port}" if public.port else LOCAL)
    return frozenset(f"{public.scheme}://{name}" for name in names)
