"""Pages of places, grids and areas."""
