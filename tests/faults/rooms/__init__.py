"""Three rooms of a house in small: one tells, one hears and tells on, one hears that."""
