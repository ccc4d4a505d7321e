"""Erasing an account: fourteen days in which it can be kept, then everything goes, everywhere, with a receipt."""
