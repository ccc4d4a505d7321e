"""What tests of every room use: facts told, and facts delivered."""
