"""Rules of burden: pure, enums and the standard library only."""
