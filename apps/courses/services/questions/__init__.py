"""Questions: what they must be like, in which order their parts are shown, and which banks a quiz draws from."""
