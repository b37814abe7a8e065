"""What pages, files and actions ask about documents."""
