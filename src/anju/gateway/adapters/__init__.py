"""From the messages of each wire format to `anju.gateway.observed`. Pure; imports nothing else of the project."""
