"""Sagas: one operation over several rooms, moved by facts and timers alone (docs/sagas.md)."""
