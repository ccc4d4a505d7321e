"""The staff's pages in a real Chromium, against the house in this process."""
