"""One file a format, each from the Audit record alone."""
