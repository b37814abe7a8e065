"""The gateway: its own process, which takes in what devices send and hands it to telemetry."""
