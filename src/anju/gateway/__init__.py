"""The gateway: what speaks with devices. Its protocols are pure; only its sink will know the platform."""
