"""Logging in by another provider: OAuth 2.1 and OpenID Connect; docs/decisions/0012-openid.md says how and why."""
