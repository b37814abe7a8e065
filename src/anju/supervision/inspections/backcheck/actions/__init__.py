"""The only writers of fires and dossiers."""
