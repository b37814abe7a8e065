"""Devices of a district that never was, over real sockets.

What they say is pure (`sites`, `scripts`, `panel`); who says it is `line`; all of them together are `running`.
"""
