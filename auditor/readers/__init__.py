"""One file a format: bytes of a file -> Document."""
