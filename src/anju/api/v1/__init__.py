"""Version 1 of the API: the pages' own actions and permissions, for other systems."""
