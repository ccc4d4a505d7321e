"""Files that rooms keep beside their database: in a bucket of S3, or on the local disk."""
