"""How good a fit is, how sure its parameters are, and which form to take."""
