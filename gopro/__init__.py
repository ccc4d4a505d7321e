"""The kernel: what every room stands on. It knows no domain word and imports no room."""
