"""What pages, files and the command line ask of figures. They ask the same."""
