"""A Discord-compatible server: a model with state, REST routes and a gateway. Knows nothing of RunComfy."""
