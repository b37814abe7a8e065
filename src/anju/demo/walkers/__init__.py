"""Members on patrol who never were, honest and faking, to try credibility on (`behaviours.toml`)."""
