"""1＋2＋3 总览, the wall and the 简报: one set of numbers, three ways to read it. See portals/README.md."""
