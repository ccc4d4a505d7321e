"""How often something may be tried. No limit is on an account alone, so nobody can lock another out."""

from datetime import timedelta

from gopro.security.attempts import Limit

QUARTER = timedelta(minutes=15)

LOGIN_TO_ACCOUNT = Limit(name="login_to_account", most=10, within=QUARTER)  # by address of the network and account
LOGIN_FROM_ADDRESS = Limit(name="login_from_address", most=100, within=QUARTER)  # failures only: classrooms share one
TOKENS_FROM_ADDRESS = Limit(name="tokens_from_address", most=100, within=QUARTER)  # failures only
REGISTER_FROM_ADDRESS = Limit(name="register_from_address", most=200, within=timedelta(hours=1))
MAIL_FROM_ADDRESS = Limit(name="mail_from_address", most=30, within=timedelta(hours=1))
PASSWORD_OF_ACCOUNT = Limit(name="password_of_account", most=10, within=QUARTER)  # asked of who is signed in
