"""Two years of the three inspections: monthly samples, campaigns, fires with two dossiers that are worked on today."""
