"""Rules as data, and the kinds that give every relation its verdict."""
