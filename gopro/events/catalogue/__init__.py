"""The facts of the house as documents: who tells and who hears, in which form, and whether that may change so."""
