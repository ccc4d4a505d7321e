"""A course as OLX, with what OLX has no words for beside it in `gopro/`."""
