"""Work outside a request: ticks that come again and again, jobs that run once and survive a crash (docs/adr/0006)."""
