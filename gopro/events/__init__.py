"""Facts that can't be lost: contract, outbox, relay, inbox, dead letters."""
