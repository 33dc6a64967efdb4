"""A first look at somebody's own data, and the configuration that it suggests."""
