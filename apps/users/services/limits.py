"""How often something may be tried. An address counts with its network: an IPv6 address is one of 2^64 of its owner.

No limit that others can reach stands between an owner and the account. The two that are on an account alone leave ways
in: passwords from strange devices (`admission`), and the codes of an app, which only who knows the password can try.
"""

from datetime import timedelta

from gopro.security.attempts import Limit

QUARTER = timedelta(minutes=15)

LOGIN_TO_ACCOUNT = Limit(name="login_to_account", most=10, within=QUARTER)  # by address and account
LOGIN_FROM_DEVICE = Limit(name="login_from_device", most=10, within=QUARTER)  # that the account was used from
LOGIN_BY_STRANGERS = Limit(name="login_by_strangers", most=100, within=timedelta(days=1))  # NIST's most for an account
WARNING_OF_GUESSES = Limit(name="warning_of_guesses", most=1, within=timedelta(days=1))
LOGIN_FROM_ADDRESS = Limit(name="login_from_address", most=100, within=QUARTER)  # failures only: classrooms share one
TOKENS_FROM_ADDRESS = Limit(name="tokens_from_address", most=100, within=QUARTER)  # failures only
AUTHORIZATIONS_FROM_ADDRESS = Limit(name="authorizations_from_address", most=300, within=QUARTER)  # each is a row
REGISTER_FROM_ADDRESS = Limit(name="register_from_address", most=200, within=timedelta(hours=1))
MAIL_FROM_ADDRESS = Limit(name="mail_from_address", most=30, within=timedelta(hours=1))
IMPERSONATIONS = Limit(name="impersonations", most=30, within=timedelta(hours=1))  # of one member of support
AVATARS_OF_ACCOUNT = Limit(name="avatars_of_account", most=20, within=timedelta(hours=1))  # each is decoded
PASSWORD_OF_ACCOUNT = Limit(name="password_of_account", most=10, within=QUARTER)  # asked of who is signed in
CODE_TO_ACCOUNT = Limit(name="code_to_account", most=10, within=QUARTER)  # by address of the network and account
TOTP_OF_ACCOUNT = Limit(name="totp_of_account", most=100, within=timedelta(days=1))  # of who knows the password
CHALLENGES_FROM_ADDRESS = Limit(name="challenges_from_address", most=300, within=QUARTER)  # each is a row
FACTORS_OF_ACCOUNT = Limit(name="factors_of_account", most=30, within=QUARTER)  # asked of who is signed in
