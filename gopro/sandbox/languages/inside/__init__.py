"""Programs that run inside the box, each a single file of standard library only; never imported outside."""
