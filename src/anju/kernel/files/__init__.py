"""Evidence: photos, videos and papers, kept once by content, shown only to whoever may see their subject (ADR 0010).

`keeping` takes bytes in, `evidence` makes them evidence inside a deed and destroys them, `release` lets a masked copy
out, `doors` answers who may see what.
"""
