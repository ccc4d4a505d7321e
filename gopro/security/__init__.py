"""Who asks, and what they may do: tokens, principals, the policy. Imports nothing, so that the gateway may enter."""
