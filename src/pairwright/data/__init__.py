"""From an ASE database to arrays: reading, quality, crystals, periodic pairs, splits."""
