"""The demo district: the seed's district as data, generated from a seed, and its two years of history."""
