"""The front door: routes by a table, passes requests and web sockets on, and refuses what must not come in."""
