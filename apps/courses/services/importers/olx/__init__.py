"""OLX, the format of Open edX: course.xml, a file a block or blocks within blocks, policies and static files."""
