"""The staff's pages: an admin site a room, entered with a signed cookie; no room needs the table of accounts."""
