"""Publications: pointing learners at an edition, rolling back, publishing at a time, previews of the draft."""
