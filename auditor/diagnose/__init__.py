"""From relations, broken and kept, to findings: which figure to blame, why, and what it probably should be."""
