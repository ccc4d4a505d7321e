"""Each way on which something happens, room by room, with the facts that it must tell."""
