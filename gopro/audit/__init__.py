"""Who did what to what, from where and why: a chain of entries a room, which shows if somebody meddled with it."""
